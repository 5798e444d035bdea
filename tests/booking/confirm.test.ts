import { describe, expect, test } from 'vitest';
import { cancelAppointment } from '../../src/booking/cancel.ts';
import { type Booking, confirmHold } from '../../src/booking/confirm.ts';
import { extendHold } from '../../src/booking/extend.ts';
import { newReference, readReference } from '../../src/booking/reference.ts';
import { releaseHold } from '../../src/booking/release.ts';
import { sweepHolds } from '../../src/booking/sweep.ts';
import {
  booking,
  busy,
  endsIn,
  held,
  readAppointment,
  readHold,
  readSlot,
  rules,
  slot,
  start,
  type,
  visitor,
  withdraw,
} from '../support/clinic.ts';
import { soundDatabase } from './sound.ts';

const db = soundDatabase();

const refused = (reason: string) => ({ ok: false, reason });

/** Draws these references first. */
const drawing = (drawn: string[]) => () => drawn.shift() ?? newReference();

/** Books some slot an hour from now for this person and says which appointment it is. */
async function booked(typed: Booking, inMinutes = 60, drawn: string[] = []): Promise<number> {
  const hold = await held(db, await slot(db, { inMinutes }), visitor(typed.patient.name));
  const outcome = await confirmHold(db, hold, typed, { soft: false, draw: drawing(drawn) });
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome.appointmentId;
}

test('Ada confirms her hold: the slot is booked, and what she typed stands on the appointment', async () => {
  const slotId = await slot(db);
  const hold = await held(db, slotId, visitor('Ada'));
  await type(db, hold, { name: 'Ada' });
  const typed = booking('Ada', { phone: '020 7946 0000' });
  const outcome = await confirmHold(db, hold, { ...typed, reason: 'A cough' }, { soft: false });
  if (!outcome.ok) throw new Error(outcome.reason);
  expect(outcome.already).toBe(false);
  const appointment = await readAppointment(db, outcome.appointmentId);
  expect(appointment).toMatchObject({ status: 'scheduled', time_slot_id: slotId, reason: 'A cough', sequence: 0 });
  expect(appointment.intake).toEqual(typed.patient);
  expect(appointment.booked_by).toBeNull();
  expect(readReference(appointment.reference)).toBe(appointment.reference);
  expect(await readSlot(db, slotId)).toEqual({ status: 'booked', held_by: null, held_until: null });
  expect(await readHold(db, hold)).toMatchObject({
    ended: 'confirmed',
    draft: null,
    patient_id: appointment.patient_id,
  });
});

test('Ada books for her son: who books stands beside who comes', async () => {
  const bookedBy = { name: 'Ada', email: 'ada@example.org' };
  const id = await booked({ ...booking('Ben', { email: 'ada@example.org', dateOfBirth: '2019-02-03' }), bookedBy });
  expect(await readAppointment(db, id)).toMatchObject({ intake: { name: 'Ben' }, booked_by: bookedBy });
});

test.each([{ soft: true }, { soft: false }])(
  'a hold confirmed before gives the same appointment ($soft)',
  async (how) => {
    const hold = await held(db, await slot(db), visitor('Ada'));
    const first = await confirmHold(db, hold, booking('Ada Again'), { soft: false });
    expect(await confirmHold(db, hold, booking('Ada Again'), how)).toEqual({ ...first, already: true });
    if (first.ok) await cancelAppointment(db, first.appointmentId, null);
    expect(await confirmHold(db, hold, booking('Ada Again'), how)).toEqual({ ...first, already: true });
  },
);

test('a released hold has ended', async () => {
  const slotId = await slot(db);
  const hold = await held(db, slotId, visitor('Ada'));
  await releaseHold(db, hold);
  expect(await confirmHold(db, hold, booking('Ada'), { soft: true })).toEqual(refused('hold_ended'));
  expect(await readSlot(db, slotId)).toMatchObject({ status: 'available' });
});

test('a moved hold has ended', async () => {
  const ada = visitor('Ada');
  const hold = await held(db, await slot(db), ada);
  await held(db, await slot(db), ada);
  expect(await confirmHold(db, hold, booking('Ada'), { soft: true })).toEqual(refused('hold_ended'));
});

test('a hold that never was is not found', async () => {
  expect(await confirmHold(db, '0123456789abcdef0123456789abcdef', booking('Ada'), { soft: true })).toEqual(
    refused('hold_not_found'),
  );
});

test('a live hold on a slot that is withdrawn meanwhile still books it', async () => {
  const slotId = await slot(db);
  const hold = await held(db, slotId, visitor('Ada'));
  await withdraw(db, slotId);
  expect(await confirmHold(db, hold, booking('Ada Withdrawn'), { soft: false })).toMatchObject({ ok: true });
});

