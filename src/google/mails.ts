import { calendarLostLetter } from '../../views/mail/calendar-lost.ts';
import { findCalendarDoctor } from '../calendars/doctor.ts';
import { ownPath } from '../calendars/link.ts';
import type { Writer } from '../mail/letters.ts';
import { calendarOfDoctor } from './shown.ts';

/**
 * Needless where the calendar was connected again, which is another connection, or disconnected since, or the doctor is retired
 * or has another address by now.
 */
const calendarLost: Writer = async ({ connectionId, doctorId }, { db, config, secrets, origin }, recipient) => {
  const doctor = await findCalendarDoctor(db, { id: doctorId as number });
  if (doctor?.email !== recipient) return null;
  const calendar = await calendarOfDoctor(db, doctor.id);
  if (calendar?.id !== connectionId) return null;
  const link = `${origin}${ownPath(secrets, doctor)}`;
  return {
    letter: calendarLostLetter({ doctorName: doctor.name, account: calendar!.account, link, clinic: config.clinic }),
  };
};

export const googleLetters: Record<string, Writer> = { 'doctor-calendar-lost': calendarLost };
