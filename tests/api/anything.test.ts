/** Whatever is sent, the API answers with a documented status, never with a fault of its own. */
import { Buffer } from 'node:buffer';
import { request } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Listening, listen } from '../../src/http/listen.ts';
import { held, slot, visitor } from '../support/clinic.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { ask, clinicApi, newAddress } from './asking.ts';

let database: TestDatabase;
let app: ReturnType<typeof clinicApi>;
let server: Listening;

beforeAll(async () => {
  database = await testDatabase();
  app = clinicApi(database.db, { HOLDS_PER_ADDRESS: '1000000', HOLD_REQUESTS_PER_MINUTE: '1000000' });
  server = await listen(app.fetch, { HOST: '127.0.0.1', PORT: 0 });
});

afterAll(async () => {
  await server.close(1000);
  await database.drop();
});

const nasty = fc.constantFrom('\0', '\ud800', '\udfff', "'; --", '\u202e', 'ﷺ', '🙂', '\uffff', '%00', '\\u0000');
const words = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.array(nasty, { maxLength: 120 }).map((all) => all.join('')),
);
const numbers = fc.oneof(fc.double(), fc.maxSafeInteger(), fc.constantFrom(0, -0, -1, 1.5, 1e30, 2 ** 53, 2 ** 63));
const anything = fc.oneof(words, numbers, fc.jsonValue(), fc.constant(null), fc.boolean());
const requests = fc.constantFrom('POST /slots/hold', 'POST /slots/release', 'POST /appointments');

test('bodies of any shape, around fields that exist', async () => {
  const patient = fc.record(
    {
      name: anything,
      email: anything,
      phone: anything,
      dateOfBirth: anything,
      gender: anything,
      address: anything,
      __proto__: anything,
    },
    { requiredKeys: [] },
  );
  const body = fc.oneof(
    anything,
    fc.record(
      { slotId: anything, holdId: anything, patient: fc.oneof(patient, anything), reason: anything },
      { requiredKeys: [] },
    ),
  );
  await fc.assert(
    fc.asyncProperty(requests, body, async (request, body) => {
      expect((await ask(app, request, { raw: JSON.stringify(body) ?? '' })).status).toBeLessThan(500);
    }),
    { numRuns: 600 },
  );
});

test('whatever passes as a patient is booked, and stands as it was understood', async () => {
  const optional = (values: fc.Arbitrary<string>) => fc.option(values, { nil: undefined });
  const patient = fc.record({
    name: words.map((typed) => `A${typed}`.slice(0, 120)),
    email: fc.constantFrom('ada@example.org', `${'a'.repeat(64)}@${'b.'.repeat(90)}org`, 'ada@exämple.de'),
    phone: optional(fc.constantFrom('020 7946 0150', '+44 (0) 20')),
    dateOfBirth: optional(fc.constantFrom('1900-01-01', '2024-02-29', '')),
    gender: optional(words.map((typed) => typed.slice(0, 60))),
    address: optional(words.map((typed) => typed.slice(0, 300))),
  });
  const reason = optional(words.map((typed) => typed.slice(0, 1000)));
  let minutes = 60;
  await fc.assert(
    fc.asyncProperty(patient, reason, async (patient, reason) => {
      minutes += 40;
      const holdId = await held(database.db, await slot(database.db, { inMinutes: minutes }), visitor('Ada'));
      const booked = await ask(app, 'POST /appointments', { body: { holdId, patient, reason } });
      expect(booked.status).toBe(201);
    }),
    { numRuns: 150 },
  );
});

test('bytes that are no text, text that is no JSON', async () => {
  await fc.assert(
    fc.asyncProperty(requests, fc.uint8Array({ maxLength: 200 }), async (request, bytes) => {
      const { status } = await ask(app, request, { raw: new Uint8Array(bytes) });
      expect([400, 422]).toContain(status);
    }),
    { numRuns: 200 },
  );
});

test('a day asked for with any words', async () => {
  await fc.assert(
    fc.asyncProperty(words, words, async (doctorId, date) => {
      const query = new URLSearchParams({ doctorId, date });
      expect([404, 422]).toContain((await ask(app, `GET /slots?${query}`)).status);
    }),
    { numRuns: 300 },
  );
});

test.each([
  ['deep arrays', '['.repeat(30_000) + ']'.repeat(30_000), 422],
  ['deep objects', `${'{"patient":'.repeat(5_000)}1${'}'.repeat(5_000)}`, 422],
  ['the same key twice: the last counts', '{"holdId":1,"holdId":"x","patient":{"name":"A","email":"a@b.org"}}', 404],
  ['a number beyond all bounds', '{"holdId":1e999}', 422],
  ['a key of the prototype', '{"__proto__":{"holdId":"x"},"constructor":1}', 422],
  ['a byte order mark', '\ufeff{"holdId":"x","patient":{"name":"A","email":"a@b.org"}}', 404],
])('%s', async (_, raw, status) => {
  expect((await ask(app, 'POST /appointments', { raw })).status).toBe(status);
});

test('odd headers: cookies, addresses, content types', async () => {
  const header = fc.string({ unit: fc.integer({ min: 32, max: 126 }).map((code) => String.fromCharCode(code)) });
  await fc.assert(
    fc.asyncProperty(header, header, header, async (cookie, address, type) => {
      const headers = {
        cookie: `visitor=${cookie}`,
        'x-forwarded-for': address || newAddress(),
        'content-type': `application/json;${type}`,
      };
      expect((await ask(app, 'POST /slots/hold', { body: { slotId: 1 }, headers })).status).toBeLessThan(500);
    }),
    { numRuns: 200 },
  );
});

test('over a socket: a body without its length is limited too, and half a body harms nobody', async () => {
  const chunk = Buffer.alloc(16_384, 32);
  expect(await send([chunk, chunk, chunk, chunk, chunk])).toMatchObject({ status: 413, code: 'payload_too_large' });
  expect(await send([Buffer.from('{"slotId":'), Buffer.from('999999}')])).toMatchObject({
    status: 404,
    code: 'slot_not_found',
  });
  const cut = request(`${server.url}/api/slots/hold`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-length': 50 },
  });
  cut.on('error', () => {});
  cut.write('{"slotId":');
  await new Promise((resolve) => setTimeout(resolve, 50));
  cut.destroy();
  expect((await fetch(`${server.url}/api/doctors`)).status).toBe(200);
});

/** Sends the chunks without saying how long they are in all. */
function send(chunks: Buffer[]): Promise<{ status: number | undefined; code: string }> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'transfer-encoding': 'chunked' };
    const sent = request(`${server.url}/api/slots/hold`, { method: 'POST', headers }, async (answer) => {
      const body = (await answer.toArray()).join('');
      resolve({ status: answer.statusCode, code: JSON.parse(body).code });
    });
    sent.on('error', reject);
    for (const chunk of chunks) sent.write(chunk);
    sent.end();
  });
}