test.each([{ soft: true }, { soft: false }])('a slot that started while Ada held it is taken ($soft)', async (how) => {
  const slotId = await slot(db);
  const hold = await held(db, slotId, visitor('Ada'));
  await start(db, slotId);
  expect(await confirmHold(db, hold, booking('Ada'), how)).toEqual(refused('taken'));
});

test('a hold that runs out while Ada waits has run out', async () => {
  const slotId = await slot(db);
  const hold = await held(db, slotId, visitor('Ada'));
  await endsIn(db, hold, 300);
  await busy(db, slotId, 600);
  expect(await confirmHold(db, hold, booking('Ada'), { soft: false })).toEqual(refused('hold_expired'));
});

describe.each([
  ['before the sweep', async () => {}],
  ['after the sweep', async () => void (await sweepHolds(db))],
])('%s', (moment, sweep) => {
  test('a hold that ran out books its free slot from the page, and not from the API', async () => {
    const slotId = await slot(db);
    const hold = await held(db, slotId, visitor('Ada'));
    await type(db, hold, { name: 'Ada' });
    await endsIn(db, hold);
    await sweep();
    const typed = booking(`Ada ${moment}`);
    expect(await confirmHold(db, hold, typed, { soft: false })).toEqual(refused('hold_expired'));
    expect(await readHold(db, hold)).toMatchObject({ draft: { name: 'Ada' } });
    expect(await confirmHold(db, hold, typed, { soft: true })).toMatchObject({ ok: true, already: false });
    expect(await readSlot(db, slotId)).toMatchObject({ status: 'booked' });
  });

  test('a hold that ran out books over another one that ran out after it', async () => {
    const slotId = await slot(db);
    const hers = await held(db, slotId, visitor('Ada'));
    await endsIn(db, hers);
    const his = await held(db, slotId, visitor('Ben'));
    await endsIn(db, his);
    await sweep();
    expect(await confirmHold(db, hers, booking(`Ada over Ben ${moment}`), { soft: true })).toMatchObject({ ok: true });
    expect(await readHold(db, his)).toMatchObject({ ended: 'expired' });
    expect(await confirmHold(db, his, booking('Ben'), { soft: true })).toEqual(refused('taken'));
  });

  test.each([{ soft: true }, { soft: false }])(
    'a hold that ran out and lost its slot to Ben is refused ($soft)',
    async (how) => {
      const slotId = await slot(db);
      const hers = await held(db, slotId, visitor('Ada'));
      await endsIn(db, hers);
      await sweep();
      const his = await held(db, slotId, visitor('Ben'));
      expect(await confirmHold(db, hers, booking('Ada'), how)).toEqual(refused('taken'));
      expect(await readSlot(db, slotId)).toMatchObject({ status: 'held', held_by: his });
    },
  );

  test('a hold that ran out on a withdrawn slot is refused', async () => {
    const slotId = await slot(db);
    const hold = await held(db, slotId, visitor('Ada'));
    await endsIn(db, hold);
    await withdraw(db, slotId);
    await sweep();
    expect(await confirmHold(db, hold, booking('Ada'), { soft: true })).toEqual(refused('taken'));
  });
});

describe('a patient who is elsewhere at that time', () => {
  test('is busy, keeps the hold, and is free again after the other appointment is cancelled', async () => {
    const typed = booking('Ada Elsewhere');
    const other = await booked(typed, 60);
    const slotId = await slot(db, { inMinutes: 75 });
    const hold = await held(db, slotId, visitor('Ada'));
    await type(db, hold, { name: 'Ada' });
    expect(await confirmHold(db, hold, typed, { soft: false })).toEqual(refused('patient_busy'));
    expect(await readHold(db, hold)).toMatchObject({ ended: null, draft: { name: 'Ada' } });
    expect(await readSlot(db, slotId)).toMatchObject({ status: 'held', held_by: hold });
    await cancelAppointment(db, other, null);
    expect(await confirmHold(db, hold, typed, { soft: false })).toMatchObject({ ok: true, already: false });
  });

  test('is not busy where one appointment ends as the other begins', async () => {
    const typed = booking('Ada Neighbours');
    const [first, second] = [await slot(db, { inMinutes: 600 }), await slot(db, { inMinutes: 630 })];
    await db.sql`UPDATE time_slots s SET during = tstzrange(f.ends_at, f.ends_at + interval '30 minutes')
                 FROM time_slots f WHERE s.id = ${second} AND f.id = ${first}`;
    for (const slotId of [first, second]) {
      const hold = await held(db, slotId, visitor('Ada'));
      expect(await confirmHold(db, hold, typed, { soft: false })).toMatchObject({ ok: true });
    }
  });

  test.each(['completed', 'no-show'])('is not busy with an appointment that is %s', async (status) => {
    const typed = booking(`Ada ${status}`);
    await db.sql`UPDATE appointments SET status = ${status} WHERE id = ${await booked(typed)}`;
    expect(await booked(typed)).toBeGreaterThan(0);
  });
});

