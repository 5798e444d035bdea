import { claimedId } from '../booking/link.ts';
import type { Secrets } from '../http/secrets.ts';

/** The link of an entry on the waiting list: made from its id, so that nothing is stored. */
export const entryPath = (secrets: Secrets, id: number) =>
  `/waiting-list/${id.toString(36)}-${secrets.seal('waiting', String(id))}`;

/** The entry that a link is for; null where it is not one of ours. */
export function entryOfToken(secrets: Secrets, token: string): number | null {
  const id = claimedId(token);
  return id !== null && secrets.matches('waiting', String(id), token.slice(token.indexOf('-') + 1)) ? id : null;
}
