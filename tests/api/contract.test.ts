import { Validator } from '@seriousme/openapi-schema-validator';
import type { Hono } from 'hono';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { problems } from '../../src/api/problem.ts';
import { connect } from '../../src/db/client.ts';
import type { Env } from '../../src/http/context.ts';
import { apiWords } from '../../views/messages/api.ts';
import { brokenPromises, doctor, endsIn, held, readSlot, slot, start, visitor, withdraw } from '../support/clinic.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { type Answer, ask, clinicApi, documentOf, newAddress, provoked, type Question } from './asking.ts';

let database: TestDatabase;
let app: Hono<Env>;

beforeAll(async () => {
  database = await testDatabase();
  app = clinicApi(database.db);
});

afterAll(async () => {
  expect(await brokenPromises(database.db)).toEqual([]);
  await database.drop();
});

const NO_ID = 'f'.repeat(32);
const ada = { name: 'Ada Byron', email: 'ada@example.org', phone: '020 7946 0150', dateOfBirth: '1987-06-05' };

const post = (path: string, body: unknown, question: Question = {}) => ask(app, `POST ${path}`, { body, ...question });
const hold = (slotId: unknown, question?: Question) => post('/slots/hold', { slotId }, question);
const book = (holdId: unknown, patient: unknown = { ...ada, name: `Ada ${String(holdId).slice(0, 8)}` }, more = {}) =>
  post('/appointments', { holdId, patient, ...more });
const newHold = async (inMinutes = 60) => {
  const slotId = await slot(database.db, { inMinutes });
  return { slotId, holdId: await held(database.db, slotId, visitor('Ada')) };
};
const said = ({ status, body }: Answer) => [status, body.code];
const faults = ({ body }: Answer) =>
  Object.fromEntries((body.errors as { field: string; code: string }[]).map(({ field, code }) => [field, code]));

test('the doctors who can be booked are listed, with the soonest free time of each', async () => {
  const doctorId = await doctor(database.db, 'Dr Šimůnková');
  const retired = await doctor(database.db, 'Dr Gone');
  await database.db.sql`UPDATE doctors SET active = false WHERE id = ${retired}`;
  const slotId = await slot(database.db, { doctorId, inMinutes: 90 });
  const { status, body } = await ask(app, 'GET /doctors');
  const doctors = body.doctors as { id: number; nextFree: { slotId: number } }[];
  expect(status).toBe(200);
  expect(doctors.find(({ id }) => id === doctorId)).toMatchObject({
    name: 'Dr Šimůnková',
    specialization: 'General practice',
    consultationFee: 4500,
    currency: 'GBP',
    slotDuration: 30,
    nextFree: { slotId },
  });
  expect(doctors.find(({ id }) => id === retired)).toBeUndefined();
  expect(JSON.stringify(body)).not.toContain('@clinic.example');
});

/** Slots of one doctor around 1 December of next year, so that none has begun. */
async function decemberDay(zone = 'UTC', times = ['09:00', '09:30', '10:00', '10:30', '11:00', '11:30']) {
  const doctorId = await doctor(database.db);
  const date = `${Temporal.Now.plainDateISO().year + 1}-12-01`;
  const ids: number[] = [];
  for (const time of times) {
    const [row] = await database.db.sql<{ id: number }[]>`
      INSERT INTO time_slots (doctor_id, date, start_time, end_time, during)
      SELECT ${doctorId}, t::date, t::time, (t + interval '30 minutes')::time, tstzrange(t AT TIME ZONE ${zone}, (t + interval '30 minutes') AT TIME ZONE ${zone})
      FROM (SELECT (${date}::date + ${time}::time) AS t) AS wall RETURNING id`;
    ids.push(row!.id);
  }
  return { doctorId, date, ids };
}

