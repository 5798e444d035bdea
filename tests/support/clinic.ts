/** A small clinic for tests: Dr Okafor, a time to come, a visitor, and the clock of a hold. */
import { randomBytes } from 'node:crypto';
import { type Booking, confirmHold } from '../../src/booking/confirm.ts';
import { saveDraft } from '../../src/booking/held.ts';
import { type HoldRules, holdSlot, type Visitor } from '../../src/booking/hold.ts';
import type { Db } from '../../src/db/client.ts';

export const rules: HoldRules = { holdMinutes: 5, holdsPerAddress: 20 };

/** A browser of this person's, at a network address of its own unless two share one. */
export function visitor(name: string, address = `address-${random()}`): Visitor {
  return { id: `${name}-${random()}`, address };
}

/** What this person types in the form. */
export function booking(name: string, typed: Partial<Booking['patient']> = {}): Booking {
  const email = `${name.toLowerCase().replaceAll(' ', '.')}@example.org`;
  return { patient: { name, email, dateOfBirth: '1987-06-05', ...typed } };
}

export async function doctor(db: Db, name = 'Dr Okafor'): Promise<number> {
  const slug = `${name.toLowerCase().replaceAll(/\W+/g, '-')}-${random()}`;
  const [row] = await db.sql<{ id: number }[]>`
    INSERT INTO doctors (slug, name, email, specialization, qualification, experience, consultation_fee, currency, slot_duration)
    VALUES (${slug}, ${name}, ${`${slug}@clinic.example`}, 'General practice', 'MBBS', 12, 4500, 'GBP', 30) RETURNING id`;
  return row!.id;
}

/** A time of 30 minutes that starts `inMinutes` from now; with another doctor each time unless one is named. */
export async function slot(db: Db, { inMinutes = 60, doctorId }: { inMinutes?: number; doctorId?: number } = {}) {
  const [id] = await inARow(db, doctorId ?? (await doctor(db)), inMinutes, 1);
  return id!;
}

/** This many times one after another with one doctor. */
export async function slots(db: Db, count: number): Promise<number[]> {
  return inARow(db, await doctor(db), 60, count);
}

async function inARow(db: Db, doctorId: number, inMinutes: number, count: number): Promise<number[]> {
  const rows = await db.sql<{ id: number }[]>`
    INSERT INTO time_slots (doctor_id, date, start_time, end_time, during)
    SELECT ${doctorId}, local::date, local::time, (local + interval '30 minutes')::time, tstzrange(t, t + interval '30 minutes')
    FROM generate_series(0, ${count - 1}) nth,
         LATERAL (SELECT date_trunc('second', now()) + make_interval(mins => ${inMinutes} + 30 * nth) AS t) AS start,
         LATERAL (SELECT t AT TIME ZONE 'Europe/London' AS local) AS clock
    RETURNING id`;
  return rows.map((row) => row.id);
}

/** Holds the slot, which must be free, and says by which hold; `moves`: for the appointment that is to move there. */
export async function held(db: Db, slotId: number, by: Visitor, moves?: number): Promise<string> {
  const outcome = await holdSlot(db, slotId, by, moves === undefined ? rules : { ...rules, moves });
  if (!outcome.ok || outcome.already) throw new Error(`The slot was not free: ${JSON.stringify(outcome)}`);
  return outcome.holdId;
}

/** This person's appointment, in three days unless another time is said, under a record of its own. */
export async function booked(
  db: Db,
  { name = 'Ada', inMinutes = 3 * 24 * 60, ...typed }: Partial<Booking> & { name?: string; inMinutes?: number } = {},
): Promise<{ id: number; slotId: number; email: string }> {
  const slotId = await slot(db, { inMinutes });
  const whole = { ...booking(`${name} ${slotId}`), ...typed };
  return { id: await bookedAt(db, slotId, whole), slotId, email: whole.patient.email };
}

