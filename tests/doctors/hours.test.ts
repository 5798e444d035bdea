import { afterAll, beforeAll, expect, test } from 'vitest';
import { confirmHold } from '../../src/booking/confirm.ts';
import { connect } from '../../src/db/client.ts';
import { setHours } from '../../src/doctors/hours.ts';
import { importRoster } from '../../src/doctors/import-roster.ts';
import type { Hours } from '../../src/doctors/roster-hours.ts';
import { lockRoster } from '../../src/doctors/write-roster.ts';
import { booking, endsIn, held, readAppointment, visitor } from '../support/clinic.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { untilSomeoneWaits } from '../support/waiting.ts';
import { horizon, inDays, offered, practising, refresh, slotAt } from './practice.ts';

let database: TestDatabase;
let db: TestDatabase['db'];
beforeAll(async () => {
  database = await testDatabase();
  db = database.db;
});
afterAll(() => database.drop());

const day = inDays(3);
const daily = (starts: string, ends: string): Hours[] =>
  [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, starts, ends }));

test('new hours make new times at once and name the appointments that now fall outside', async () => {
  const doctorId = await practising(db);
  await refresh(db, doctorId);
  const hold = await held(db, await slotAt(db, doctorId, day, '09:00'), visitor('Ada'));
  const confirmed = await confirmHold(db, hold, booking('Ada Lovelace'), { soft: true });
  if (!confirmed.ok) throw new Error(confirmed.reason);
  const outcome = await setHours(db, doctorId, { hours: daily('11:00', '13:00') }, horizon);
  const { reference, status } = await readAppointment(db, confirmed.appointmentId);
  expect(outcome).toMatchObject({
    ok: true,
    outside: [{ reference, doctor: 'Dr Okafor', date: day, startTime: '09:00' }],
  });
  expect(status).toBe('scheduled');
  expect(await offered(db, doctorId, day)).toEqual(['11:00-11:30', '11:30-12:00', '12:00-12:30', '12:30-13:00']);
  const [row] = await db.sql`SELECT available_days, working_hours->0 AS first FROM doctors WHERE id = ${doctorId}`;
  expect(row).toEqual({ available_days: [1, 2, 3, 4, 5, 6, 7], first: { weekday: 1, starts: '11:00', ends: '13:00' } });
});

test('a time outside the new hours that is held at that moment is counted: it may still be booked', async () => {
  const doctorId = await practising(db);
  await refresh(db, doctorId);
  await held(db, await slotAt(db, doctorId, day, '09:00'), visitor('Ada'));
  await held(db, await slotAt(db, doctorId, day, '11:30'), visitor('Ben'));
  const left = await held(db, await slotAt(db, doctorId, day, '09:30'), visitor('Ruth'));
  await endsIn(db, left);
  const outcome = await setHours(db, doctorId, { hours: daily('11:00', '13:00') }, horizon);
  expect(outcome).toMatchObject({ ok: true, outside: [], heldOutside: 1 });
});

test('a new length of slots comes with the hours, and no hours are no times', async () => {
  const doctorId = await practising(db);
  await refresh(db, doctorId);
  await setHours(db, doctorId, { hours: daily('09:00', '10:30'), slotDuration: 45 }, horizon);
  expect(await offered(db, doctorId, day)).toEqual(['09:00-09:45', '09:45-10:30']);
  expect(await setHours(db, doctorId, { hours: [] }, horizon)).toMatchObject({ ok: true });
  expect(await offered(db, doctorId, day)).toEqual([]);
});

test.each<[string, Hours[], string]>([
  ['that end before they start', daily('12:00', '09:00'), 'end_before_start'],
  ['that overlap', [...daily('09:00', '12:00'), ...daily('11:00', '13:00')], 'overlapping_hours'],
  ['shorter than a slot', daily('09:00', '09:20'), 'slot_longer_than_hours'],
])('hours %s are refused, and nothing changes', async (_, hours, reason) => {
  const doctorId = await practising(db);
  await refresh(db, doctorId);
  expect(await setHours(db, doctorId, { hours }, horizon)).toEqual({ ok: false, reason });
  expect(await offered(db, doctorId, day)).toHaveLength(6);
});

test('the hours of a doctor who does not exist can’t be set', async () => {
  expect(await setHours(db, 0, { hours: [] }, horizon)).toEqual({ ok: false, reason: 'doctor_not_found' });
});

test('two people who set hours at once do not mix them', async () => {
  const doctorId = await practising(db);
  const both = [daily('08:00', '10:00'), daily('14:00', '16:00')];
  for (let round = 0; round < 10; round++) {
    const outcomes = await Promise.all(both.map((hours) => setHours(db, doctorId, { hours }, horizon)));
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, true]);
    const [row] =
      await db.sql`SELECT count(*) AS ranges, count(DISTINCT starts) AS kinds FROM working_hours WHERE doctor_id = ${doctorId}`;
    expect(row).toEqual({ ranges: 7, kinds: 1 });
  }
});

test('who sets hours waits for an import under way longer than a page waits for anything', async () => {
  const doctorId = await practising(db);
  const impatient = connect(database.url, { max: 1 });
  await impatient.sql`SET lock_timeout = 1`;
  const setting = await db.sql.begin(async (sql) => {
    await lockRoster(sql);
    const outcome = setHours(impatient, doctorId, { hours: daily('08:00', '10:00') }, horizon);
    await Promise.race([outcome, untilSomeoneWaits(db, 'hashtextextended')]);
    return { outcome };
  });
  expect(await setting.outcome).toMatchObject({ ok: true });
  await impatient.sql.end();
});

test('an import and a change of hours at once do not mix them', async () => {
  const [morning, afternoon] = [daily('08:00', '10:00'), daily('14:00', '16:00')];
  const listed = {
    name: 'Dr Tan',
    email: 'tan@clinic.example',
    specialization: 'Cardiology',
    qualification: 'MBBS',
    experience: 12,
    consultationFee: 4500,
    currency: 'GBP',
    slotDuration: 30,
    timeOff: [],
    bio: '',
  };
  await importRoster(db, [{ ...listed, workingHours: morning }], horizon);
  const [row] = await db.sql<{ id: number }[]>`SELECT id FROM doctors WHERE email = 'tan@clinic.example'`;
  for (let round = 0; round < 20; round++) {
    const [inFile, atDesk] = round % 2 ? [morning, afternoon] : [afternoon, morning];
    await Promise.all([
      importRoster(db, [{ ...listed, workingHours: inFile }], horizon),
      setHours(db, row!.id, { hours: atDesk }, horizon),
    ]);
    const hours = await db.sql`SELECT DISTINCT starts FROM working_hours WHERE doctor_id = ${row!.id}`;
    expect(hours).toHaveLength(1);
  }
});