test('a day shows free, held and booked slots, run-out holds as free, and never who holds one', async () => {
  const { doctorId, date, ids } = await decemberDay();
  const [, ours, ranOut, taken, gone] = ids as [number, number, number, number, number];
  await held(database.db, ours, visitor('Ben'));
  await endsIn(database.db, await held(database.db, ranOut, visitor('Ben')));
  await book(await held(database.db, taken, visitor('Ben')));
  await withdraw(database.db, gone);
  const { body } = await ask(app, `GET /slots?doctorId=${doctorId}&date=${date}`);
  const slots = body.slots as Record<string, unknown>[];
  expect(body).toMatchObject({ doctorId, date, timeZone: 'Europe/London' });
  expect(slots.map(({ startTime, status }) => [startTime, status])).toEqual([
    ['09:00', 'available'],
    ['09:30', 'held'],
    ['10:00', 'available'],
    ['10:30', 'booked'],
    ['11:30', 'available'],
  ]);
  expect(slots[0]).toEqual({
    id: ids[0],
    doctorId,
    date,
    startTime: '09:00',
    endTime: '09:30',
    startsAt: `${date}T09:00:00+00:00`,
    endsAt: `${date}T09:30:00+00:00`,
    status: 'available',
    heldUntil: null,
  });
  expect(slots.map((slot) => slot.heldUntil !== null)).toEqual([false, true, false, false, false]);
});

test('in an hour that clocks show twice, the offset tells the two slots apart', async () => {
  const doctorId = await doctor(database.db);
  const autumn = lastSundayOfOctober();
  for (const offset of ['+01:00', '+00:00']) {
    await database.db.sql`
      INSERT INTO time_slots (doctor_id, date, start_time, end_time, during)
      SELECT ${doctorId}, ${autumn}, '01:30', '02:00', tstzrange(t, t + interval '30 minutes')
      FROM (SELECT ${`${autumn}T01:30:00${offset}`}::timestamptz AS t) AS start`;
  }
  const { body } = await ask(app, `GET /slots?doctorId=${doctorId}&date=${autumn}`);
  expect((body.slots as { startTime: string; startsAt: string }[]).map((s) => [s.startTime, s.startsAt])).toEqual([
    ['01:30', `${autumn}T01:30:00+01:00`],
    ['01:30', `${autumn}T01:30:00+00:00`],
  ]);
});

function lastSundayOfOctober(): string {
  const last = Temporal.PlainDate.from({ year: Temporal.Now.plainDateISO().year + 1, month: 10, day: 31 });
  return last.subtract({ days: last.dayOfWeek % 7 }).toString();
}

test('a day off has no slots; a doctor who is unknown or retired has no days', async () => {
  const doctorId = await doctor(database.db);
  expect((await ask(app, `GET /slots?doctorId=${doctorId}&date=2199-12-31`)).body.slots).toEqual([]);
  expect(said(await ask(app, 'GET /slots?doctorId=9007199254740991&date=2026-11-24'))).toEqual([
    404,
    'doctor_not_found',
  ]);
  await database.db.sql`UPDATE doctors SET active = false WHERE id = ${doctorId}`;
  expect(said(await ask(app, `GET /slots?doctorId=${doctorId}&date=2026-11-24`))).toEqual([404, 'doctor_not_found']);
});

test.each([
  ['', { doctorId: 'required', date: 'required' }],
  ['?doctorId=&date=', { doctorId: 'not_a_positive_integer', date: 'not_a_date' }],
  ['?doctorId=0&date=2026-02-30', { doctorId: 'not_a_positive_integer', date: 'not_a_date' }],
  ['?doctorId=-1&date=1969-12-31', { doctorId: 'not_a_positive_integer', date: 'out_of_range' }],
  ['?doctorId=1e3&date=2201-01-01', { doctorId: 'not_a_positive_integer', date: 'out_of_range' }],
  ['?doctorId=9007199254740992&date=2026-11-24T09:00', { doctorId: 'not_a_positive_integer', date: 'not_a_date' }],
  ['?doctorId=1&doctorId=2&date=%00', { doctorId: 'not_a_positive_integer', date: 'not_a_date' }],
])('a day asked for as %j names every field at fault', async (query, expected) => {
  const answer = await ask(app, `GET /slots${query}`);
  expect(said(answer)).toEqual([422, 'invalid_request']);
  expect(faults(answer)).toEqual(expected);
});

