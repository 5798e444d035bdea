import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { confirmHold } from '../../src/booking/confirm.ts';
import { ensureDemoClinic } from '../../src/db/demo.ts';
import { findDoctor, listSpecialities, nextFree, searchDoctors } from '../../src/doctors/directory.ts';
import { booking, endsIn, held, start, visitor, withdraw } from '../support/clinic.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { inDays, notToday, practising, refresh } from './practice.ts';

let database: TestDatabase;
let db: TestDatabase['db'];
beforeAll(async () => {
  database = await testDatabase();
  db = database.db;
  await ensureDemoClinic(db, { CLINIC_TIME_ZONE: 'Europe/London', HORIZON_DAYS: 21 });
});
afterAll(() => database.drop());

const found = async (q: string, specialization?: string) =>
  (await searchDoctors(db, { q, specialization })).map(({ slug }) => slug);

describe('the search forgives', () => {
  test.each([
    ['a missing letter', 'okafr', 'dr-adaeze-okafor'],
    ['another missing letter', 'okfor', 'dr-adaeze-okafor'],
    ['swapped letters', 'nakamrua', 'dr-yuki-nakamura'],
    ['a missing accent', 'sjogren', 'prof-henrik-sjogren'],
    ['a letter with a stroke', 'Wiśniewski', 'dr-blazej-wisniewski'],
    ['a letter without its stroke', 'blazej wisniewski', 'dr-blazej-wisniewski'],
    ['a missing apostrophe', 'ndiaye', 'dr-jean-luc-ndiaye'],
    ['a straight apostrophe', "n'diaye", 'dr-jean-luc-ndiaye'],
    ['a curly apostrophe', 'N’Diaye', 'dr-jean-luc-ndiaye'],
    ['a blank for an apostrophe', 'n diaye', 'dr-jean-luc-ndiaye'],
    ['a missing hyphen', 'alzahrawi', 'dr-fatima-al-zahrawi'],
    ['upper case', 'OKAFOR', 'dr-adaeze-okafor'],
    ['a title', 'doctor tan', 'dr-wei-ling-tan'],
    ['the wrong title', 'Dr Sjögren', 'prof-henrik-sjogren'],
    ['a misspelt speciality', 'opthalmology', 'dr-yuki-nakamura'],
    ['American spelling', 'pediatrics', 'dr-jean-luc-ndiaye'],
    ['a trade for its field', 'dentist', 'dr-blazej-wisniewski'],
    ['a word that nobody has beside one that somebody has', 'okafor xylophone', 'dr-adaeze-okafor'],
    ['words out of the bio', 'speaks spanish', 'dr-tomas-beltran'],
  ])('%s: %s', async (_, q, slug) => {
    expect(await found(q)).toContain(slug);
  });

  test('but what nobody is like is not found', async () => {
    expect(await found('zzzz')).toEqual([]);
    expect(await found('%')).toEqual([]);
  });
});

test('a misspelt speciality finds its doctors and nobody else', async () => {
  const cardiologists = ['dr-wei-ling-tan', 'prof-henrik-sjogren'];
  expect((await found('cardiolgy')).sort()).toEqual(cardiologists);
  expect((await found('heart')).sort()).toEqual(cardiologists);
});

test.each([
  ['skin', ['dr-priya-raghunathan']],
  ['eyes', ['dr-yuki-nakamura']],
  ['toothache', ['dr-blazej-wisniewski']],
  ['back', ['dr-fatima-al-zahrawi']],
  ['anxious', ['dr-olumide-adeyemi']],
  ['pregnant', ['dr-adaeze-okafor', 'dr-siobhan-ni-bhriain', 'dr-tomas-beltran']],
  ['gp', ['dr-adaeze-okafor', 'dr-siobhan-ni-bhriain', 'dr-tomas-beltran']],
])('a patient’s own word finds the speciality that it means: %s', async (q, slugs) => {
  expect((await found(q)).sort()).toEqual(slugs);
});

test('a word that is spelt right anywhere is not looked for by likeness', async () => {
  expect(await found('tan')).toEqual(['dr-wei-ling-tan']);
  const radiologist = await practising(db, { name: 'Dr Curie' });
  await db.sql`UPDATE doctors SET specialization = 'Radiology' WHERE id = ${radiologist}`;
  expect(await found('cardiology')).toEqual(['prof-henrik-sjogren', 'dr-wei-ling-tan']);
  await db.sql`UPDATE doctors SET active = false WHERE id = ${radiologist}`;
});

test('a hit in the name comes before one in the speciality, and that before one in the bio', async () => {
  const name = await practising(db, { name: 'Dr Maria Plover' });
  const speciality = await practising(db, { name: 'Dr Anna Bird' });
  const bio = await practising(db, { name: 'Dr Aaron Bird' });
  await db.sql`UPDATE doctors SET specialization = 'Plover care' WHERE id = ${speciality}`;
  await db.sql`UPDATE doctors SET bio = 'Treats plovers.' WHERE id = ${bio}`;
  expect((await searchDoctors(db, { q: 'plover' })).map(({ id }) => id)).toEqual([name, speciality, bio]);
  await db.sql`UPDATE doctors SET active = false WHERE id = ANY (${[name, speciality, bio]})`;
  expect(await found('plover')).toEqual([]);
});