/** An appointment at the slot, of a patient with a record of their own unless one is named. */
export async function bookedAt(db: Db, slotId: number, typed = booking(`Ada ${slotId}`)): Promise<number> {
  const outcome = await confirmHold(db, await held(db, slotId, visitor('Ada')), typed, { soft: false });
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome.appointmentId;
}

/** The hold ends this many milliseconds from now, by default a moment ago; what was typed is older by as much. */
export async function endsIn(db: Db, holdId: string, milliseconds = -1_000): Promise<void> {
  await db.sql.begin(async (sql) => {
    const [row] = await sql`SELECT clock_timestamp() + make_interval(secs => ${milliseconds / 1000}) AS instant`;
    const instant = String(row!.instant);
    await sql`UPDATE time_slots SET held_until = ${instant}::timestamptz WHERE held_by = ${holdId}`;
    await sql`UPDATE slot_holds SET typed_at = typed_at + (${instant}::timestamptz - expires_at),
                                    expires_at = ${instant}::timestamptz WHERE id = ${holdId}`;
  });
}

/** The slot starts this many milliseconds from now. */
export async function startsIn(db: Db, slotId: number, milliseconds: number): Promise<void> {
  await db.sql`
    UPDATE time_slots SET during = tstzrange(t, t + interval '30 minutes')
    FROM (SELECT clock_timestamp() + make_interval(secs => ${milliseconds / 1000}) AS t) AS start WHERE id = ${slotId}`;
}

/** The slot's time has come: it started five minutes ago. */
export async function start(db: Db, slotId: number): Promise<void> {
  await startsIn(db, slotId, -5 * 60_000);
}

/** The doctor's hours no longer offer this time. */
export async function withdraw(db: Db, slotId: number): Promise<void> {
  await db.sql`UPDATE time_slots SET withdrawn_at = now() WHERE id = ${slotId}`;
}

/** Somebody works on the slot for this long: every verb waits behind it. */
export async function busy(db: Db, slotId: number, milliseconds: number): Promise<void> {
  const locked = Promise.withResolvers<void>();
  db.sql
    .begin(async (sql) => {
      await sql`SELECT FROM time_slots WHERE id = ${slotId} FOR UPDATE`;
      locked.resolve();
      await sql`SELECT pg_sleep(${milliseconds / 1000})`;
    })
    .catch(locked.reject);
  await locked.promise;
}

/** This is typed into the form of the hold's page. */
export const type: (db: Db, holdId: string, draft: Record<string, string>) => Promise<void> = saveDraft;

export async function readSlot(db: Db, slotId: number) {
  const [row] = await db.sql<{ status: string; held_by: string | null; held_until: Temporal.Instant | null }[]>`
    SELECT status, held_by, held_until FROM time_slots WHERE id = ${slotId}`;
  return row!;
}

export async function readHold(db: Db, holdId: string) {
  const [row] = await db.sql<
    {
      ended: string | null;
      expires_at: Temporal.Instant;
      extensions: number;
      draft: unknown;
      patient_id: number | null;
    }[]
  >`SELECT ended, expires_at, extensions, draft, patient_id FROM slot_holds WHERE id = ${holdId}`;
  return row!;
}

export async function readAppointment(db: Db, appointmentId: number) {
  const [row] = await db.sql<
    {
      status: string;
      reference: string;
      sequence: number;
      patient_id: number;
      time_slot_id: number | null;
      intake: unknown;
      booked_by: unknown;
      reason: string | null;
      cancel_reason: string | null;
      date: string;
      start_time: string;
      end_time: string;
      starts_at: Temporal.Instant;
      created_at: Temporal.Instant;
      moved_at: Temporal.Instant | null;
    }[]
  >`SELECT * FROM appointments WHERE id = ${appointmentId}`;
  return row!;
}

