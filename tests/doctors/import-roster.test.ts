import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { confirmHold } from '../../src/booking/confirm.ts';
import type { Db } from '../../src/db/client.ts';
import { connect } from '../../src/db/client.ts';
import { ensureDemoClinic } from '../../src/db/demo.ts';
import { type ImportOptions, importRoster, SlotsUnfinished } from '../../src/doctors/import-roster.ts';
import { type RosterDoctor, readRoster } from '../../src/doctors/roster.ts';
import { projectFolder } from '../../src/root.ts';
import { importMessages } from '../../views/messages/import.ts';
import { booking, endsIn, held, visitor } from '../support/clinic.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { horizon, inDays, offered, pastMidnight, slotAt } from './practice.ts';

let database: TestDatabase;
let db: Db;
beforeEach(pastMidnight);
beforeEach(async () => {
  database = await testDatabase();
  db = database.db;
});
afterEach(() => database.drop());

const everyDay = (...ranges: string[]) =>
  [1, 2, 3, 4, 5, 6, 7].flatMap((weekday) =>
    ranges.map((range) => ({ weekday, starts: range.slice(0, 5), ends: range.slice(6) })),
  );

function listed(name: string, line: Partial<RosterDoctor> = {}): RosterDoctor {
  return {
    name,
    email: `${name.toLowerCase().replaceAll(/[^a-z]+/g, '.')}@clinic.example`,
    specialization: 'General practice',
    qualification: 'MBBS',
    experience: 12,
    consultationFee: 4500,
    currency: 'GBP',
    slotDuration: 30,
    workingHours: everyDay('09:00-11:00'),
    timeOff: [],
    bio: '',
    ...line,
  };
}

const bring = (roster: RosterDoctor[], options: Partial<ImportOptions> = {}) =>
  importRoster(db, roster, { ...horizon, ...options });

const doctors = () =>
  db.sql<
    { id: number; slug: string; name: string; active: boolean }[]
  >`SELECT id, slug, name, active FROM doctors ORDER BY id`;

/** Everything that an import may change. */
const everything = () => db.sql`
  SELECT (SELECT jsonb_agg(d ORDER BY id) FROM doctors d) AS doctors, (SELECT jsonb_agg(w ORDER BY id) FROM working_hours w) AS hours,
         (SELECT jsonb_agg(t ORDER BY id) FROM time_off t) AS off, (SELECT jsonb_agg(s ORDER BY id) FROM time_slots s) AS slots`;

async function idOf(name: string): Promise<number> {
  return (await doctors()).find((doctor) => doctor.name === name)!.id;
}

async function book(doctorId: number, day: string, time: string, patient = 'Ada Lovelace'): Promise<string> {
  const hold = await held(db, await slotAt(db, doctorId, day, time), visitor('Ada'));
  const confirmed = await confirmHold(db, hold, booking(patient), { soft: true });
  if (!confirmed.ok) throw new Error(confirmed.reason);
  const [row] = await db.sql<
    { reference: string }[]
  >`SELECT reference FROM appointments WHERE id = ${confirmed.appointmentId}`;
  return row!.reference;
}

describe('the clinic’s roster', () => {
  const roster = readRoster(readFileSync(`${projectFolder}/src/db/demo-clinic.csv`));
  if (!roster.ok) throw new Error('The roster is wrong.');

  test('comes in with every doctor, slug, hour and day off', async () => {
    const imported = await bring(roster.doctors, { horizonDays: 60 });
    expect(imported).toMatchObject({ added: 12, updated: 0, unchanged: 0, missing: [], outside: [] });
    expect(imported.slots.created).toBeGreaterThan(5_000);
    expect((await doctors()).map(({ slug }) => slug)).toEqual([
      'dr-adaeze-okafor',
      'dr-tomas-beltran',
      'dr-siobhan-ni-bhriain',
      'dr-wei-ling-tan',
      'prof-henrik-sjogren',
      'dr-priya-raghunathan',
      'dr-jean-luc-ndiaye',
      'dr-hannah-goldberg-weiss',
      'dr-olumide-adeyemi',
      'dr-yuki-nakamura',
      'dr-fatima-al-zahrawi',
      'dr-blazej-wisniewski',
    ]);
    const [okafor] = await db.sql`
      SELECT available_days, jsonb_array_length(working_hours) AS ranges, consultation_fee, currency, slot_duration, experience
      FROM doctors WHERE slug = 'dr-adaeze-okafor'`;
    expect(okafor).toEqual({
      available_days: [1, 2, 3, 4, 5],
      ranges: 9,
      consultation_fee: 4500,
      currency: 'GBP',
      slot_duration: 15,
      experience: 14,
    });
    const [time] = await db.sql`
      SELECT to_char(first_day, 'YYYY-MM-DD') AS first, last_day, reason FROM time_off JOIN doctors d ON d.id = doctor_id WHERE d.slug = 'dr-adaeze-okafor'`;
    expect(time).toEqual({ first: '2026-12-24', last_day: '2026-12-28', reason: 'Christmas leave' });
  });

  test('brought in again changes nothing', async () => {
    await bring(roster.doctors);
    const before = await everything();
    const again = await bring(roster.doctors);
    expect(again).toMatchObject({ added: 0, updated: 0, unchanged: 12, slots: { created: 0, withdrawn: 0 } });
    expect(await everything()).toEqual(before);
  });
});