test('within a speciality only its doctors are found, with words and without', async () => {
  expect(await found('', 'Cardiology')).toEqual(['prof-henrik-sjogren', 'dr-wei-ling-tan']);
  expect(await found('okafor', 'Cardiology')).toEqual([]);
  expect(await found('okafor heart failure', 'Cardiology')).toEqual(['prof-henrik-sjogren']);
});

test('without words everyone is listed, by family name', async () => {
  const all = await found('  ');
  expect(all).toHaveLength(12);
  expect(all.slice(0, 4)).toEqual([
    'dr-olumide-adeyemi',
    'dr-tomas-beltran',
    'dr-siobhan-ni-bhriain',
    'dr-yuki-nakamura',
  ]);
  expect(await found('Dr')).toEqual(all);
});

test('each speciality says how many doctors it has and who has the soonest time', async () => {
  // None begins between the two looks.
  await db.sql`UPDATE time_slots SET withdrawn_at = now() WHERE starts_at < now() + interval '30 minutes'`;
  const specialities = await listSpecialities(db);
  expect(specialities.map(({ specialization, doctors }) => `${specialization} ${doctors}`)).toEqual([
    'Cardiology 2',
    'Dentistry 1',
    'Dermatology 1',
    'General practice 3',
    'Mental health 1',
    'Ophthalmology 1',
    'Paediatrics 2',
    'Physiotherapy 1',
  ]);
  for (const { specialization, soonest } of specialities) {
    const free = (await searchDoctors(db, { specialization })).flatMap(({ nextFree }) => nextFree ?? []);
    const first = free.map(({ startsAt }) => startsAt.epochMilliseconds).sort((a, b) => a - b)[0];
    expect(soonest?.startsAt.epochMilliseconds).toBe(first);
  }
});

test('a speciality without a free time is still listed', async () => {
  const id = await practising(db, { name: 'Dr Quiet', hours: [] });
  await db.sql`UPDATE doctors SET specialization = 'Zoonoses' WHERE id = ${id}`;
  expect((await listSpecialities(db)).at(-1)).toEqual({ specialization: 'Zoonoses', doctors: 1, soonest: null });
  await db.sql`UPDATE doctors SET active = false WHERE id = ${id}`;
});

test('a doctor is found by slug with all that a page says; a retired one and a stranger are not', async () => {
  const doctor = await findDoctor(db, 'dr-adaeze-okafor');
  expect(doctor).toMatchObject({
    name: 'Dr Adaeze Okafor',
    specialization: 'General practice',
    qualification: 'MBBS MRCGP',
    experience: 14,
    consultationFee: 4500,
    currency: 'GBP',
    slotDuration: 15,
    nextFree: {
      startsAt: expect.any(Temporal.Instant),
      date: expect.stringMatching(/^\d{4}-/),
      startTime: expect.stringMatching(/^\d\d:\d\d$/),
    },
  });
  expect(await findDoctor(db, 'dr-nobody')).toBeNull();
  const id = await practising(db, { name: 'Dr Gone' });
  const [{ slug } = { slug: '' }] = await db.sql<
    { slug: string }[]
  >`UPDATE doctors SET active = false WHERE id = ${id} RETURNING slug`;
  expect(await findDoctor(db, slug)).toBeNull();
  expect(await nextFree(db, id)).toBeNull();
});

test('the next free time is not a held, booked, withdrawn or started one; it may be one whose hold has run out', async () => {
  const doctorId = await practising(db, { days: notToday });
  await refresh(db, doctorId);
  const ids = (
    await db.sql<{ id: number }[]>`SELECT id FROM time_slots WHERE doctor_id = ${doctorId} ORDER BY starts_at LIMIT 6`
  ).map(({ id }) => id);
  const next = async () => (await nextFree(db, doctorId))?.slotId;
  expect(await next()).toBe(ids[0]);
  const hold = await held(db, ids[0]!, visitor('Ada'));
  expect(await next()).toBe(ids[1]);
  await confirmHold(db, await held(db, ids[1]!, visitor('Ben')), booking('Ben Stranger'), { soft: true });
  expect(await next()).toBe(ids[2]);
  await withdraw(db, ids[2]!);
  expect(await next()).toBe(ids[3]);
  await start(db, ids[3]!);
  expect(await next()).toBe(ids[4]);
  await endsIn(db, hold);
  expect(await next()).toBe(ids[0]);
});

test('the next free time from a day on is on that day or later', async () => {
  const doctorId = await practising(db);
  await refresh(db, doctorId);
  expect(await nextFree(db, doctorId, inDays(5))).toMatchObject({ date: inDays(5), startTime: '09:00' });
  expect(await nextFree(db, doctorId, inDays(50))).toBeNull();
});
