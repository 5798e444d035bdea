import ical, { ICalAttendeeRole, ICalAttendeeStatus, ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import { referenceInPrint } from '../../views/booking/reference.ts';
import { words } from '../../views/messages/words.ts';
import type { Clinic, Config } from '../config.ts';
import type { Appointment } from './appointment.ts';
import { knownAs } from './known-as.ts';

/** The appointment as an iCalendar file to download. */
export function calendarFile(appointment: Appointment, clinic: Clinic): string {
  const { calendar } = calendarWith(
    { method: ICalCalendarMethod.PUBLISH, at: appointment.createdAt },
    appointment,
    clinic,
  );
  return `${calendar}\r\n`;
}

/**
 * The appointment as a mail puts it into the recipient's calendar, or takes it out again where it is cancelled (RFC 5546,
 * 3.2.2 and 3.2.5). The recipient has agreed to it already: nothing is to be answered. Its organizer is whom the mail is from
 * (RFC 6047, 2.2.1), or a strict program would let nobody else move it or take it out.
 */
export function calendarRequest(
  appointment: Appointment,
  recipient: string,
  { clinic, sender }: Pick<Config, 'clinic' | 'sender'>,
) {
  const method = appointment.status === 'cancelled' ? ('CANCEL' as const) : ('REQUEST' as const);
  const made = { method: ICalCalendarMethod[method], at: Temporal.Now.instant() };
  const { calendar, event } = calendarWith(made, appointment, clinic);
  event.organizer({ name: clinic.name, email: sender.address });
  event.createAttendee({
    email: recipient,
    role: ICalAttendeeRole.REQ,
    status: ICalAttendeeStatus.ACCEPTED,
    rsvp: false,
  });
  return { method, content: `${calendar}\r\n` };
}

/** `at`: of two files with one SEQUENCE the later counts. */
type Made = { method: ICalCalendarMethod; at: Temporal.Instant };

/**
 * RFC 5545, times in UTC. UID stays and SEQUENCE rises for the appointment's whole life, so that a later file replaces this
 * one. No medical detail: calendars are shared.
 */
function calendarWith({ method, at }: Made, appointment: Appointment, clinic: Clinic) {
  const calendar = ical({ prodId: { company: 'MediBook', product: 'MediBook' }, method });
  const event = calendar.createEvent({
    id: `appointment-${appointment.id}@${knownAs(appointment)}`,
    sequence: appointment.sequence,
    stamp: asDate(at),
    start: asDate(appointment.startsAt),
    end: asDate(appointment.endsAt),
    summary: words.calendar.summary(appointment.doctorName),
    location: `${clinic.name}, ${clinic.address}`,
    description: words.calendar.description(referenceInPrint(appointment.reference), clinic.phone),
    status: appointment.status === 'cancelled' ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
  });
  return { calendar, event };
}

const asDate = (instant: Temporal.Instant) => new Date(instant.epochMilliseconds);
