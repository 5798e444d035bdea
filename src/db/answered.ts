import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../problem.ts';

/** Milliseconds in which a PostgreSQL has answered, if it is one. */
const PATIENCE = 10_000;

/**
 * What the first query of a connection gives. The driver tries again and again where the other side accepts a connection
 * and closes it, and its own time limit begins anew each time.
 */
export async function answered<T>(url: string, query: PromiseLike<T>): Promise<T> {
  const stop = new AbortController();
  const tooLate = sleep(PATIENCE, undefined, { signal: stop.signal }).then(() => {
    throw new Problem(notPostgres(partsOf(url).host));
  });
  try {
    return await Promise.race([query, tooLate]);
  } finally {
    stop.abort();
  }
}

export const notPostgres = (host: string) =>
  `What answers at ${host} is not PostgreSQL, or closes every connection: check the host and port in DATABASE_URL.`;

/** For messages; never the password. */
export function partsOf(url: string) {
  if (!URL.canParse(url)) return { host: 'DATABASE_URL', database: '', user: '' };
  const { host, pathname, username } = new URL(url);
  const user = decodeURIComponent(username) || 'this user';
  return { host: host || 'the local socket', database: decodeURIComponent(pathname.slice(1)) || user, user };
}
