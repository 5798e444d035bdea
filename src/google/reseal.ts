import type { Db } from '../db/client.ts';
import type { Secrets } from '../http/secrets.ts';
import { type Kind, lockToken, unlockToken } from './tokens.ts';

/**
 * How many tokens are locked anew with the present key, were locked with it already, or can be opened by no key that is here.
 * A token that went meanwhile, as its calendar was disconnected, is none of them.
 */
export type Resealed = { anew: number; already: number; closed: number };

/** Connections that are read at once. */
const BATCH = 500;

/** Locks every token of a calendar with the present key; any number of times, and while servers work with them. */
export async function resealTokens(db: Db, secrets: Secrets, signal: AbortSignal): Promise<Resealed> {
  const resealed = { anew: 0, already: 0, closed: 0 };
  for (let after = ''; ; ) {
    const tokens = await tokensAfter(db, after);
    if (tokens.length === 0) return resealed;
    for (const token of tokens) {
      signal.throwIfAborted();
      const how = await reseal(db, secrets, token);
      if (how) resealed[how]++;
      after = token.id;
    }
  }
}

/** The connections that no key which is here opens. */
export async function closedConnections(db: Db, secrets: Secrets): Promise<string[]> {
  const closed: string[] = [];
  for (let after = ''; ; ) {
    const tokens = await tokensAfter(db, after);
    if (tokens.length === 0) return closed;
    for (const { id, kind, locked } of tokens) {
      if (kind === 'refresh' && unlockToken(secrets, id, kind, locked) === null) closed.push(id);
      after = id;
    }
  }
}

type Token = { id: string; kind: Kind; locked: string };

const columns: Record<Kind, string> = { access: 'google_access_token', refresh: 'google_refresh_token' };

/** Of the connections that come next by their id. */
function tokensAfter({ sql }: Db, after: string) {
  return sql<Token[]>`
    WITH next AS (SELECT * FROM google_connections WHERE id > ${after} AND lost_at IS NULL ORDER BY id LIMIT ${BATCH})
    SELECT id, kind, locked
    FROM next CROSS JOIN LATERAL (VALUES ('access', google_access_token), ('refresh', google_refresh_token)) AS token (kind, locked)
    WHERE locked IS NOT NULL ORDER BY id`;
}

async function reseal(db: Db, secrets: Secrets, token: Token): Promise<keyof Resealed | null> {
  let locked: string | null = token.locked;
  while (locked !== null) {
    const words = unlockToken(secrets, token.id, token.kind, locked);
    if (words === null) return 'closed';
    if (secrets.isCurrent(locked)) return 'already';
    if (await replaced(db, token, locked, lockToken(secrets, token.id, token.kind, words))) return 'anew';
    locked = await lockedNow(db, token);
  }
  return null;
}

/** Only what was read: a server that has got a newer token meanwhile keeps that. */
async function replaced({ sql }: Db, { id, kind }: Token, locked: string, anew: string): Promise<boolean> {
  const { count } = await sql`
    UPDATE google_connections SET ${sql(columns[kind])} = ${anew} WHERE id = ${id} AND ${sql(columns[kind])} = ${locked}`;
  return count > 0;
}

async function lockedNow({ sql }: Db, { id, kind }: Token): Promise<string | null> {
  const [row] = await sql<{ locked: string | null }[]>`
    SELECT ${sql(columns[kind])} AS locked FROM google_connections WHERE id = ${id}`;
  return row?.locked ?? null;
}
