import { signInLetter } from '../../views/mail/sign-in.ts';
import type { Writer } from '../mail/letters.ts';
import { signInPath } from './link.ts';
import { findOpenLink } from './sign-in.ts';

/** Needless where nobody is known by the address, or the link would be too old by now. */
const signIn: Writer = async ({ linkId }, { db, config, secrets, origin }) => {
  const link = await findOpenLink(db, linkId as number);
  if (!link?.known) return null;
  return {
    letter: signInLetter({
      link: `${origin}${signInPath(secrets, link)}`,
      until: link.expiresAt,
      clinic: config.clinic,
    }),
  };
};

export const patientLetters: Record<string, Writer> = { 'sign-in': signIn };
