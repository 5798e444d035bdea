import { doctorCalendarLetter } from '../../views/mail/doctor-calendar.ts';
import type { Writer } from '../mail/letters.ts';
import { findCalendarDoctor } from './doctor.ts';
import { ownPath } from './link.ts';

/**
 * Needless where the links were revoked since it was asked for, or the doctor has another address by now: a new link goes to
 * nobody whom it was not meant for.
 */
const doctorCalendar: Writer = async ({ doctorId, calendarVersion }, { db, config, secrets, origin }, recipient) => {
  const doctor = await findCalendarDoctor(db, { id: doctorId as number });
  if (!doctor || doctor.calendarVersion !== calendarVersion || doctor.email !== recipient) return null;
  const link = `${origin}${ownPath(secrets, doctor)}`;
  return { letter: doctorCalendarLetter({ doctorName: doctor.name, link, clinic: config.clinic }) };
};

export const calendarLetters: Record<string, Writer> = { 'doctor-calendar': doctorCalendar };
