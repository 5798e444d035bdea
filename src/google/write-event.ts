import type { JobHelpers } from 'graphile-worker';
import { type Appointment, findAppointment } from '../booking/appointment.ts';
import type { Db } from '../db/client.ts';
import { NotYet } from '../jobs/worker.ts';
import { type Google, inTheirName, notYet, type Unable } from './access.ts';
import type { Written } from './calendar.ts';
import { loseConnection } from './connection.ts';
import { type EventDeps, eventId, eventOf, type Whose } from './event.ts';

export type WriteDeps = EventDeps & { db: Db; google: Google };

/** Minutes that a job has an event to itself: more than all that it may ask Google takes. */
const OWN_MINUTES = 2;

type Claimed = {
  appointmentId: number;
  connectionId: string;
  whose: Whose;
  googleEventId: string | null;
  made: number;
  state: 'waiting' | 'added' | 'removed' | 'refused';
  writtenSequence: number | null;
};

/**
 * Brings the event that a job names to what its appointment is now: written, changed, or taken out. Any number of times; what
 * is so already is left alone. Throws `NotYet` where it is to be tried again.
 */
export const eventWriter =
  (deps: WriteDeps) =>
  async (payload: unknown, { job }: Pick<JobHelpers, 'job'>): Promise<void> => {
    const event = await claim(deps.db, payload as Pick<Claimed, 'appointmentId' | 'connectionId'>);
    if (event?.state !== 'waiting') return;
    const appointment = (await findAppointment(deps.db, event.appointmentId))!;
    const done = await write(deps, event, appointment);
    if (done.ok) return noted(deps.db, event, done);
    const isLast = job.attempts >= job.max_attempts;
    const isOver = done.reason === 'refused' || done.reason === 'exists' || (isLast && done.reason !== 'lost');
    await troubled(deps.db, event, done, isOver);
    if (isLast && opensNoMore(done)) await loseConnection(deps.db, event.connectionId, done.code);
    if (!isOver && done.reason !== 'lost') throw notYet(done);
  };

/** By a key that is not here, or another client of the clinic's: that was waited for as long as for anything. */
const opensNoMore = ({ reason, code }: Unable) =>
  reason === 'set-up' && (code === 'locked' || code === 'unauthorized_client');

/**
 * The event, for this job alone for a while: of two jobs the second would write what is not so any more. Null where there is
 * none; where another has it, `NotYet`.
 */
async function claim({ sql }: Db, { appointmentId, connectionId }: Pick<Claimed, 'appointmentId' | 'connectionId'>) {
  const [event] = await sql<Claimed[]>`
    UPDATE google_events e
    SET tried_at = clock_timestamp(),
        busy_until = CASE WHEN e.state = 'waiting' THEN clock_timestamp() + make_interval(mins => ${OWN_MINUTES}) END
    FROM google_connections c
    WHERE e.appointment_id = ${appointmentId} AND e.connection_id = ${connectionId} AND c.id = e.connection_id
      AND (e.busy_until IS NULL OR e.busy_until < clock_timestamp())
    RETURNING e.appointment_id AS "appointmentId", e.connection_id AS "connectionId", e.google_event_id AS "googleEventId", e.made,
              e.state, e.written_sequence AS "writtenSequence", CASE WHEN c.doctor_id IS NULL THEN 'patient' ELSE 'doctor' END AS whose`;
  if (event) return event;
  const [there] = await sql`
    SELECT FROM google_events WHERE appointment_id = ${appointmentId} AND connection_id = ${connectionId}`;
  if (there) throw new NotYet('it is being written', 'busy');
  return null;
}

/** What became of it. `sequence`: null where the calendar has it no more, or never had. */
type Done = { ok: true; state: 'added' | 'removed'; sequence: number | null; account: string | null };

