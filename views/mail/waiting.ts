import type { Clinic } from '../../src/config.ts';
import type { Offer } from '../../src/waiting/offer.ts';
import type { Entry } from '../../src/waiting/waiting.ts';
import { mailWords } from '../messages/mail.ts';
import { waitingWords } from '../messages/waiting.ts';
import { words } from '../messages/words.ts';
import { momentInWords, zoneInWords } from '../ui/when.ts';
import { wishFacts } from '../waiting/wish-fields.tsx';
import type { Letter } from './letter.tsx';

type EntryLetterProps = {
  entry: Entry;
  clinic: Clinic;
  link: string;
  /** Minutes that a time is held for who is offered it. */
  offerMinutes: number;
};

/** Before they have said yes it has none of the words that were typed in it but the address: whoever typed them may be anybody. */
export const joinedLetter = (props: EntryLetterProps): Letter =>
  props.entry.confirmed ? confirmed(props) : asked(props);

const asked = ({ entry, clinic, link }: EntryLetterProps): Letter => ({
  subject: waitingWords.mail.asked.subject,
  parts: [
    waitingWords.mail.asked.greeting,
    waitingWords.mail.asked.lead(
      `${momentInWords(entry.confirmBy, clinic.timeZone)}, ${zoneInWords(clinic.timeZone, entry.confirmBy)}`,
    ),
    { facts: wishedFor(entry) },
    { link, label: waitingWords.mail.asked.link },
    waitingWords.mail.asked.notMe,
  ],
});

const confirmed = ({ entry, clinic, link, offerMinutes }: EntryLetterProps): Letter => ({
  subject: waitingWords.mail.joined.subject,
  parts: [
    mailWords.greeting(entry.intake.name),
    waitingWords.rules(entry.intake.email, offerMinutes),
    waitingWords.silences,
    {
      facts: [
        ...wishedFor(entry),
        [waitingWords.facts.instead, entry.insteadOf ? inFull(entry.insteadOf, clinic) : ''],
      ],
    },
    { link, label: waitingWords.mail.joined.link },
  ],
});

const wishedFor = (entry: Entry): [string, string][] => [
  [waitingWords.facts.with, entry.doctor?.name ?? waitingWords.wish.anyone(entry.specialization)],
  ...wishFacts(entry),
];

const inFull = (instant: Temporal.Instant, { timeZone }: Clinic) =>
  `${momentInWords(instant, timeZone, { year: true })}, ${zoneInWords(timeZone, instant)}`;

export const endedLetter = ({ entry, link }: EntryLetterProps): Letter => ({
  subject: waitingWords.mail.ended.subject,
  parts: [
    mailWords.greeting(entry.intake.name),
    waitingWords.mail.ended.lead,
    { link, label: waitingWords.mail.ended.link },
  ],
});

/** `link`: the page to answer on; `entry`: what they wait for. */
type OfferLetterProps = { offer: Offer; clinic: Clinic; link: string; entry: string };

export const offerLetter = ({ offer, clinic, link, entry }: OfferLetterProps): Letter => {
  const until = momentInWords(offer.toldUntil, clinic.timeZone);
  const { insteadOf } = offer;
  return {
    subject: waitingWords.mail.offer.subject(until),
    parts: [
      mailWords.greeting(offer.patientName),
      waitingWords.mail.offer.lead,
      {
        facts: [
          [words.details.when, inFull(offer.startsAt, clinic)],
          [words.details.with, offer.doctorName],
          [words.confirmation.where, `${clinic.name}, ${clinic.address}`],
        ],
      },
      ...(insteadOf ? [waitingWords.mail.offer.instead(inFull(insteadOf, clinic))] : []),
      waitingWords.mail.offer.until(`${until}, ${zoneInWords(clinic.timeZone, offer.toldUntil)}`),
      { link, label: waitingWords.mail.offer.link },
      waitingWords.silences,
      { link: entry, label: waitingWords.mail.offer.entry },
    ],
  };
};
