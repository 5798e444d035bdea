import { referenceInPrint } from '../../views/booking/reference.ts';
import { googleWords } from '../../views/messages/google.ts';
import { initialsInWords } from '../../views/ui/initials.ts';
import type { Appointment } from '../booking/appointment.ts';
import { appointmentToken } from '../booking/link.ts';
import type { Config } from '../config.ts';
import type { Secrets } from '../http/secrets.ts';
import type { GoogleEvent } from './calendar.ts';

export type EventDeps = { config: Config; secrets: Secrets; origin: string };

/** Whose calendar an event is in. */
export type Whose = 'patient' | 'doctor';

/**
 * The id of an appointment's event, always the same, so that no retry can make two: base32hex (RFC 4648), as Google has it.
 * Sealed, as another clinic may write into the same calendar. `made`: how often it was made anew; an id is never free again.
 */
export function eventId(secrets: Secrets, appointmentId: number, whose: Whose, made: number): string {
  const seal = secrets.seal('google event', `${appointmentId} ${whose} ${made}`);
  // 128 bits; the digits of base 32 are those of base32hex.
  return BigInt(`0x${Buffer.from(seal, 'base64url').toString('hex')}`)
    .toString(32)
    .padStart(26, '0');
}

/** What the calendar says of an appointment. Not why the patient comes: calendars are shared. */
export function eventOf(appointment: Appointment, whose: Whose, deps: EventDeps): GoogleEvent {
  const { timeZone } = deps.config.clinic;
  return {
    // No whole day, in case its owner made it one: Google refuses an event that is both.
    start: { dateTime: local(appointment.startsAt, timeZone), date: null, timeZone },
    end: { dateTime: local(appointment.endsAt, timeZone), date: null, timeZone },
    status: 'confirmed',
    transparency: 'opaque',
    // Whoever is shown this calendar sees that there is something, and only who may change it what.
    visibility: 'private',
    ...(whose === 'patient' ? forPatient(appointment, deps) : forDoctor(appointment, deps)),
  };
}

/** With its offset, so that it is one instant also in the hour that the clock shows twice. */
const local = (instant: Temporal.Instant, timeZone: string) =>
  instant.toZonedDateTimeISO(timeZone).toString({ timeZoneName: 'never' });

function forPatient(appointment: Appointment, { config: { clinic }, secrets, origin }: EventDeps): GoogleEvent {
  const link = `${origin}/appointments/${appointmentToken(secrets, appointment.id, appointment.linkVersion)}`;
  return {
    summary: googleWords.event.summary(clinic.name),
    location: `${clinic.name}, ${clinic.address}`,
    description: googleWords.event.description(referenceInPrint(appointment.reference), clinic.phone, link),
    source: { title: clinic.name, url: link },
    reminders: { useDefault: false, overrides: reminders },
  };
}

const A_DAY = 24 * 60;
const AN_HOUR = 60;

/** Minutes before it begins. */
const reminders = [A_DAY, AN_HOUR].flatMap((minutes) => [
  { method: 'popup', minutes },
  { method: 'email', minutes },
]);

/** Initials and reference: enough to find the patient at the front desk. */
function forDoctor(
  { intake, reference, doctorSlug, date }: Appointment,
  { origin, config: { clinic } }: EventDeps,
): GoogleEvent {
  return {
    summary: googleWords.event.forDoctor(initialsInWords(intake.name), referenceInPrint(reference)),
    location: `${clinic.name}, ${clinic.address}`,
    description: `${origin}/desk/doctors/${doctorSlug}?date=${date}`,
    reminders: { useDefault: true },
  };
}
