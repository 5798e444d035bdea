import type { Clinic } from '../../src/config.ts';
import { calendarWords } from '../messages/calendars.ts';
import type { Letter } from './letter.tsx';

export type DoctorCalendarLetterProps = { doctorName: string; link: string; clinic: Clinic };

export const doctorCalendarLetter = ({ doctorName, link, clinic }: DoctorCalendarLetterProps): Letter => ({
  subject: calendarWords.mail.subject(clinic.name),
  parts: [
    calendarWords.mail.greeting(doctorName),
    calendarWords.mail.lead,
    { link, label: calendarWords.mail.link },
    calendarWords.mail.keep,
  ],
});