async function write(deps: WriteDeps, event: Claimed, appointment: Appointment): Promise<Done | Unable> {
  if (appointment.status === 'cancelled') return takeOut(deps, event);
  // It began before it could be written: nobody needs it in a calendar now.
  if (event.writtenSequence === null && isPast(appointment.startsAt)) {
    return { ok: false, reason: 'refused', code: 'it has begun' };
  }
  const added = ({ account }: Written): Done => ({ ok: true, state: 'added', sequence: appointment.sequence, account });
  const content = eventOf(appointment, event.whose, deps);
  const insert = async (id: string) => {
    await keepId(deps.db, event, id);
    const done = await inTheirName(deps, event.connectionId, (token) =>
      deps.google.calendar.insert(token, { ...content, id }),
    );
    // Its answer was lost, and it may have been written as it was then.
    return done.ok || done.reason !== 'exists' ? done : patch(id);
  };
  const patch = (id: string) =>
    inTheirName(deps, event.connectionId, (token) => deps.google.calendar.patch(token, { ...content, id }));

  const first = event.googleEventId ?? eventId(deps.secrets, event.appointmentId, event.whose, event.made);
  const done = event.writtenSequence === null ? await insert(first) : await patch(first);
  if (done.ok) return added(done);
  if (done.reason !== 'gone') return done;
  // Its owner has deleted it, or has connected another calendar: the time has changed since, so that it is worth telling.
  event.made++;
  const again = await insert(eventId(deps.secrets, event.appointmentId, event.whose, event.made));
  return again.ok ? added(again) : again;
}

const isPast = (instant: Temporal.Instant) => Temporal.Instant.compare(instant, Temporal.Now.instant()) <= 0;

/**
 * Gone already is as good; and what was never tried was never there. What a calendar may have from when it was connected before
 * has its first name.
 */
async function takeOut(deps: WriteDeps, event: Claimed): Promise<Done | Unable> {
  const { appointmentId, connectionId, whose, made, writtenSequence } = event;
  const gone: Done = { ok: true, state: 'removed', sequence: null, account: null };
  if (event.googleEventId === null && writtenSequence === null) return gone;
  const id = event.googleEventId ?? eventId(deps.secrets, appointmentId, whose, made);
  const done = await inTheirName(deps, connectionId, (token) => deps.google.calendar.remove(token, id));
  return done.ok || done.reason === 'gone' ? gone : done;
}

/** Before it is used, so that the next try knows what the last may have made. */
async function keepId({ sql }: Db, { appointmentId, connectionId, made }: Claimed, id: string): Promise<void> {
  await sql`
    UPDATE google_events SET google_event_id = ${id}, made = ${made}
    WHERE appointment_id = ${appointmentId} AND connection_id = ${connectionId}`;
}

/**
 * Where the appointment has changed meanwhile, it waits to be written again; not where less was wanted than is written, as of
 * one that moved while it was found to be missing. Where an event may have left a time of
 * a doctor's, their calendar is read again: they may be free then.
 */
async function noted(
  { sql }: Db,
  { appointmentId, connectionId, whose, googleEventId }: Claimed,
  { state, sequence, account }: Done,
): Promise<void> {
  // First: whoever reads that it is added, reads in whose calendar.
  if (account) await sql`SELECT know_google_account(${connectionId}, ${account})`;
  await sql`
    UPDATE google_events
    SET written_sequence = ${sequence}, busy_until = NULL, trouble = NULL,
        state = CASE WHEN ${sequence}::int IS NULL OR wanted_sequence <= ${sequence}::int THEN ${state} ELSE 'waiting' END
    WHERE appointment_id = ${appointmentId} AND connection_id = ${connectionId}`;
  if (whose === 'doctor' && (googleEventId !== null || state === 'removed'))
    await sql`SELECT enqueue_readings(ARRAY(SELECT one_calendar(${connectionId})))`;
}

async function troubled(
  { sql }: Db,
  { appointmentId, connectionId }: Claimed,
  { code }: Unable,
  isOver: boolean,
): Promise<void> {
  await sql`
    UPDATE google_events
    SET trouble = ${code}, busy_until = NULL, state = CASE WHEN ${isOver} AND state = 'waiting' THEN 'refused' ELSE state END
    WHERE appointment_id = ${appointmentId} AND connection_id = ${connectionId}`;
}
