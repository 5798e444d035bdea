import { expect, test } from 'vitest';
import { makeLog } from '../../src/log.ts';
import { testApp } from '../support/app.ts';
import { ownDatabase } from '../support/database.ts';

const { db } = ownDatabase();

test('a request is a line of the log, by its route; that all is well is one for who looks for it', async () => {
  const lines: Record<string, unknown>[] = [];
  const destination = { write: (line: string) => lines.push(JSON.parse(line)) };
  const { app } = testApp(db, {}, makeLog('info', destination as never));
  for (const path of ['/doctors/dr-nobody?hold=secret', '/healthz', '/readyz']) await app.request(path);
  expect(lines).toEqual([expect.objectContaining({ msg: 'request', route: '/doctors/:slug', status: 404 })]);

  const watched = testApp(db, {}, makeLog('debug', destination as never));
  await watched.app.request('/readyz');
  expect(lines.at(-1)).toMatchObject({ route: '/readyz', status: 200 });
});