describe('a patient who has as many appointments to come as are allowed', () => {
  const withTwo = async (name: string) => {
    const typed = booking(name);
    const ids = [await booked(typed, 60), await booked(typed, 120)];
    const slotId = await slot(db, { inMinutes: 240 });
    return { typed, ids, slotId, hold: await held(db, slotId, visitor('Ada')) };
  };
  const how = { soft: false, most: 2 };

  test('has too many with another, keeps the hold, and books it after one is cancelled; again, the same', async () => {
    const { typed, ids, slotId, hold } = await withTwo('Ada Often');
    await type(db, hold, { name: 'Ada' });
    expect(await confirmHold(db, hold, typed, how)).toEqual(refused('too_many_appointments'));
    expect(await readHold(db, hold)).toMatchObject({ ended: null, draft: { name: 'Ada' } });
    expect(await readSlot(db, slotId)).toMatchObject({ status: 'held', held_by: hold });
    await cancelAppointment(db, ids[0]!, null);
    expect(await confirmHold(db, hold, typed, how)).toMatchObject({ ok: true, already: false });
    expect(await confirmHold(db, hold, typed, how)).toMatchObject({ ok: true, already: true });
  });

  test('is their record, however they write their name; another of the family has their own', async () => {
    const { hold } = await withTwo('Zoë Often');
    const { email } = booking('Zoë Often').patient;
    expect(await confirmHold(db, hold, booking(' zoe  OFTEN', { email }), how)).toEqual(
      refused('too_many_appointments'),
    );
    expect(await confirmHold(db, hold, booking('Ben Often', { email }), how)).toMatchObject({ ok: true });
  });

  test.each(['completed', 'no-show'])('has not with one that is %s', async (status) => {
    const { typed, ids, hold } = await withTwo(`Ada Often ${status}`);
    await db.sql`UPDATE appointments SET status = ${status} WHERE id = ${ids[1]!}`;
    expect(await confirmHold(db, hold, typed, how)).toMatchObject({ ok: true });
  });

  test('has not with one that has begun', async () => {
    const { typed, ids, hold } = await withTwo('Ada Often Before');
    await db.sql`UPDATE appointments SET during = tstzrange(now() - interval '5 minutes', now() + interval '25 minutes') WHERE id = ${ids[0]!}`;
    expect(await confirmHold(db, hold, typed, how)).toMatchObject({ ok: true });
  });

  test('may have any number where the practice books, and where an older version does', async () => {
    const { typed, hold } = await withTwo('Ada Oftener');
    const [older] = await db.sql`
      SELECT outcome FROM confirm_hold(${hold}, false, ${newReference()}, ${JSON.stringify(typed.patient)}::text::jsonb, NULL, NULL)`;
    expect(older).toEqual({ outcome: 'confirmed' });
    expect(await booked(typed, 300)).toBeGreaterThan(0);
  });
});

