/** Tokens are locked anew after the clinic's key was changed, while servers work with them. */
import { randomBytes } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { connectCalendar, openConnection } from '../../src/google/connection.ts';
import { resealTokens } from '../../src/google/reseal.ts';
import { makeSecrets } from '../../src/http/secrets.ts';
import { booked, readAppointment } from '../support/clinic.ts';
import { ownDatabase } from '../support/database.ts';
import { untilSomeoneWaits } from '../support/waiting.ts';

const [FIRST, SECOND] = ['the first key of this clinic, in tests', 'the second key of this clinic, in tests'] as const;
const before = makeSecrets(FIRST);
const changed = makeSecrets(SECOND, [FIRST]);
/** As it is when SECRET_KEY_BEFORE is empty again. */
const present = makeSecrets(SECOND);
const lost = makeSecrets('a key that nobody has written down');

const { db } = ownDatabase({ each: true });
let ada: { appointment: number; patient: number };
beforeEach(async () => {
  const { id } = await booked(db);
  ada = { appointment: id, patient: (await readAppointment(db, id)).patient_id };
});

/** Ada has so many calendars, whose tokens these secrets have locked; `access`: whether there is one just now. */
async function connect(secrets: typeof before, { many = 1, access = true } = {}): Promise<string[]> {
  const ids = Array.from({ length: many }, () => randomBytes(16).toString('hex'));
  const rows = ids.map((id) => ({
    id,
    patient_id: ada.patient,
    appointment_id: ada.appointment,
    google_access_token: access ? secrets.lock('google token', `${id} access`, `access of ${id}`) : null,
    google_refresh_token: secrets.lock('google token', `${id} refresh`, `refresh of ${id}`),
    consent: id,
  }));
  await db.sql`INSERT INTO google_connections ${db.sql(rows)}`;
  return ids;
}

type Row = { id: string; access: string | null; refresh: string | null };
const rows = () => db.sql<Row[]>`
  SELECT id, google_access_token AS access, google_refresh_token AS refresh FROM google_connections ORDER BY id`;

/** Whoever holds these secrets reads of each calendar what it was connected with. */
async function expectOpen(ids: string[], secrets = present) {
  const opened = (await rows())
    .filter(({ id }) => ids.includes(id))
    .map(({ id, access, refresh }) => [
      id,
      access && secrets.unlock('google token', `${id} access`, access),
      refresh && secrets.unlock('google token', `${id} refresh`, refresh),
    ]);
  expect(opened).toEqual([...ids].sort().map((id) => [id, `access of ${id}`, `refresh of ${id}`]));
}

const reseal = (secrets = changed) => resealTokens(db, secrets, new AbortController().signal);

test('every token opens with the present key alone, to the same words', async () => {
  const ids = await connect(before, { many: 2 });
  await expectOpen(ids, before);
  expect(await reseal()).toEqual({ anew: 4, already: 0, closed: 0 });
  await expectOpen(ids);
});

test('a calendar that was connected before the change is written into after it, without the key before', async () => {
  const accessUntil = Temporal.Instant.from('2030-01-01T00:00:00Z');
  const tokens = { access: 'ya29.ada', refresh: '1//ada', accessUntil, scopes: [] };
  await connectCalendar(db, before, { consent: 'of Ada', appointmentId: ada.appointment, tokens });
  const [{ id } = { id: '' }] = await rows();
  expect(await openConnection(db, present, id)).toEqual({ ok: false, reason: 'locked' });
  expect(await reseal()).toEqual({ anew: 2, already: 0, closed: 0 });
  expect(await openConnection(db, present, id)).toMatchObject({ ok: true, access: 'ya29.ada', refresh: '1//ada' });
});

test('a second time nothing is left to do, and nothing is written', async () => {
  await connect(before);
  await connect(before, { access: false });
  expect(await reseal()).toEqual({ anew: 3, already: 0, closed: 0 });
  const once = await rows();
  expect(await reseal()).toEqual({ anew: 0, already: 3, closed: 0 });
  expect(await rows()).toEqual(once);
});

test('any number of calendars is gone through, of which some are done', async () => {
  const ids = [...(await connect(before, { many: 600 })), ...(await connect(changed, { many: 3 }))];
  expect(await reseal()).toEqual({ anew: 1_200, already: 6, closed: 0 });
  await expectOpen(ids);
});