test('a slot is held for as long as the clinic says', async () => {
  const { doctorId, date, ids } = await decemberDay();
  const { status, body } = await hold(ids[0]);
  expect(status).toBe(201);
  expect(body).toMatchObject({ slotId: ids[0], doctorId, date, startTime: '09:00', endTime: '09:30' });
  const left = Temporal.Instant.from(String(body.expiresAt)).since(Temporal.Now.instant()).total('seconds');
  expect(left).toBeGreaterThan(200);
  expect(left).toBeLessThanOrEqual(300);
  expect((await readSlot(database.db, ids[0]!)).held_by).toBe(body.holdId);
});

test('without a cookie each call is a visitor of its own; with one, the visitor holds one slot at a time', async () => {
  const [first, second] = (await decemberDay()).ids as [number, number];
  expect((await hold(first)).status).toBe(201);
  expect(said(await hold(first))).toEqual([409, 'slot_unavailable']);

  const cookie = { headers: { cookie: `visitor=${'a'.repeat(32)}` } };
  const mine = await hold(second, cookie);
  const again = await hold(second, cookie);
  expect([mine.status, again.status]).toEqual([201, 200]);
  expect(again.body).toEqual(mine.body);
  const third = (await decemberDay()).ids[0];
  expect((await hold(third, cookie)).status).toBe(201);
  expect((await readSlot(database.db, second)).status).toBe('available');
  expect(said(await book(mine.body.holdId))).toEqual([410, 'hold_ended']);
});

test('a slot that is booked, withdrawn, begun or unknown can’t be held', async () => {
  const booked = await newHold();
  await book(booked.holdId);
  const withdrawn = await slot(database.db);
  await withdraw(database.db, withdrawn);
  const begun = await slot(database.db);
  await start(database.db, begun);
  for (const slotId of [booked.slotId, withdrawn, begun]) {
    expect(said(await hold(slotId))).toEqual([409, 'slot_unavailable']);
  }
  for (const slotId of [999_999, Number.MAX_SAFE_INTEGER]) {
    expect(said(await hold(slotId))).toEqual([404, 'slot_not_found']);
  }
});

test('one address holds only so many slots at once, and is told when the first ends', async () => {
  const two = clinicApi(database.db, { HOLDS_PER_ADDRESS: '2' });
  const headers = { 'x-forwarded-for': newAddress() };
  const from = async () => ask(two, 'POST /slots/hold', { body: { slotId: await slot(database.db) }, headers });
  expect([(await from()).status, (await from()).status]).toEqual([201, 201]);
  const refused = await from();
  expect(said(refused)).toEqual([429, 'too_many_holds']);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(200);
  expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(301);
});

test('a client that names the visitor may ask again where no answer came, and moves that person’s hold', async () => {
  const [first, second] = [await slot(database.db), await slot(database.db)];
  const named = (slotId: number, name: string) => post('/slots/hold', { slotId, visitor: name });
  const ada = 'ada-0123456789abcdef';
  const held = await named(first, ada);
  const again = await named(first, ada);
  expect([held.status, again.status, again.body]).toEqual([201, 200, held.body]);
  expect(said(await named(first, 'ben-0123456789abcdef'))).toEqual([409, 'slot_unavailable']);
  expect((await named(second, ada)).status).toBe(201);
  expect(await readSlot(database.db, first)).toMatchObject({ status: 'available' });
});

test('a visitor that a client names is nobody whose cookie says the same', async () => {
  const slotId = await slot(database.db);
  const id = 'a'.repeat(31);
  expect((await hold(slotId, { headers: { cookie: `visitor=${id}b` } })).status).toBe(201);
  expect(said(await post('/slots/hold', { slotId, visitor: `${id}b` }))).toEqual([409, 'slot_unavailable']);
});

