import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../problem.ts';
import { partsOf } from './address.ts';

/** Milliseconds in which a PostgreSQL has answered, if it is one. */
const PATIENCE = 10_000;

/**
 * What the first query of a connection gives. The driver tries again and again where the other side accepts a connection
 * and closes it, and its own time limit begins anew each time.
 */
export async function answered<T>(url: string, query: PromiseLike<T>): Promise<T> {
  const stop = new AbortController();
  const tooLate = sleep(PATIENCE, undefined, { signal: stop.signal }).then(() => {
    throw new Problem(notPostgres(url));
  });
  try {
    return await Promise.race([query, tooLate]);
  } finally {
    stop.abort();
  }
}

export function notPostgres(url: string): string {
  const { host, tls } = partsOf(url);
  const without = tls ? ', has no TLS' : '';
  const check = tls ? 'the host, the port and sslmode' : 'the host and port';
  return `What answers at ${host} is not PostgreSQL${without}, or closes every connection: check ${check} in DATABASE_URL.`;
}