test('a changed line updates the doctor, who keeps id and slug; hours and time off are replaced', async () => {
  await bring([
    listed('Dr Okafor', { timeOff: [{ firstDay: inDays(2), lastDay: inDays(2), reason: 'Leave' }] }),
    listed('Dr Tan'),
  ]);
  const before = await doctors();
  const imported = await bring([
    listed('Dr Adaeze Okafor', {
      email: 'DR.OKAFOR@clinic.example',
      workingHours: everyDay('10:00-11:00'),
      timeOff: [{ firstDay: inDays(4), lastDay: inDays(4), reason: 'Leave' }],
    }),
    listed('Dr Tan'),
  ]);
  expect(imported).toMatchObject({ added: 0, updated: 1, unchanged: 1, missing: [] });
  expect(await doctors()).toEqual([{ ...before[0], name: 'Dr Adaeze Okafor' }, before[1]]);
  const days = await Promise.all([2, 3, 4].map((day) => offered(db, before[0]!.id, inDays(day))));
  expect(days).toEqual([['10:00-10:30', '10:30-11:00'], ['10:00-10:30', '10:30-11:00'], []]);
});

test.each<[string, Partial<RosterDoctor>]>([
  ['the fee', { consultationFee: 5000 }],
  ['the hours', { workingHours: everyDay('09:00-10:00') }],
  ['the time off', { timeOff: [{ firstDay: '2030-01-01', lastDay: '2030-01-02', reason: '' }] }],
  ['the bio', { bio: 'Sees adults.' }],
])('%s alone is a change', async (_, change) => {
  await bring([listed('Dr Okafor'), listed('Dr Tan')]);
  expect(await bring([listed('Dr Okafor', change), listed('Dr Tan')])).toMatchObject({ updated: 1, unchanged: 1 });
});

test('two doctors of one name get slugs that differ, in one file and in the next', async () => {
  await bring([listed('Dr Ana Łøpez'), listed('Dr. Ana Lopez', { email: 'second@x.example' })]);
  await bring([
    listed('dr ana o’lopez', { email: 'o@x.example' }),
    listed('Dr Ana-Lopez', { email: 'third@x.example' }),
  ]);
  expect((await doctors()).map(({ slug }) => slug)).toEqual([
    'dr-ana-lopez',
    'dr-ana-lopez-2',
    'dr-ana-olopez',
    'dr-ana-lopez-3',
  ]);
});

test('a name without Latin letters gets its slug from the e-mail address', async () => {
  await bring([listed('田中 健', { email: 'k.tanaka@clinic.example' })]);
  expect((await doctors())[0]?.slug).toBe('k-tanaka');
});

test('a doctor who is missing is named and left alone', async () => {
  await bring([listed('Dr Okafor'), listed('Dr Tan')]);
  const imported = await bring([listed('Dr Tan')]);
  expect(imported).toMatchObject({
    missing: [{ name: 'Dr Okafor', email: 'dr.okafor@clinic.example' }],
    retired: false,
  });
  expect((await doctors()).map(({ active }) => active)).toEqual([true, true]);
  expect(await offered(db, await idOf('Dr Okafor'), inDays(3))).toHaveLength(4);
  expect(importMessages.report(imported).join('\n')).toContain('  Dr Okafor <dr.okafor@clinic.example>');
});

test('a missing doctor who is retired is offered no more, the appointments that stand are named, and no patient is', async () => {
  await bring([listed('Dr Okafor'), listed('Dr Tan')]);
  const okafor = await idOf('Dr Okafor');
  const reference = await book(okafor, inDays(3), '09:30');
  const imported = await bring([listed('Dr Tan')], { retireMissing: true });
  expect(imported).toMatchObject({
    retired: true,
    missing: [{ name: 'Dr Okafor' }],
    outside: [{ reference, doctor: 'Dr Okafor', date: inDays(3), startTime: '09:30' }],
  });
  expect((await doctors()).map(({ active }) => active)).toEqual([false, true]);
  expect(await offered(db, okafor, inDays(3))).toEqual([]);
  const report = importMessages.report(imported).join('\n');
  expect(report).toContain(`${reference}  ${inDays(3)} 09:30  Dr Okafor`);
  expect(report).not.toContain('Ada');
  expect(await bring([listed('Dr Tan')], { retireMissing: true })).toMatchObject({ missing: [] });
});

test('a retired doctor who is in the file again is active again, with the same id and times', async () => {
  await bring([listed('Dr Okafor'), listed('Dr Tan')]);
  const before = await doctors();
  await bring([listed('Dr Tan')], { retireMissing: true });
  const imported = await bring([listed('Dr Okafor'), listed('Dr Tan')]);
  expect(imported).toMatchObject({ added: 0, updated: 1, unchanged: 1, outside: [] });
  expect(await doctors()).toEqual(before);
  expect(await offered(db, before[0]!.id, inDays(3))).toHaveLength(4);
});

