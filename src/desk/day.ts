import type { Db } from '../db/client.ts';

/** A time of a doctor's day, as the front desk may see it. */
export type DayTime = {
  startsAt: Temporal.Instant;
  endsAt: Temporal.Instant;
  /**
   * `blocked`: free, but for what the doctor's own calendar says; `gone`: it has begun, and nobody has booked it; `beside`:
   * an appointment that was made in addition to the doctor's times.
   */
  state: 'free' | 'held' | 'offered' | 'booked' | 'beside' | 'blocked' | 'gone';
  /** Until when it is held, or its offer can be accepted. */
  until: Temporal.Instant | null;
  /** Whose it is, or to whom it is offered. */
  patient: string | null;
  reference: string | null;
  /** What became of the appointment. */
  status: 'scheduled' | 'completed' | 'no-show' | null;
  /** The doctor's own calendar says that they are busy at this time. */
  busy: boolean;
};

/** When the doctor's own calendar says that they are busy, as far as it is of this day. */
export type BusyTime = { startsAt: Temporal.Instant; endsAt: Temporal.Instant; allDay: boolean };

/** One local day of a doctor's: the times that are or were offered, and what is booked, each in order. */
export type DeskDay = { times: DayTime[]; busy: BusyTime[] };

/** `date`: the clinic's local one, in its zone `timeZone`. A hold that has run out counts as free. */
export async function dayOf(db: Db, doctorId: number, date: Temporal.PlainDate, timeZone: string): Promise<DeskDay> {
  const [from, before] = [date, date.add({ days: 1 })].map((day) => day.toZonedDateTime(timeZone).toInstant()) as [
    Temporal.Instant,
    Temporal.Instant,
  ];
  const day = { doctorId, from: from.toString(), before: before.toString() };
  const [times, busy] = await Promise.all([timesOf(db, day), busyTimesOf(db, day)]);
  return { times, busy };
}

/** A day from one instant to another. */
type Span = { doctorId: number; from: string; before: string };

async function timesOf({ sql }: Db, { doctorId, from, before }: Span): Promise<DayTime[]> {
  const times = await sql<DayTime[]>`
    WITH slots AS (
      SELECT s.*, s.status = 'held' AND s.held_until > now() AS is_held,
             EXISTS (SELECT FROM busy_times b WHERE b.doctor_id = s.doctor_id AND b.during && s.during) AS busy
      FROM time_slots s WHERE s.doctor_id = ${doctorId} AND s.starts_at >= ${from} AND s.starts_at < ${before}
    )
    SELECT s.starts_at AS "startsAt", s.ends_at AS "endsAt", s.busy,
           CASE WHEN a.id IS NOT NULL THEN 'booked' WHEN s.is_held AND o.id IS NOT NULL THEN 'offered' WHEN s.is_held THEN 'held'
                WHEN s.withdrawn_at IS NOT NULL THEN 'blocked' WHEN s.starts_at <= now() THEN 'gone' ELSE 'free' END AS state,
           CASE WHEN a.id IS NULL AND s.is_held THEN COALESCE(o.told_until, s.held_until) END AS until,
           COALESCE(a.intake->>'name', p.name, CASE WHEN s.is_held THEN w.intake->>'name' END) AS patient, a.reference, a.status
    FROM slots s
    LEFT JOIN appointments a ON a.time_slot_id = s.id AND a.status <> 'cancelled' LEFT JOIN patients p ON p.id = a.patient_id
    LEFT JOIN offers o ON o.hold_id = s.held_by AND o.answer IS NULL LEFT JOIN waiting w ON w.id = o.waiting_id
    -- What the hours offer no more is a time only while somebody has it, or where it is the doctor's calendar that took it.
    WHERE s.withdrawn_at IS NULL OR a.id IS NOT NULL OR s.is_held OR s.busy
    UNION ALL
    SELECT a.starts_at, a.ends_at, EXISTS (SELECT FROM busy_times b WHERE b.doctor_id = a.doctor_id AND b.during && a.during),
           'beside', NULL, COALESCE(a.intake->>'name', p.name), a.reference, a.status
    FROM appointments a JOIN patients p ON p.id = a.patient_id
    WHERE a.doctor_id = ${doctorId} AND a.starts_at >= ${from} AND a.starts_at < ${before}
      AND a.status <> 'cancelled' AND a.time_slot_id IS NULL
    ORDER BY 1, 2`;
  return [...times];
}

async function busyTimesOf({ sql }: Db, { doctorId, from, before }: Span): Promise<BusyTime[]> {
  const busy = await sql<BusyTime[]>`
    SELECT lower(part) AS "startsAt", upper(part) AS "endsAt", part = day AS "allDay"
    FROM busy_times b, LATERAL (SELECT tstzrange(${from}, ${before}) AS day) AS whole, LATERAL (SELECT b.during * day AS part) AS cut
    WHERE b.doctor_id = ${doctorId} AND b.during && day
    ORDER BY 1`;
  return [...busy];
}