test('what no key opens is left as it is, and is in nobody’s way', async () => {
  const [strange] = await connect(lost);
  const known = await connect(before, { many: 2 });
  const was = (await rows()).find(({ id }) => id === strange);
  expect(await reseal()).toEqual({ anew: 4, already: 0, closed: 2 });
  expect((await rows()).find(({ id }) => id === strange)).toEqual(was);
  await expectOpen(known);
});

test('a token that was put beside another calendar does not open, though it is of the present key', async () => {
  const [mine, theirs] = await connect(changed, { many: 2 });
  await db.sql`UPDATE google_connections SET google_access_token =
    (SELECT google_access_token FROM google_connections WHERE id = ${theirs!}) WHERE id = ${mine!}`;
  expect(await reseal()).toEqual({ anew: 0, already: 3, closed: 1 });
});

test('a calendar that is lost has no tokens to lock', async () => {
  const [id] = await connect(before);
  await db.sql`UPDATE google_connections SET lost_at = now(), lost_why = 'invalid_grant',
    google_access_token = NULL, google_refresh_token = NULL WHERE id = ${id!}`;
  const [other] = await connect(before);
  expect(await reseal()).toEqual({ anew: 2, already: 0, closed: 0 });
  await expectOpen([other!]);
});

/** A server does something with this calendar while its tokens are locked anew; says how that went. */
async function meanwhile(work: (sql: typeof db.sql) => Promise<unknown>) {
  let resealing!: ReturnType<typeof reseal>;
  await db.sql.begin(async (sql) => {
    await work(sql as unknown as typeof db.sql);
    resealing = reseal();
    await untilSomeoneWaits({ sql }, 'UPDATE google_connections');
  });
  return resealing;
}

test('a token that a server gets meanwhile is not overwritten by the older one', async () => {
  const [id] = await connect(before);
  const newer = present.lock('google token', `${id} access`, 'newer');
  const resealed = await meanwhile(
    (sql) => sql`UPDATE google_connections SET google_access_token = ${newer} WHERE id = ${id!}`,
  );
  expect(resealed).toEqual({ anew: 1, already: 1, closed: 0 });
  const [row] = await rows();
  expect(row!.access).toBe(newer);
  expect(present.unlock('google token', `${id} refresh`, row!.refresh!)).toBe(`refresh of ${id}`);
});

test('one that is got meanwhile by a server that still has the key before is locked anew too', async () => {
  const [id] = await connect(before);
  const newer = before.lock('google token', `${id} access`, 'newer');
  const resealed = await meanwhile(
    (sql) => sql`UPDATE google_connections SET google_access_token = ${newer} WHERE id = ${id!}`,
  );
  expect(resealed).toEqual({ anew: 2, already: 0, closed: 0 });
  expect(present.unlock('google token', `${id} access`, (await rows())[0]!.access!)).toBe('newer');
});

test('a calendar that is disconnected meanwhile stays so', async () => {
  const [id] = await connect(before);
  expect(await meanwhile((sql) => sql`DELETE FROM google_connections WHERE id = ${id!}`)).toEqual({
    anew: 0,
    already: 0,
    closed: 0,
  });
  expect(await rows()).toEqual([]);
});

test('a calendar that is lost meanwhile gets no token back', async () => {
  const [id] = await connect(before);
  const resealed = await meanwhile(
    (sql) => sql`UPDATE google_connections SET lost_at = now(), lost_why = 'invalid_grant',
      google_access_token = NULL, google_refresh_token = NULL WHERE id = ${id!}`,
  );
  expect(resealed).toEqual({ anew: 0, already: 0, closed: 0 });
  expect(await rows()).toEqual([{ id, access: null, refresh: null }]);
});

test('told to stop, it stops, and what it has done stays', async () => {
  const ids = await connect(before, { many: 2 });
  const stopped = new Error('stopped');
  const stopping = new AbortController();
  let resealing: Promise<unknown> = Promise.resolve();
  await db.sql.begin(async (sql) => {
    await sql`SELECT FROM google_connections WHERE id = ${ids.toSorted()[1]!} FOR UPDATE`;
    resealing = resealTokens(db, changed, stopping.signal).catch((error) => error);
    await untilSomeoneWaits({ sql }, 'UPDATE google_connections');
    stopping.abort(stopped);
  });
  expect(await resealing).toBe(stopped);
  await expectOpen(ids, changed);
  expect(await reseal()).toEqual({ anew: 1, already: 3, closed: 0 });
});