describe('the patient’s record', () => {
  const patientOf = async (appointmentId: number) => (await readAppointment(db, appointmentId)).patient_id;

  test('is the same for the same e-mail, name and date of birth, however they are written', async () => {
    const first = await booked(booking('Zoë O’Brien', { email: 'zoe@example.org' }), 60);
    const again = await booked(booking(' zoe  OBRIEN ', { email: ' ZOE@Example.org ' }), 120);
    expect(await patientOf(again)).toBe(await patientOf(first));
  });

  test('is never changed by a booking that nobody has verified', async () => {
    const first = await booked(booking('Ada Stays', { phone: '1', address: 'Old Street' }), 60);
    const [before] = await db.sql`SELECT * FROM patients WHERE id = ${await patientOf(first)}`;
    const typed = booking('ADA STAYS', { phone: '2', address: 'New Street', gender: 'x', medicalHistory: 'y' });
    const again = await booked(typed, 120);
    expect(await patientOf(again)).toBe(before!.id);
    expect(await db.sql`SELECT * FROM patients WHERE id = ${before!.id}`).toEqual([before]);
    expect((await readAppointment(db, again)).intake).toEqual(typed.patient);
  });

  test('is made of what was typed where there is none', async () => {
    const patient = { gender: 'female', address: '1 Riverside', medicalHistory: 'Asthma', phone: '020 7946 0000' };
    const id = await booked(booking('Ada New', patient));
    const [record] = await db.sql`SELECT * FROM patients WHERE id = ${await patientOf(id)}`;
    expect(record).toMatchObject({
      name: 'Ada New',
      email: 'ada.new@example.org',
      date_of_birth: '1987-06-05',
      gender: 'female',
      address: '1 Riverside',
      medical_history: 'Asthma',
      phone: '020 7946 0000',
    });
  });

  test.each([
    ['twins who share an e-mail and a birthday', { name: 'Ada Twin' }, { name: 'Ben Twin' }],
    ['a father and a son of one name', { dateOfBirth: '1950-01-01' }, { dateOfBirth: '1980-01-01' }],
    ['someone whose date of birth is known and not known', { dateOfBirth: undefined }, { dateOfBirth: '1980-01-01' }],
    ['the same name at two addresses', { email: 'a@example.org' }, { email: 'b@example.org' }],
    ['李明 and 王芳', { name: '李明' }, { name: '王芳' }],
    ['Ольга and Ωmega', { name: 'Ольга' }, { name: 'Ωmega' }],
    ['Ольга and Олег', { name: 'Ольга' }, { name: 'Олег' }],
    ['محمد and أحمد', { name: 'محمد' }, { name: 'أحمد' }],
  ])('is not shared by %s, who may be booked at one time', async (who, one, other) => {
    const shared = { name: who, email: `${who}@example.org`, dateOfBirth: '2001-01-01' };
    const first = await booked({ patient: { ...shared, ...one } });
    const second = await booked({ patient: { ...shared, ...other } });
    expect(await patientOf(first)).not.toBe(await patientOf(second));
  });

  test.each(['李明', 'Ольга', 'Ωmega', 'محمد'])('%s is found again', async (name) => {
    const typed = booking('x', { name, email: 'again@example.org' });
    expect(await patientOf(await booked(typed, 120))).toBe(await patientOf(await booked(typed, 60)));
  });

  test('without a date of birth is found again by name and e-mail', async () => {
    const typed = booking('Ada Ageless', { dateOfBirth: undefined });
    expect(await patientOf(await booked(typed, 120))).toBe(await patientOf(await booked(typed, 60)));
    const hold = await held(db, await slot(db, { inMinutes: 60 }), visitor('Ada'));
    expect(await confirmHold(db, hold, typed, { soft: false })).toEqual(refused('patient_busy'));
  });
});

describe('the reference', () => {
  test('is another one where the first is in use', async () => {
    const { reference } = await readAppointment(db, await booked(booking('Ada First')));
    const drawn = [reference, reference];
    const second = await readAppointment(db, await booked(booking('Ada Second'), 60, drawn));
    expect(drawn).toEqual([]);
    expect(second.reference).not.toBe(reference);
    const [records] = await db.sql`SELECT count(*) FROM patients WHERE name = 'Ada Second'`;
    expect(records!.count).toBe(1);
  });

  test('in use does not make a patient busy who has only other or cancelled appointments', async () => {
    const typed = booking('Ada Idle');
    const { reference } = await readAppointment(db, await booked(typed, 600));
    await cancelAppointment(db, await booked(typed, 60), null);
    expect(await booked(typed, 60, [reference])).toBeGreaterThan(0);
  });

  test('does not hide that the patient is busy', async () => {
    const typed = booking('Ada Busy');
    const { reference } = await readAppointment(db, await booked(typed));
    const hold = await held(db, await slot(db), visitor('Ada'));
    const draw = drawing([reference]);
    expect(await confirmHold(db, hold, typed, { soft: false, draw })).toEqual(refused('patient_busy'));
  });

  test('is read as people type it', () => {
    for (const typed of [
      'K7MF4QT2',
      'k7mf-4qt2',
      ' K7MF 4QT2 ',
      'k7mf–4qt2',
      '“K7MF-4QT2”.',
      'Reference: K7MF-4QT2',
      'Ｋ７ＭＦ－４ＱＴ２',
    ])
      expect(readReference(typed)).toBe('K7MF4QT2');
    for (const typed of ['', 'K7MF4QT', 'K7MF4QT22', 'K7MF4QTO', 'Reference:', 'K7MF-4QT2 Reference'])
      expect(readReference(typed)).toBeNull();
  });
});

test('an extension and a confirmation leave one appointment and no open hold', async () => {
  const hold = await held(db, await slot(db), visitor('Ada'));
  await extendHold(db, hold, rules);
  await confirmHold(db, hold, booking('Ada Extended'), { soft: false });
  expect(await readHold(db, hold)).toMatchObject({ ended: 'confirmed', extensions: 1 });
});
