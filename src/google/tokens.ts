import type { Secrets } from '../http/secrets.ts';

/** What opens a calendar for an hour, and what gives another. */
export type Kind = 'access' | 'refresh';

/** Encrypted for the connection whose it is, so that it opens nothing where it stands in another's row. */
export const lockToken = (secrets: Secrets, connectionId: string, kind: Kind, token: string): string =>
  secrets.lock(PURPOSE, boundTo(connectionId, kind), token);

/** Null where no key that is here opens it, or it is another's. */
export const unlockToken = (secrets: Secrets, connectionId: string, kind: Kind, locked: string): string | null =>
  secrets.unlock(PURPOSE, boundTo(connectionId, kind), locked);

const PURPOSE = 'google token';

const boundTo = (connectionId: string, kind: Kind) => `${connectionId} ${kind}`;
