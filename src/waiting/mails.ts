import { endedLetter, joinedLetter, offerLetter } from '../../views/mail/waiting.ts';
import type { Writer } from '../mail/letters.ts';
import { entryPath } from './link.ts';
import { findOffer } from './offer.ts';
import { findEntry } from './waiting.ts';

/** About an entry on the list; needless where it stands otherwise by now. */
const aboutEntry =
  (write: typeof joinedLetter, stands: (ended: string | null) => boolean): Writer =>
  async ({ waitingId }, { db, secrets, origin }) => {
    const entry = await findEntry(db, waitingId as number);
    if (!entry || !stands(entry.ended)) return null;
    return { letter: write({ entry, link: `${origin}${entryPath(secrets, entry.id)}` }) };
  };

export const waitingLetters: Record<string, Writer> = {
  waiting: aboutEntry(joinedLetter, (ended) => ended === null),
  'waiting-ended': aboutEntry(endedLetter, (ended) => ended === 'silent'),

  // A mail server that was away tells of no offer that is answered or passed on by now.
  offer: async ({ offerId }, { db, config, origin }) => {
    const offer = await findOffer(db, offerId as string);
    if (offer?.state !== 'open') return null;
    return { letter: offerLetter({ offer, clinic: config.clinic, link: `${origin}/offers/${offer.id}` }) };
  },
};
