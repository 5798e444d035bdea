import type { Letter } from '../../views/mail/letter.tsx';
import { appointmentLetters } from '../booking/mails.ts';
import { calendarLetters } from '../calendars/mails.ts';
import type { Config } from '../config.ts';
import { contactLetters } from '../contact/mails.ts';
import type { Db } from '../db/client.ts';
import { googleLetters } from '../google/mails.ts';
import type { Secrets } from '../http/secrets.ts';
import { patientLetters } from '../patients/mails.ts';
import { waitingLetters } from '../waiting/mails.ts';

/** What a mail is written with. `origin` is what its links begin with, such as `https://booking.example`. */
export type WriterDeps = { db: Db; config: Config; secrets: Secrets; origin: string };

export type Outgoing = {
  letter: Letter;
  /** Whom an answer goes to; the clinic unless it says otherwise. */
  replyTo?: string;
  /** What it is about, the same in all mail about it and no other clinic's, so that mail programs keep that together. */
  thread?: string;
  /** A person wrote it: it is no answer of a machine's. */
  byHand?: boolean;
  /** An iCalendar file (RFC 5545) for the recipient's calendar, and what it asks of it (RFC 5546). */
  calendar?: { method: 'REQUEST' | 'CANCEL'; content: string };
};

/** Writes a mail of one kind from the ids in `about`, as things are now; null where there is nothing to say any more. */
export type Writer = (about: Record<string, unknown>, deps: WriterDeps, recipient: string) => Promise<Outgoing | null>;

/** Every kind of mail there is, by its name in the table of mails. */
export const letters: Record<string, Writer> = {
  ...appointmentLetters,
  ...waitingLetters,
  ...contactLetters,
  ...patientLetters,
  ...calendarLetters,
  ...googleLetters,
};