describe('appointments outside the new hours are named', () => {
  const day = inDays(3);
  const cases: [string, Partial<RosterDoctor>, boolean][] = [
    ['when the hours end before them', { workingHours: everyDay('09:00-09:45') }, true],
    ['when their day is off', { timeOff: [{ firstDay: day, lastDay: day, reason: '' }] }, true],
    ['but not when only the length of slots has changed', { slotDuration: 40 }, false],
    ['but not when the hours have grown', { workingHours: everyDay('08:00-12:00') }, false],
    ['but not when two ranges take the place of one', { workingHours: everyDay('09:00-09:30', '09:30-11:00') }, false],
  ];
  test.each(cases)('%s', async (_, change, outside) => {
    await bring([listed('Dr Okafor')]);
    const reference = await book(await idOf('Dr Okafor'), day, '09:30');
    const expected = outside ? [{ reference, doctor: 'Dr Okafor', date: day, startTime: '09:30' }] : [];
    expect((await bring([listed('Dr Okafor', change)], { dryRun: true })).outside).toEqual(expected);
    expect((await bring([listed('Dr Okafor', change)])).outside).toEqual(expected);
    const [slot] =
      await db.sql`SELECT status FROM time_slots WHERE id = ${await slotAt(db, await idOf('Dr Okafor'), day, '09:30')}`;
    expect(slot?.status).toBe('booked');
  });
});

test('a time held at that moment outside the new hours is told of, also by a dry run', async () => {
  await bring([listed('Dr Okafor')]);
  await held(db, await slotAt(db, await idOf('Dr Okafor'), inDays(3), '09:30'), visitor('Ada'));
  const left = await held(db, await slotAt(db, await idOf('Dr Okafor'), inDays(3), '09:00'), visitor('Ben'));
  await endsIn(db, left);
  const shorter = [listed('Dr Okafor', { workingHours: everyDay('10:00-12:00') })];
  const said = '1 time outside the hours is held by a patient just now and may still be booked';
  for (const dryRun of [true, false]) {
    const imported = await bring(shorter, { dryRun });
    expect(imported).toMatchObject({ heldOutside: 1, outside: [] });
    expect(importMessages.report(imported).join('\n')).toContain(said);
  }
});

test('a dry run says what an import then does, and changes nothing', async () => {
  await bring([listed('Dr Okafor'), listed('Dr Tan'), listed('Dr Weiss')]);
  await book(await idOf('Dr Tan'), inDays(3), '10:00');
  const roster = [
    listed('Dr Tan', { workingHours: everyDay('14:00-15:00') }),
    listed('Dr Weiss'),
    listed('Dr Beltrán'),
  ];
  const before = await everything();
  const foretold = await bring(roster, { dryRun: true, retireMissing: true });
  expect(await everything()).toEqual(before);
  expect(await bring(roster, { retireMissing: true })).toEqual({ ...foretold, dryRun: false });
  expect(foretold).toMatchObject({
    added: 1,
    updated: 1,
    unchanged: 1,
    missing: [{ name: 'Dr Okafor' }],
    outside: [{ doctor: 'Dr Tan' }],
  });
});

test('all or nothing: one line that the database refuses leaves everything as it was', async () => {
  await bring([listed('Dr Okafor')]);
  const before = await everything();
  const overlapping = [...everyDay('09:00-12:00'), ...everyDay('11:00-13:00')];
  await expect(
    bring([listed('Dr Okafor', { consultationFee: 1 }), listed('Dr Tan', { workingHours: overlapping })]),
  ).rejects.toThrow('working_hours_never_overlap');
  expect(await everything()).toEqual(before);
});

test('when the slots can’t be made, the doctors are imported all the same, and it says so', async () => {
  await expect(bring([listed('Dr Okafor')], { timeZone: 'Nowhere/At_All' })).rejects.toThrow(SlotsUnfinished);
  expect(await doctors()).toMatchObject([{ name: 'Dr Okafor' }]);
});

test('progress is told by doctors, and ends with all of them', async () => {
  const told: [number, number][] = [];
  const roster = Array.from({ length: 60 }, (_, nth) => listed('Dr Tan', { email: `${nth}@x.example` }));
  await bring(roster, { onProgress: (doctors, of) => told.push([doctors, of]) });
  expect(told.at(-1)).toEqual([60, 60]);
  expect(told.length).toBeGreaterThan(1);
});

test('two instances that start at once on an empty database make one demo clinic', async () => {
  const other = connect(database.url);
  const config = { CLINIC_TIME_ZONE: 'Europe/London', HORIZON_DAYS: 14 };
  await Promise.all([db, other, db, other].map((instance) => ensureDemoClinic(instance, config)));
  await other.sql.end();
  expect(await doctors()).toHaveLength(12);
  expect(await ensureDemoClinic(db, config)).toBeNull();
});

test('where there is a doctor already, no demo clinic is made', async () => {
  await bring([listed('Dr Okafor')]);
  expect(await ensureDemoClinic(db, { CLINIC_TIME_ZONE: 'Europe/London', HORIZON_DAYS: 14 })).toBeNull();
  expect(await doctors()).toHaveLength(1);
});