test.each([['short'], [''], [7], ['with a space and more of it'], ['x'.repeat(129)]])(
  'visitor %j is none',
  async (visitor) => {
    const answer = await post('/slots/hold', { slotId: await slot(database.db), visitor });
    expect(said(answer)).toEqual([422, 'invalid_request']);
    expect(faults(answer)).toEqual({ visitor: 'not_a_visitor' });
  },
);

test('a released slot is free, again the same answer; an unknown hold is not found', async () => {
  const { slotId, holdId } = await newHold();
  for (let time = 1; time <= 2; time++) {
    const { status, body } = await post('/slots/release', { holdId });
    expect([status, body]).toEqual([200, { released: true }]);
  }
  expect((await readSlot(database.db, slotId)).status).toBe('available');
  for (const id of [NO_ID, 'nope', '\0', '\ud800', "' OR 1=1 --"]) {
    expect([404, 422]).toContain((await post('/slots/release', { holdId: id })).status);
  }
  expect(said(await post('/slots/release', { holdId: NO_ID }))).toEqual([404, 'hold_not_found']);
});

test('a booked hold can’t be released', async () => {
  const { slotId, holdId } = await newHold();
  await book(holdId);
  expect(said(await post('/slots/release', { holdId }))).toEqual([409, 'already_booked']);
  expect((await readSlot(database.db, slotId)).status).toBe('booked');
});

test('a hold becomes an appointment, and asked again it is the same one', async () => {
  const { doctorId, date, ids } = await decemberDay();
  const { body: held } = await hold(ids[0]);
  const booked = await book(held.holdId, { ...ada, gender: null, address: '' }, { reason: 'A cough', stray: 1 });
  expect(booked.status).toBe(201);
  expect(booked.body).toMatchObject({ status: 'scheduled', doctorId, slotId: ids[0], date, startTime: '09:00' });
  expect(booked.body.url).toMatch(/\/appointments\/[\w-]+$/);
  const again = await book(held.holdId, { name: 'Someone Else', email: 'else@example.org' });
  expect([again.status, again.body]).toEqual([200, booked.body]);
  const [row] = await database.db.sql`SELECT intake, reason FROM appointments WHERE id = ${Number(booked.body.id)}`;
  expect(row).toEqual({ intake: ada, reason: 'A cough' });
});

test('sixty simultaneous bookings of one hold are one appointment', async () => {
  const { holdId } = await newHold();
  const answers = await Promise.all(Array.from({ length: 60 }, () => book(holdId)));
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(59);
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
});

test('a hold that has run out is not booked, whether its slot is free or taken', async () => {
  const { slotId, holdId } = await newHold();
  await endsIn(database.db, holdId);
  expect(said(await book(holdId))).toEqual([410, 'hold_expired']);
  await held(database.db, slotId, visitor('Ben'));
  expect(said(await book(holdId))).toEqual([409, 'slot_unavailable']);
});

test('an unknown hold, a released one, and a patient who is elsewhere at that time', async () => {
  expect(said(await book(NO_ID))).toEqual([404, 'hold_not_found']);
  const { holdId } = await newHold();
  await post('/slots/release', { holdId });
  expect(said(await book(holdId))).toEqual([410, 'hold_ended']);
  const ruth = { name: 'Ruth', email: 'ruth@example.org' };
  expect((await book((await newHold(600)).holdId, ruth)).status).toBe(201);
  expect(said(await book((await newHold(610)).holdId, ruth))).toEqual([409, 'patient_busy']);
});

test('a patient with as many appointments to come as are allowed', async () => {
  const ruth = { name: 'Ruth Often', email: 'ruth.often@example.org' };
  const strict = clinicApi(database.db, { APPOINTMENTS_PER_PATIENT: '1' });
  const bookStrictly = async (inMinutes: number) =>
    ask(strict, 'POST /appointments', { body: { holdId: (await newHold(inMinutes)).holdId, patient: ruth } });
  expect((await bookStrictly(700)).status).toBe(201);
  expect(said(await bookStrictly(800))).toEqual([409, 'too_many_appointments']);
  expect((await book((await newHold(800)).holdId, ruth)).status).toBe(201);
});

