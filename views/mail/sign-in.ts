import type { Clinic } from '../../src/config.ts';
import { patientWords } from '../messages/patients.ts';
import { momentInWords, zoneInWords } from '../ui/when.ts';
import type { Letter } from './letter.tsx';

/** `until`: when the link is of no use any more. */
export type SignInLetterProps = { link: string; until: Temporal.Instant; clinic: Clinic };

export const signInLetter = ({ link, until, clinic }: SignInLetterProps): Letter => ({
  subject: patientWords.mail.subject(clinic.name),
  parts: [
    patientWords.mail.greeting,
    patientWords.mail.lead,
    { link, label: patientWords.mail.link },
    patientWords.mail.until(`${momentInWords(until, clinic.timeZone)}, ${zoneInWords(clinic.timeZone, until)}`),
    patientWords.mail.notMe,
  ],
});
