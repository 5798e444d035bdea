import ical, { escape as asText, ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import { referenceInPrint } from '../../views/booking/reference.ts';
import { calendarWords } from '../../views/messages/calendars.ts';
import { initialsInWords } from '../../views/ui/initials.ts';
import { knownAs } from '../booking/known-as.ts';
import type { Clinic } from '../config.ts';
import type { FeedAppointment } from './feed.ts';

/** Seconds after which a program is asked to look again; each does so when it likes. */
const LOOK_AGAIN = 15 * 60;

/**
 * RFC 5545, times in UTC, the same bytes while nothing changes. Calendars are kept by others and shown on screens in the
 * waiting room: initials and the reference are all that it says of a patient. UID stays and SEQUENCE rises for the
 * appointment's whole life. The UID is not that of the patient's own file: a doctor may be a patient, too.
 */
export function feedFile(doctorName: string, appointments: FeedAppointment[], clinic: Clinic): string {
  const calendar = ical({
    prodId: { company: 'MediBook', product: 'MediBook' },
    method: ICalCalendarMethod.PUBLISH,
    // Of this, unlike of all else, ical-generator leaves the commas, semicolons and line ends to us (RFC 5545, 3.3.11).
    name: asText(calendarWords.feed.name(doctorName, clinic.name), false),
    // REFRESH-INTERVAL (RFC 7986, 5.7), and what Outlook reads in its place.
    ttl: LOOK_AGAIN,
  });
  for (const appointment of appointments) {
    const { id, reference, startsAt, endsAt, sequence, patientName, changedAt } = appointment;
    calendar.createEvent({
      id: `visit-${id}@${knownAs(appointment)}`,
      sequence,
      stamp: asDate(changedAt),
      start: asDate(startsAt),
      end: asDate(endsAt),
      summary: calendarWords.feed.summary(initialsInWords(patientName), referenceInPrint(reference)),
      location: `${clinic.name}, ${clinic.address}`,
      status: ICalEventStatus.CONFIRMED,
    });
  }
  return `${calendar}\r\n`;
}

const asDate = (instant: Temporal.Instant) => new Date(instant.epochMilliseconds);