test('a booking names every field at fault, with where it is and in words', async () => {
  const { holdId } = await newHold();
  const wrong = { name: ' ', email: 'ada', phone: 'x', dateOfBirth: '2999-01-01', gender: 5, address: 'x'.repeat(301) };
  const answer = await book(holdId, wrong, { reason: 'x'.repeat(1001) });
  expect(said(answer)).toEqual([422, 'invalid_request']);
  expect(faults(answer)).toEqual({
    'patient.name': 'required',
    'patient.email': 'not_an_email',
    'patient.phone': 'not_a_phone',
    'patient.dateOfBirth': 'in_future',
    'patient.gender': 'not_text',
    'patient.address': 'too_long',
    reason: 'too_long',
  });
  expect((answer.body.errors as object[])[0]).toEqual({
    field: 'patient.name',
    pointer: '#/patient/name',
    code: 'required',
    message: apiWords.faults.required,
  });
  const link = await book(holdId, { name: 'Ada www.evil.example', email: 'ada@example.org' });
  expect(faults(link)).toEqual({ 'patient.name': 'web_address' });
  expect(faults(await post('/appointments', {}))).toEqual({ holdId: 'required', patient: 'required' });
  expect(faults(await book(7, []))).toEqual({ holdId: 'not_text', patient: 'not_an_object' });
});

test.each([['1'], [0], [-1], [1.5], [1e30], [true], [[1]], [{}]])('%j is no slot', async (slotId) => {
  const answer = await hold(slotId);
  expect([...said(answer), faults(answer)]).toEqual([422, 'invalid_request', { slotId: 'not_a_positive_integer' }]);
});

test('a body that is JSON but no object', async () => {
  for (const [body, code] of [
    ['null', 'required'],
    ['[]', 'not_an_object'],
    ['7', 'not_an_object'],
    ['"x"', 'not_an_object'],
  ]) {
    expect(faults(await ask(app, 'POST /slots/hold', { raw: body! }))).toEqual({ '': code });
  }
});

const requests = ['POST /slots/hold', 'POST /slots/release', 'POST /appointments'];
const questions = ['GET /doctors', 'GET /slots?doctorId=1&date=2026-11-24'];

test.each(requests)('%s refuses what is not one JSON text in UTF-8', async (request) => {
  const utf16 = new Uint8Array(Buffer.from('{"slotId":1}', 'utf16le'));
  const notUtf8 = new Uint8Array([0x22, 0xff, 0x22]);
  for (const raw of ['', '{', '{"slotId":1}}', '{slotId:1}', 'NaN', '\0', utf16, notUtf8]) {
    expect(said(await ask(app, request, { raw }))).toEqual([400, 'malformed_json']);
  }
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/vnd.api+json', 'json', '']) {
    const answer = await ask(app, request, { raw: '{}', headers: { 'content-type': type } });
    expect(said(answer)).toEqual([415, 'unsupported_media_type']);
  }
  expect(said(await ask(app, request))).toEqual([415, 'unsupported_media_type']);
  for (const type of ['application/json; charset=utf-8', 'Application/JSON;charset=UTF-8']) {
    expect((await ask(app, request, { raw: '{}', headers: { 'content-type': type } })).status).toBe(422);
  }
});

test.each(requests)('%s refuses a body over the limit, and one from another site', async (request) => {
  const big = JSON.stringify({ holdId: 'x'.repeat(70_000) });
  const headers = { 'content-length': String(big.length) };
  expect(said(await ask(app, request, { raw: big, headers }))).toEqual([413, 'payload_too_large']);
  expect(said(await ask(app, request, { raw: big }))).toEqual([413, 'payload_too_large']);
  const foreign = { origin: 'https://elsewhere.example' };
  expect(said(await ask(app, request, { body: {}, headers: foreign }))).toEqual([403, 'foreign_origin']);
});

