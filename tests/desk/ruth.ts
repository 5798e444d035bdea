/** Ruth at the front desk, and what Ada writes to it. */
import { expect } from 'vitest';
import { randomId } from '../../src/random-id.ts';
import { type Browser, browser, type testApp } from '../support/app.ts';

type App = ReturnType<typeof testApp>['app'];

/** A browser in which Ruth is signed in, and what her forms carry. */
export async function signedIn(app: App): Promise<Browser & { token: string; send: Browser['post'] }> {
  const by = browser(app);
  const answer = await by.post('/desk/sign-in', { password: 'front-desk', to: '/desk/messages' });
  expect([answer.status, answer.location]).toEqual([303, '/desk/messages']);
  const token = /name="token" value="([\w-]{22})"/.exec((await by.get('/desk')).body)![1]!;
  return { ...by, token, send: (path, fields, init) => by.post(path, { token, ...fields }, init) };
}

/** Ada's message, by its reference. */
export async function writtenTo(
  app: App,
  message = 'What does a visit cost?',
  more: Record<string, string> = {},
): Promise<string> {
  const sent = { form: randomId(), name: 'Ada', email: 'ada@example.org', topic: 'fees', message, ...more };
  return (await browser(app).post('/contact', sent)).location.split('/').at(-1)!;
}
