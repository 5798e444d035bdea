import { HtmlValidate } from 'html-validate';
import { expect, test } from 'vitest';
import { problems } from '../../src/api/problem.ts';
import type { Db } from '../../src/db/client.ts';
import { apiWords } from '../../views/messages/api.ts';
import { clinicApi, documentOf } from './asking.ts';

/** The page needs no database: there is none here. */
const app = clinicApi({} as Db);
const page = await app.request('/api/docs');
const html = await page.text();

test('the page is sound HTML without script or style in it', async () => {
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=UTF-8']);
  const report = await new HtmlValidate({ extends: ['html-validate:standard'] }).validateString(html);
  expect(report.results.flatMap(({ messages }) => messages)).toEqual([]);
  expect(html).not.toMatch(/<script|<style| style=| on\w+=/);
  expect(page.headers.get('content-security-policy')).not.toContain('unsafe');
});

test('the page shows every request, every code and every fault, and all its links lead somewhere', async () => {
  const { paths } = await documentOf(app);
  for (const path of Object.keys(paths)) expect(html).toContain(`/api${path}`);
  for (const code of [...Object.keys(problems), ...Object.keys(apiWords.faults)])
    expect(html).toContain(`<code>${code}</code>`);
  for (const field of ['patient.dateOfBirth', 'slots[].heldUntil', 'doctors[].nextFree.slotId'])
    expect(html).toContain(field);
  const anchors = [...html.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id!);
  expect(anchors.length).toBeGreaterThan(40);
  for (const id of anchors) expect(html).toContain(`id="${id}"`);
});
