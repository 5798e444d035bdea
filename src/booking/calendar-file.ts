import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import { words } from '../../views/messages/words.ts';
import type { Config } from '../config.ts';
import type { Appointment } from './appointment.ts';

/**
 * The appointment as an iCalendar file (RFC 5545), times in UTC. UID stays and SEQUENCE rises for the appointment's whole
 * life, so that a later file replaces this one. No medical detail: calendars are shared.
 */
export function calendarFile(appointment: Appointment, config: Config): string {
  const { clinic } = config;
  const calendar = ical({ prodId: { company: 'MediBook', product: 'MediBook' }, method: ICalCalendarMethod.PUBLISH });
  calendar.createEvent({
    id: `appointment-${appointment.id}@${new URL(config.PUBLIC_URL ?? 'http://localhost').hostname}`,
    sequence: appointment.sequence,
    stamp: asDate(appointment.createdAt),
    start: asDate(appointment.startsAt),
    end: asDate(appointment.endsAt),
    summary: words.calendar.summary(appointment.doctorName),
    location: `${clinic.name}, ${clinic.address}`,
    description: words.calendar.description(appointment.reference, clinic.phone),
    status: appointment.status === 'cancelled' ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
  });
  return calendar.toString();
}

const asDate = (instant: Temporal.Instant) => new Date(instant.epochMilliseconds);
