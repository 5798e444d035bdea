import type { Clinic } from '../../src/config.ts';
import { googleWords } from '../messages/google.ts';
import type { Letter } from './letter.tsx';

/** To a doctor. `account`: the Google address, null where it was never known; `link`: their own page, to connect it again. */
export type CalendarLostLetterProps = { doctorName: string; account: string | null; link: string; clinic: Clinic };

export const calendarLostLetter = ({ doctorName, account, link, clinic }: CalendarLostLetterProps): Letter => {
  const { subject, greeting, lead, until, again, page, keep } = googleWords.doctorLost;
  return {
    subject,
    parts: [greeting(doctorName), lead(account), until, again(clinic.phone), { link, label: page }, keep],
  };
};