/** Every promise about the life of a slot that does not hold in this database, as a sentence. None is right. */
export async function brokenPromises(db: Db): Promise<string[]> {
  const rows = await db.sql<{ broken: string }[]>`
    WITH live AS (SELECT * FROM appointments WHERE status <> 'cancelled' AND time_slot_id IS NOT NULL),
         open AS (SELECT * FROM slot_holds WHERE ended IS NULL)
    SELECT format('slot %s has %s live appointments', time_slot_id, count(*)) AS broken
      FROM live GROUP BY time_slot_id HAVING count(*) > 1
    UNION ALL SELECT format('slot %s is %s, but has a live appointment', s.id, s.status)
      FROM time_slots s JOIN live ON live.time_slot_id = s.id WHERE s.status <> 'booked'
    UNION ALL SELECT format('slot %s is booked without an appointment', s.id)
      FROM time_slots s WHERE s.status = 'booked' AND NOT EXISTS (SELECT FROM live WHERE live.time_slot_id = s.id)
    UNION ALL SELECT format('slot %s is held by a hold that does not say so', s.id)
      FROM time_slots s LEFT JOIN open ON open.id = s.held_by AND open.slot_id = s.id AND open.expires_at = s.held_until
      WHERE s.status = 'held' AND open.id IS NULL
    UNION ALL SELECT format('hold %s is open, but slot %s is not held by it', open.id, open.slot_id)
      FROM open JOIN time_slots s ON s.id = open.slot_id WHERE s.held_by IS DISTINCT FROM open.id
    UNION ALL SELECT format('%s has %s open holds', visitor, count(*)) FROM open GROUP BY visitor HAVING count(*) > 1
    UNION ALL SELECT format('%s may have %s holds', visitor, count(*)) FROM slot_holds
      WHERE ended IS NULL OR ended = 'expired' GROUP BY visitor HAVING count(*) > 1
    UNION ALL SELECT format('hold %s is %s, but kept what was typed', id, ended)
      FROM slot_holds WHERE draft IS NOT NULL AND ended <> 'expired'
    UNION ALL SELECT format('hold %s is %s and has %s appointments', h.id, h.ended, count(a.id))
      FROM slot_holds h LEFT JOIN appointments a ON a.hold_id = h.id OR (a.id = h.moves_appointment_id AND h.ended = 'confirmed')
      GROUP BY h.id
      HAVING count(a.id) <> CASE WHEN h.ended = 'confirmed' THEN 1 ELSE 0 END
    UNION ALL SELECT format('patient %s is in two places', a.patient_id)
      FROM appointments a JOIN appointments b ON a.patient_id = b.patient_id AND a.id < b.id AND a.during && b.during
      WHERE a.status = 'scheduled' AND b.status = 'scheduled'
    UNION ALL SELECT format('offer %s is open, but slot %s is not held for it', o.id, o.slot_id)
      FROM offers o JOIN slot_holds h ON h.id = o.hold_id JOIN time_slots s ON s.id = o.slot_id
      WHERE o.answer IS NULL AND h.ended IS NULL AND s.held_by IS DISTINCT FROM o.hold_id
    UNION ALL SELECT format('offer %s is %s, and its hold is %s', o.id, o.answer, h.ended)
      FROM offers o JOIN slot_holds h ON h.id = o.hold_id WHERE (o.answer = 'accepted') <> (h.ended IS NOT DISTINCT FROM 'confirmed')
    UNION ALL SELECT format('entry %s does not know of its offer', w.id)
      FROM waiting w LEFT JOIN offers o ON o.waiting_id = w.id AND o.answer IS NULL WHERE w.open_offer IS DISTINCT FROM o.id
    UNION ALL SELECT format('doctor %s sees two patients at once', a.doctor_id)
      FROM live a JOIN live b ON a.doctor_id = b.doctor_id AND a.id < b.id AND a.during && b.during`;
  return rows.map((row) => row.broken);
}

function random(): string {
  return randomBytes(5).toString('hex');
}
