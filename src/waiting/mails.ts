import { endedLetter, joinedLetter, offerLetter } from '../../views/mail/waiting.ts';
import type { Writer } from '../mail/letters.ts';
import { entryPath } from './link.ts';
import { findOffer } from './offer.ts';
import { findEntry } from './waiting.ts';

/** About an entry on the list; needless where it stands otherwise by now. */
const aboutEntry =
  (write: typeof joinedLetter, stands: (ended: string | null) => boolean): Writer =>
  async ({ waitingId }, { db, config, secrets, origin }) => {
    const entry = await findEntry(db, waitingId as number);
    if (!entry || !stands(entry.ended)) return null;
    const link = `${origin}${entryPath(secrets, entry.id)}`;
    return { letter: write({ entry, clinic: config.clinic, link, offerMinutes: config.OFFER_MINUTES }) };
  };

export const waitingLetters: Record<string, Writer> = {
  waiting: aboutEntry(joinedLetter, (ended) => ended === null),
  'waiting-ended': aboutEntry(endedLetter, (ended) => ended === 'silent'),

  // A mail server that was away tells of no offer that is answered or passed on by now.
  offer: async ({ offerId }, { db, config, secrets, origin }) => {
    const offer = await findOffer(db, offerId as string);
    if (offer?.state !== 'open') return null;
    const entry = `${origin}${entryPath(secrets, offer.waitingId)}`;
    return { letter: offerLetter({ offer, clinic: config.clinic, link: `${origin}/offers/${offer.id}`, entry }) };
  },
};
