import { bookedLetter, cancelledLetter, movedLetter, reminderLetter } from '../../views/mail/appointment.ts';
import { isAddedFor, lostCalendarOf } from '../google/shown.ts';
import type { Writer, WriterDeps } from '../mail/letters.ts';
import { type Appointment, findAppointment } from './appointment.ts';
import { calendarRequest } from './calendar-file.ts';
import { openToPatient } from './cancel.ts';
import { knownAs } from './known-as.ts';
import { appointmentToken } from './link.ts';

type About = Record<string, unknown>;

/** The appointment that a mail is about, as it is now; null where it has changed since the reason for the mail. */
async function still(about: About, status: Appointment['status'], { db }: WriterDeps) {
  const appointment = await findAppointment(db, about.appointmentId as number);
  if (!appointment || appointment.status !== status || appointment.sequence !== about.sequence) return null;
  return isPast(appointment.startsAt) ? null : appointment;
}

const isPast = (instant: Temporal.Instant) => Temporal.Instant.compare(instant, Temporal.Now.instant()) <= 0;

/** A mail of a state that has passed is needless, as the next state has one of its own. */
const letterAbout =
  (status: Appointment['status'], write: typeof bookedLetter, { calendar = true } = {}): Writer =>
  async (about, deps, recipient) => {
    const appointment = await still(about, status, deps);
    if (!appointment) return null;
    const letter = write(await props(appointment, about, deps, recipient));
    const thread = `appointment-${appointment.id}.${knownAs(appointment)}`;
    const isThere = deps.config.google && (await isAddedFor(deps.db, appointment.id, recipient));
    if (!calendar || isThere) return { letter, thread };
    return { letter, thread, calendar: calendarRequest(appointment, recipient, deps.config) };
  };

async function props(appointment: Appointment, about: About, deps: WriterDeps, recipient: string) {
  const { config, secrets, origin } = deps;
  return {
    appointment,
    clinic: config.clinic,
    booker: bookerAt(recipient, appointment),
    link: `${origin}/appointments/${appointmentToken(secrets, appointment.id, appointment.linkVersion)}`,
    again: `${origin}/doctors/${appointment.doctorSlug}`,
    from: await lastHeardOf(about, deps, recipient),
    lostCalendar: config.google && (await lostCalendarOf(deps.db, appointment.id)),
    open: (await openToPatient(deps.db, appointment.id, config.CANCEL_CUTOFF_HOURS)) === 'open',
  };
}

const bookerAt = (recipient: string, { bookedBy }: Appointment) =>
  bookedBy?.email.toLowerCase() === recipient.toLowerCase() ? bookedBy.name : undefined;

/** The time that the recipient believes in: from which it was first moved since a mail about it was last sent to them. */
async function lastHeardOf({ appointmentId }: About, { db }: WriterDeps, recipient: string) {
  const [first] = await db.sql<{ from: string }[]>`
    WITH told AS (
      SELECT kind, (about->>'sequence')::int AS sequence, about->>'from' AS "from", ended FROM mails
      WHERE about->>'appointmentId' = ${String(appointmentId)} AND lower(recipient) = lower(${recipient}))
    SELECT "from" FROM told
    WHERE kind = 'moved' AND sequence > COALESCE((SELECT max(sequence) FROM told WHERE ended = 'sent'), -1)
    ORDER BY sequence LIMIT 1`;
  return first && Temporal.Instant.from(first.from);
}

const reminder = letterAbout('scheduled', reminderLetter, { calendar: false });

export const appointmentLetters: Record<string, Writer> = {
  booked: letterAbout('scheduled', bookedLetter),
  moved: letterAbout('scheduled', (props) => (isWhereItWas(props) ? bookedLetter : movedLetter)(props)),
  reminder: async (about, deps, recipient) =>
    (await isRemindedLater(about, deps, recipient)) ? null : reminder(about, deps, recipient),
  cancelled: letterAbout('cancelled', cancelledLetter),
};

/** Moved away and back before a mail could be sent. */
const isWhereItWas = ({ from, appointment }: Parameters<typeof movedLetter>[0]) =>
  from !== undefined && Temporal.Instant.compare(from, appointment.startsAt) === 0;

/** Whether a later reminder of the same is there, as where the mail server was away: nobody gets two at a time. */
async function isRemindedLater({ appointmentId, sequence, hours }: About, { db }: WriterDeps, recipient: string) {
  const later = await db.sql`
    SELECT FROM mails
    WHERE about->>'appointmentId' = ${String(appointmentId)} AND kind = 'reminder' AND lower(recipient) = lower(${recipient})
      AND about->>'sequence' = ${String(sequence)} AND (about->>'hours')::int < ${Number(hours)} LIMIT 1`;
  return later.length > 0;
}
