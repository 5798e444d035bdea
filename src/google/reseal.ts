import type { Db } from '../db/client.ts';
import type { Secrets } from '../http/secrets.ts';

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
    for (const { id, column, bound, locked } of tokens) {
      if (column === 'google_refresh_token' && secrets.unlock('google token', bound, locked) === null) closed.push(id);
      after = id;
    }
  }
}

type Column = 'google_access_token' | 'google_refresh_token';
type Token = { id: string; column: Column; bound: string; locked: string };

/** Of the connections that come next by their id. */
function tokensAfter({ sql }: Db, after: string) {
  return sql<Token[]>`
    WITH next AS (SELECT * FROM google_connections WHERE id > ${after} AND lost_at IS NULL ORDER BY id LIMIT ${BATCH})
    SELECT id, "column", id || ' ' || kind AS bound, locked
    FROM next CROSS JOIN LATERAL (VALUES
      ('google_access_token', 'access', google_access_token),
      ('google_refresh_token', 'refresh', google_refresh_token)) AS token ("column", kind, locked)
    WHERE locked IS NOT NULL ORDER BY id`;
}

async function reseal(db: Db, secrets: Secrets, token: Token): Promise<keyof Resealed | null> {
  let locked: string | null = token.locked;
  while (locked !== null) {
    const words = secrets.unlock('google token', token.bound, locked);
    if (words === null) return 'closed';
    if (secrets.isCurrent(locked)) return 'already';
    if (await replaced(db, token, locked, secrets.lock('google token', token.bound, words))) return 'anew';
    locked = await lockedNow(db, token);
  }
  return null;
}

/** Only what was read: a server that has got a newer token meanwhile keeps that. */
async function replaced({ sql }: Db, { id, column }: Token, locked: string, anew: string): Promise<boolean> {
  const { count } = await sql`
    UPDATE google_connections SET ${sql(column)} = ${anew} WHERE id = ${id} AND ${sql(column)} = ${locked}`;
  return count > 0;
}

async function lockedNow({ sql }: Db, { id, column }: Token): Promise<string | null> {
  const [row] = await sql<{ locked: string | null }[]>`
    SELECT ${sql(column)} AS locked FROM google_connections WHERE id = ${id}`;
  return row?.locked ?? null;
}
