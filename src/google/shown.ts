import type { Db } from '../db/client.ts';

/**
 * How an appointment stands in a calendar. `waiting`: to be written there, or changed; `lost`: its owner must connect it again;
 * `refused`: it is not tried any more; `removing`, `removed`: it was cancelled. `account` is the Google address, where it is
 * known.
 */
export type Shown = {
  /** The connection's. */
  id: string;
  state: 'waiting' | 'added' | 'lost' | 'refused' | 'removing' | 'removed';
  account: string | null;
  /** It has been there, as it is or as it was. */
  written: boolean;
  /** It is there as it was, and is another by now, or is cancelled. */
  behind: boolean;
  /** It was connected from this appointment's page: who can open that has connected it. */
  connectedHere: boolean;
  addsLater: boolean;
  /** Whether its owner has shown that they read the mail of the patient's address. */
  mayAddLater: boolean;
};

/** In the patient's own calendars, the first connected first. Most have none or one. */
export async function calendarsOf({ sql }: Db, appointmentId: number): Promise<Shown[]> {
  const shown = await sql<Omit<Shown, 'behind'>[]>`
    SELECT c.id, c.account, e.written_sequence IS NOT NULL AS written,
           c.appointment_id = a.id AS "connectedHere", c.adds_later_since IS NOT NULL AS "addsLater",
           c.adds_later_since IS NOT NULL OR c.stopped_at IS NOT NULL AS "mayAddLater",
           CASE WHEN a.status = 'cancelled' AND e.state = 'removed' THEN 'removed'
                WHEN c.lost_at IS NOT NULL AND (e.state = 'waiting' OR a.ends_at > now()) THEN 'lost'
                WHEN a.status = 'cancelled' AND e.state = 'waiting' THEN 'removing'
                ELSE e.state END AS state
    FROM google_events e JOIN google_connections c ON c.id = e.connection_id JOIN appointments a ON a.id = e.appointment_id
    WHERE e.appointment_id = ${appointmentId} AND c.patient_id IS NOT NULL
      AND (a.status <> 'cancelled' OR e.google_event_id IS NOT NULL)
    ORDER BY c.connected_at, c.id`;
  return shown.map((each) => ({
    ...each,
    behind: each.state === 'removing' || (each.state === 'waiting' && each.written),
  }));
}

/**
 * Whether one of the patient's calendars that has this appointment, or is to have it, is lost: mail about it says so. `written`:
 * it has been there.
 */
export async function lostCalendarOf({ sql }: Db, appointmentId: number): Promise<'written' | 'unwritten' | null> {
  const [lost] = await sql<{ written: boolean }[]>`
    SELECT bool_or(e.google_event_id IS NOT NULL) AS written FROM google_events e JOIN google_connections c ON c.id = e.connection_id
    WHERE e.appointment_id = ${appointmentId} AND c.patient_id IS NOT NULL AND c.lost_at IS NOT NULL HAVING count(*) > 0`;
  return lost ? (lost.written ? 'written' : 'unwritten') : null;
}

/**
 * Whether who reads this address has had the appointment in their Google Calendar from the start. Sent in a mail as well, Gmail
 * would show it there twice; one whose mail has had it before is told by mail of what becomes of that.
 */
export async function isAddedFor({ sql }: Db, appointmentId: number, address: string): Promise<boolean> {
  const added = await sql`
    SELECT FROM google_events e JOIN google_connections c ON c.id = e.connection_id JOIN appointments a ON a.id = e.appointment_id
    WHERE e.appointment_id = ${appointmentId} AND e.created_at <= a.created_at AND c.lost_at IS NULL
      AND one_address(c.account) = one_address(${address})`;
  return added.length > 0;
}

/**
 * A doctor's own calendar. `waiting`: appointments that are still to be written there, or changed; `refused`: those to come
 * that Google did not take.
 */
export type DoctorCalendar = {
  id: string;
  account: string | null;
  lost: boolean;
  waiting: number;
  refused: number;
  /** When it was last read when the doctor is busy; null where it never was. */
  busyReadAt: Temporal.Instant | null;
  /** The last try to read it came to nothing: what was read before counts. */
  busyTrouble: string | null;
};

/** Null where none is connected. */
export async function calendarOfDoctor({ sql }: Db, doctorId: number): Promise<DoctorCalendar | null> {
  const [calendar] = await sql<DoctorCalendar[]>`
    SELECT c.id, c.account, c.lost_at IS NOT NULL AS lost, c.busy_read_at AS "busyReadAt", c.busy_trouble AS "busyTrouble",
           (SELECT count(*) FROM google_events e WHERE e.connection_id = c.id AND e.state = 'waiting') AS waiting,
           (SELECT count(*) FROM google_events e JOIN appointments a ON a.id = e.appointment_id
            WHERE e.connection_id = c.id AND e.state = 'refused' AND a.starts_at > now()) AS refused
    FROM google_connections c WHERE c.doctor_id = ${doctorId}`;
  return calendar ?? null;
}

/** How many doctors who still practise must connect their calendar again. */
export async function countLostCalendars({ sql }: Db): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    SELECT count(*) FROM google_connections c JOIN doctors d ON d.id = c.doctor_id WHERE d.active AND c.lost_at IS NOT NULL`;
  return row!.count;
}

/** How many doctors' calendars nobody could read for longer than passes by itself: what was known of them grows old. */
export async function countUnreadCalendars({ sql }: Db): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    SELECT count(*) FROM google_connections c JOIN doctors d ON d.id = c.doctor_id
    WHERE d.active AND c.lost_at IS NULL AND COALESCE(c.busy_read_at, c.connected_at) < now() - make_interval(mins => ${LATE_MINUTES})`;
  return row!.count;
}

/** Minutes after which what waits for a calendar is worth a look. */
const LATE_MINUTES = 15;

/** How many appointments calendars have waited for longer than passes by itself, whatever is in the way. */
export async function countLateEvents({ sql }: Db): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    SELECT count(*) FROM graphile_worker.jobs
    WHERE task_identifier = 'write_google_event' AND created_at < now() - make_interval(mins => ${LATE_MINUTES})`;
  return row!.count;
}
