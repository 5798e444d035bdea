import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { cancelAppointment } from '../../src/booking/cancel.ts';
import { makeSecrets } from '../../src/http/secrets.ts';
import { browser, testApp, wordsOf } from '../support/app.ts';
import { booked } from '../support/clinic.ts';
import { ownDatabase } from '../support/database.ts';
import { MailServer } from '../support/mail-server.ts';
import { mailsOf, settled, work, writerDeps } from '../support/post-office.ts';

const database = ownDatabase({ each: true });
const { db } = database;

test('without a mail server a developer reads the mail in a browser: its text, its HTML and its calendar file', async () => {
  const { app } = testApp(db);
  const by = browser(app);
  expect(wordsOf((await by.get('/dev/mail')).body)).toContain('There is no mail yet.');
  work(writerDeps(db), database.url);
  const { email } = await booked(db);
  await settled(db);
  const list = await by.get('/dev/mail');
  expect(wordsOf(list.body)).toMatch(new RegExp(`Your appointment on .* to ${email}, `));
  const path = /\/dev\/mail\/\d+/.exec(list.body)![0];
  const mail = await by.get(path);
  expect(mail.body).toMatch(/<a href="https:\/\/booking\.example\/appointments\/[\w-]+">https:/);
  const html = await by.get(`${path}/html`);
  expect(html.body).toMatch(/^<!doctype html><html lang="en-GB">/);
  expect(html.body).toMatch(/<body [^>]*><main><h1 [^>]*>Your appointment on [^<]+<\/h1>.*<\/main><\/body>/);
  expect(html.headers.get('content-security-policy')).toBe("default-src 'none'; style-src 'unsafe-inline'");
  expect((await by.get(`${path}/calendar.ics`)).body).toContain('METHOD:REQUEST');
});

test('mail after the clinic’s key was changed goes on with what was told before: one conversation, one event', async () => {
  const deps = writerDeps(db);
  const stop = work(deps, database.url);
  const { id } = await booked(db);
  await settled(db);
  await stop();
  work({ ...deps, secrets: makeSecrets('another secret of 32 characters or more') }, database.url);
  await cancelAppointment(db, id, null);
  await settled(db);
  const told = await db.sql<{ thread: string; file: string }[]>`
    SELECT kept->>'references' AS thread, kept #>> '{icalEvent,content}' AS file FROM mails ORDER BY id`;
  const [before, after] = told.map(({ thread, file }) => [thread, /^UID:(.+?)\r\n(?! )/ms.exec(file)![1]]);
  expect(told.map(({ file }) => /METHOD:(\w+)/.exec(file)![1])).toEqual(['REQUEST', 'CANCEL']);
  expect(after).toEqual(before);
});

test.each([
  '/dev/mail/999',
  '/dev/mail/0x1',
  '/dev/mail/999/html',
  '/dev/mail/-1/calendar.ics',
  '/dev/mail/99999999999999999999',
])('there is no mail at %s', async (path) => {
  expect((await browser(testApp(db).app).get(path)).status).toBe(404);
});

test.each([
  ['in production', { NODE_ENV: 'production' }],
  ['where there is a mail server', { SMTP_URL: 'smtp://mail.example', PUBLIC_URL: 'https://booking.example' }],
])('nobody can read mail at /dev/mail %s', async (_, settings) => {
  const by = browser(testApp(db, settings as Record<string, string>).app);
  for (const path of ['/dev/mail', '/dev/mail/1', '/dev/mail/1/html', '/dev/mail/1/calendar.ics'])
    expect([path, (await by.get(path)).status]).toEqual([path, 404]);
});

test('a process in production without a mail server leaves mail to one that has it', async () => {
  const stop = work(writerDeps(db, undefined, { NODE_ENV: 'production' }), database.url);
  await booked(db);
  await sleep(500);
  expect(await mailsOf(db)).toEqual([expect.objectContaining({ ended: null })]);
  await stop();
  const server = await new MailServer().open();
  onTestFinished(() => server.close());
  work(writerDeps(db, server.url()), database.url);
  await settled(db);
  expect(server.taken).toHaveLength(1);
});
