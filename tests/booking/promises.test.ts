import { afterAll, beforeAll, expect, test } from 'vitest';
import { confirmHold } from '../../src/booking/confirm.ts';
import { booking, held, slot, start, visitor } from '../support/clinic.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

let database: TestDatabase;
let db: TestDatabase['db'];
beforeAll(async () => {
  database = await testDatabase();
  db = database.db;
});
afterAll(() => database.drop());

/** What Postgres says to a statement that no verb would send. */
async function refusal(statement: PromiseLike<unknown>): Promise<string | undefined> {
  return await statement.then(
    () => 'not refused',
    (error) => error.constraint_name,
  );
}

async function booked(name: string) {
  const slotId = await slot(db);
  const holdId = await held(db, slotId, visitor(name));
  const outcome = await confirmHold(db, holdId, booking(name), { soft: false });
  if (!outcome.ok) throw new Error(outcome.reason);
  return { slotId, holdId, id: outcome.appointmentId };
}

/** The appointment again, with another reference and whatever else is changed. */
const copy = (id: number, changes: string) =>
  db.sql.unsafe(`
    INSERT INTO appointments (reference, patient_id, doctor_id, time_slot_id, date, start_time, end_time, during, intake, hold_id, overbooked_reason)
    SELECT reference, patient_id, doctor_id, time_slot_id, date, start_time, end_time, during, intake, hold_id, overbooked_reason
    FROM (SELECT (jsonb_populate_record(a, jsonb_build_object('reference', 'R' || random(), ${changes}))).* FROM appointments a
          WHERE id = ${id}) AS changed`);

/** A patient with a free diary. */
const anyone = `'patient_id', (SELECT max(id) + 1000 FROM patients)`;

test('a slot is held by a hold, until a time, or neither', async () => {
  const slotId = await slot(db);
  for (const change of ["status = 'held'", "held_by = 'x'", 'held_until = now()', "status = 'held', held_by = 'x'"]) {
    const refused = await refusal(db.sql.unsafe(`UPDATE time_slots SET ${change} WHERE id = ${slotId}`));
    expect(refused, change).toBe('held_says_by_whom_and_until_when');
  }
});

test('a held slot says what its hold says', async () => {
  const slotId = await slot(db);
  const hold = await held(db, slotId, visitor('Ada'));
  const agree = 'a_held_slot_agrees_with_its_hold';
  expect(
    await refusal(db.sql`UPDATE time_slots SET held_until = held_until + interval '1 minute' WHERE id = ${slotId}`),
  ).toBe(agree);
  expect(await refusal(db.sql`UPDATE time_slots SET held_by = 'another' WHERE id = ${slotId}`)).toBe(agree);
  expect(
    await refusal(db.sql`UPDATE slot_holds SET expires_at = expires_at + interval '1 minute' WHERE id = ${hold}`),
  ).toBe(agree);
  expect(await refusal(db.sql`DELETE FROM slot_holds WHERE id = ${hold}`)).toBe(agree);
});

test('a visitor has one open hold, and so has a slot', async () => {
  const [one, other] = [await slot(db), await slot(db)];
  const ada = visitor('Ada');
  const hers = await held(db, one, ada);
  const his = await held(db, other, visitor('Ben'));
  expect(await refusal(db.sql`UPDATE slot_holds SET visitor = ${ada.id} WHERE id = ${his}`)).toBe(
    'one_open_hold_a_visitor',
  );
  expect(await refusal(db.sql`UPDATE slot_holds SET slot_id = ${one} WHERE id = ${his}`)).toBe('one_open_hold_a_slot');
  expect(hers).not.toBe(his);
});

test('a hold that ended for good keeps nothing that was typed', async () => {
  const { holdId } = await booked('Ada Draft');
  expect(await refusal(db.sql`UPDATE slot_holds SET draft = '{}' WHERE id = ${holdId}`)).toBe(
    'an_ended_hold_keeps_no_draft',
  );
});

test('a hold makes one appointment, a slot has one, and a patient is in one place', async () => {
  const { id } = await booked('Ada Once');
  const elsewhere = `'hold_id', NULL, 'time_slot_id', NULL, 'overbooked_reason', 'In pain'`;
  expect(await refusal(copy(id, `${elsewhere}, 'hold_id', hold_id, ${anyone}`))).toBe('appointments_hold_id_key');
  expect(await refusal(copy(id, `'hold_id', NULL, 'during', tstzrange(ends_at, ends_at + '1 hour')`))).toBe(
    'one_live_appointment_a_slot',
  );
  expect(await refusal(copy(id, elsewhere))).toBe('a_patient_is_never_in_two_places');
  expect(await refusal(copy(id, `'hold_id', NULL, 'time_slot_id', NULL`))).toBe('an_overbooking_gives_its_reason');
  expect(await refusal(copy(id, `${elsewhere}, 'overbooked_reason', ' '`))).toBe('an_overbooking_gives_its_reason');
});

test('two appointments of a doctor overlap only where staff said why', async () => {
  const { id } = await booked('Ada Overlap');
  const other = await slot(db);
  await booked('Ben Overlap');
  const [ben] = await db.sql`SELECT max(id) AS id FROM patients`;
  const beside = `'hold_id', NULL, 'patient_id', ${ben!.id}, 'during', tstzrange(starts_at + '15 minutes', ends_at + '15 minutes')`;
  await db.sql`UPDATE appointments SET status = 'cancelled', cancelled_at = now() WHERE patient_id = ${ben!.id}`;
  expect(await refusal(copy(id, `${beside}, 'time_slot_id', ${other}`))).toBe('appointments_of_a_doctor_never_overlap');
  expect(await refusal(copy(id, `${beside}, 'time_slot_id', NULL, 'overbooked_reason', 'In pain'`))).toBe(
    'not refused',
  );
});

test('an appointment says when it was cancelled, and only then', async () => {
  const { id } = await booked('Ada Cancelled');
  for (const change of ["status = 'cancelled'", 'cancelled_at = now()']) {
    expect(await refusal(db.sql.unsafe(`UPDATE appointments SET ${change} WHERE id = ${id}`))).toBe(
      'cancelled_says_when',
    );
  }
});

test('what a doctor offers, or has held or booked, never overlaps; a withdrawn free slot does not count', async () => {
  const { slotId } = await booked('Ada Slot');
  const again = () => db.sql`
    INSERT INTO time_slots (doctor_id, date, start_time, end_time, during)
    SELECT doctor_id, date, start_time, end_time, during FROM time_slots WHERE id = ${slotId}`;
  expect(await refusal(again())).toBe('slots_of_a_doctor_never_overlap');
  await db.sql`UPDATE time_slots SET withdrawn_at = now() WHERE id = ${slotId}`;
  expect(await refusal(again())).toBe('slots_of_a_doctor_never_overlap');
  await db.sql`UPDATE time_slots SET status = 'available' WHERE id = ${slotId}`;
  expect(await refusal(again())).toBe('not refused');
});

test('a slot knows when it starts from its range alone', async () => {
  const slotId = await slot(db);
  await start(db, slotId);
  expect(
    await db.sql`SELECT starts_at = lower(during) AS starts, ends_at = upper(during) AS ends FROM time_slots WHERE id = ${slotId}`,
  ).toEqual([{ starts: true, ends: true }]);
});
