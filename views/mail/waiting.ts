import type { Clinic } from '../../src/config.ts';
import type { Offer } from '../../src/waiting/offer.ts';
import type { Entry } from '../../src/waiting/waiting.ts';
import { mailWords } from '../messages/mail.ts';
import { waitingWords } from '../messages/waiting.ts';
import { words } from '../messages/words.ts';
import { momentInWords } from '../ui/when.ts';
import { wishFacts } from '../waiting/wish-fields.tsx';
import type { Letter } from './letter.tsx';

type EntryLetterProps = { entry: Entry; link: string };

export const joinedLetter = ({ entry, link }: EntryLetterProps): Letter => ({
  subject: waitingWords.mail.joined.subject,
  parts: [
    mailWords.greeting(entry.intake.name),
    waitingWords.mail.joined.lead,
    { facts: wishFacts(entry) },
    { link, label: waitingWords.mail.joined.link },
  ],
});

export const endedLetter = ({ entry, link }: EntryLetterProps): Letter => ({
  subject: waitingWords.mail.ended.subject,
  parts: [
    mailWords.greeting(entry.intake.name),
    waitingWords.mail.ended.lead,
    { link, label: waitingWords.mail.ended.link },
  ],
});

export const offerLetter = ({ offer, clinic, link }: { offer: Offer; clinic: Clinic; link: string }): Letter => {
  const until = momentInWords(offer.toldUntil, clinic.timeZone);
  return {
    subject: waitingWords.mail.offer.subject(until),
    parts: [
      mailWords.greeting(offer.patientName),
      waitingWords.mail.offer.lead,
      {
        facts: [
          [words.details.when, momentInWords(offer.startsAt, clinic.timeZone, { year: true })],
          [words.details.with, offer.doctorName],
          [words.confirmation.where, `${clinic.name}, ${clinic.address}`],
        ],
      },
      waitingWords.mail.offer.until(until),
      { link, label: waitingWords.mail.offer.link },
    ],
  };
};
