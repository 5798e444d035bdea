import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { googleCalendar } from '../../src/google/calendar.ts';

/** Answers whatever it is asked with this. */
let answer: unknown;
const server = createServer((_, response) => {
  response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
});
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => void server.close());

function busy() {
  const { port } = server.address() as AddressInfo;
  const now = Temporal.Now.instant();
  return googleCalendar(`http://127.0.0.1:${port}`).busy('a token', now, now.add({ hours: 1 }));
}

const [start, end] = ['2027-03-01T09:00:00Z', '2027-03-01T11:00:00+01:00'];

test('what is busy is told as instants, whatever it is told in', async () => {
  answer = { calendars: { primary: { busy: [{ start, end }] } } };
  const [from, until] = [Temporal.Instant.from(start), Temporal.Instant.from('2027-03-01T10:00Z')];
  expect(await busy()).toEqual({ ok: true, busy: [{ from, until }] });
});

test.each<[string, unknown]>([
  ['nothing', null],
  ['an object with nothing in it', {}],
  ['no calendar', { calendars: {} }],
  ['a calendar of which nothing is said', { calendars: { primary: {} } }],
  ['an error without a reason', { calendars: { primary: { errors: [{ domain: 'global' }], busy: [] } } }],
  [
    'an error beside busy times',
    { calendars: { primary: { errors: [{ reason: 'internalError' }], busy: [{ start, end }] } } },
  ],
  ['a busy time without an end', { calendars: { primary: { busy: [{ start }] } } }],
  ['a busy time of no day', { calendars: { primary: { busy: [{ start, end: 'tomorrow' }] } } }],
])('an answer with %s is no calendar without appointments', async (_, said) => {
  answer = said;
  expect(await busy()).toMatchObject({ ok: false, reason: 'later' });
});
