import ical, { escape as asText, ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import { referenceInPrint } from '../../views/booking/reference.ts';
import { calendarWords } from '../../views/messages/calendars.ts';
import type { Clinic } from '../config.ts';
import type { Secrets } from '../http/secrets.ts';
import type { FeedAppointment } from './feed.ts';

/** Seconds after which a program is asked to look again; each does so when it likes. */
const LOOK_AGAIN = 15 * 60;

/**
 * RFC 5545, times in UTC, the same bytes while nothing changes. Calendars are kept by others and shown on screens in the
 * waiting room: initials and the reference are all that it says of a patient. UID stays and SEQUENCE rises for the
 * appointment's whole life. The UID is not that of the patient's own file: a doctor may be a patient, too.
 */
export function feedFile(
  doctorName: string,
  appointments: FeedAppointment[],
  clinic: Clinic,
  secrets: Secrets,
): string {
  const calendar = ical({
    prodId: { company: 'MediBook', product: 'MediBook' },
    method: ICalCalendarMethod.PUBLISH,
    // Of this, unlike of all else, ical-generator leaves the commas, semicolons and line ends to us (RFC 5545, 3.3.11).
    name: asText(calendarWords.feed.name(doctorName, clinic.name), false),
    // REFRESH-INTERVAL (RFC 7986, 5.7), and what Outlook reads in its place.
    ttl: LOOK_AGAIN,
  });
  for (const { id, reference, startsAt, endsAt, sequence, patientName, changedAt } of appointments) {
    calendar.createEvent({
      id: `visit-${id}@${secrets.seal('doctor calendar', String(id))}`,
      sequence,
      stamp: asDate(changedAt),
      start: asDate(startsAt),
      end: asDate(endsAt),
      summary: calendarWords.feed.summary(initialsOf(patientName), referenceInPrint(reference)),
      location: `${clinic.name}, ${clinic.address}`,
      status: ICalEventStatus.CONFIRMED,
    });
  }
  return `${calendar}\r\n`;
}

/** "Ada King Lovelace" as "A. L."; none of a script in which a letter can be a whole name, as in Chinese. */
function initialsOf(name: string): string {
  const names = name.normalize('NFC').match(/[\p{Lu}\p{Lt}\p{Ll}][\p{L}\p{M}'’-]*/gu) ?? [];
  const ends = names.length > 1 ? [names[0]!, names.at(-1)!] : names;
  return ends.map((word) => `${/^\p{L}\p{M}*/u.exec(word)![0].toUpperCase()}.`).join(' ');
}

const asDate = (instant: Temporal.Instant) => new Date(instant.epochMilliseconds);
