import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import { referenceInPrint } from '../../views/booking/reference.ts';
import { words } from '../../views/messages/words.ts';
import type { Clinic } from '../config.ts';
import type { Secrets } from '../http/secrets.ts';
import type { Appointment } from './appointment.ts';

/**
 * The appointment as an iCalendar file (RFC 5545), times in UTC. UID stays and SEQUENCE rises for the appointment's whole
 * life, so that a later file replaces this one. The seal in the UID is this clinic's own, whatever address it moves to.
 * No medical detail: calendars are shared.
 */
export function calendarFile(appointment: Appointment, clinic: Clinic, secrets: Secrets): string {
  const calendar = ical({ prodId: { company: 'MediBook', product: 'MediBook' }, method: ICalCalendarMethod.PUBLISH });
  calendar.createEvent({
    id: `appointment-${appointment.id}@${secrets.seal('calendar', String(appointment.id))}`,
    sequence: appointment.sequence,
    stamp: asDate(appointment.createdAt),
    start: asDate(appointment.startsAt),
    end: asDate(appointment.endsAt),
    summary: words.calendar.summary(appointment.doctorName),
    location: `${clinic.name}, ${clinic.address}`,
    description: words.calendar.description(referenceInPrint(appointment.reference), clinic.phone),
    status: appointment.status === 'cancelled' ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
  });
  return `${calendar}\r\n`;
}

const asDate = (instant: Temporal.Instant) => new Date(instant.epochMilliseconds);