test.each(requests)('%s is braked: so many a minute from one address', async (request) => {
  const slow = clinicApi(database.db, { HOLD_REQUESTS_PER_MINUTE: '1' });
  const headers = { 'x-forwarded-for': newAddress() };
  const answers: Answer[] = [];
  for (let time = 1; time <= 11; time++) answers.push(await ask(slow, request, { body: {}, headers }));
  const last = answers.at(-1)!;
  expect(said(answers[0]!)).toEqual([422, 'invalid_request']);
  expect(said(last)).toEqual([429, 'too_many_requests']);
  expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
});

const sound: Record<string, unknown> = {
  'POST /slots/hold': { slotId: 1 },
  'POST /slots/release': { holdId: NO_ID },
  'POST /appointments': { holdId: NO_ID, patient: ada },
};

test.each([...requests, ...questions])('%s says unavailable while the database is away', async (request) => {
  const away = clinicApi(connect('postgres://nobody@127.0.0.1:1/none'));
  const answer = await ask(away, request, request in sound ? { body: sound[request] } : {});
  expect(said(answer)).toEqual([503, 'unavailable']);
  expect(answer.headers.get('retry-after')).toBe('5');
});

test.each([...requests, ...questions])('%s says nothing of a fault of ours', async (request) => {
  const broken = (() => {
    throw new TypeError('a secret of the source');
  }) as unknown as typeof database.db.sql;
  const faulty = clinicApi({
    ...database.db,
    sql: Object.assign(broken, { json: (value: unknown) => value }) as never,
  });
  const { status, body } = await ask(faulty, request, request in sound ? { body: sound[request] } : {});
  expect([status, body]).toEqual([
    500,
    {
      type: '/api/docs#internal_error',
      title: apiWords.problems.internal_error.title,
      status: 500,
      code: 'internal_error',
    },
  ]);
});

test('a known address names its methods, an unknown one is not found; both as problem documents', async () => {
  const wrong = await ask(app, 'GET /slots/hold');
  expect([...said(wrong), wrong.headers.get('allow')]).toEqual([405, 'method_not_allowed', 'POST']);
  const other = await ask(app, 'DELETE /doctors');
  expect([...said(other), other.headers.get('allow')]).toEqual([405, 'method_not_allowed', 'GET, HEAD']);
  for (const path of ['', '/', '/nothing', '/slots/1', '/doctors/']) {
    const answer = await ask(app, `GET ${path}`);
    expect(said(answer)).toEqual([404, 'not_found']);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
  }
  expect((await app.request('/api/doctors', { method: 'HEAD' })).status).toBe(200);
});

test('the document is sound OpenAPI 3.1', async () => {
  const document = await documentOf(app);
  expect(await new Validator().validate(structuredClone(document))).toMatchObject({ valid: true });
  expect(document).toMatchObject({ openapi: '3.1.0', servers: [{ url: '/api' }] });
});

test('every code has its status in the document, and every answer in the document was provoked above', async () => {
  const document = await documentOf(app);
  const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { responses }]) =>
      Object.entries(responses).flatMap(([status, { content }]) =>
        (codesOf(content['application/problem+json']?.schema) ?? ['']).map((code) => {
          if (code) expect(problems[code as keyof typeof problems]).toBe(Number(status));
          return [method.toUpperCase(), path, status, code].filter(Boolean).join(' ');
        }),
      ),
    ),
  );
  expect(documented.length).toBeGreaterThan(40);
  expect(documented.filter((answer) => !provoked.has(answer))).toEqual([]);
  expect([...provoked].filter((answer) => !documented.includes(answer))).toEqual([]);
});

/** The codes a refusal may carry: the enum beside the reference to Problem. */
function codesOf(schema: object | undefined): string[] | undefined {
  if (!schema) return undefined;
  const [, codes] = JSON.stringify(schema).match(/"code":\{[^}]*"enum":(\[[^\]]*\])/) ?? [];
  return JSON.parse(codes!);
}
