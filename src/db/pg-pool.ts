import pg from 'pg';
import { forPg } from './address.ts';

/** Of its own: graphile-worker's lets go of a connection that breaks as it is given back, and the error would end the process. */
export function openPgPool(url: string, max: number): pg.Pool {
  const pool = new pg.Pool({ ...forPg(url), max, connectionTimeoutMillis: 15_000 });
  const heard = () => {}; // Whoever uses the connection is told by what they asked.
  pool.on('error', heard);
  pool.on('connect', (client) => client.on('error', heard));
  return pool;
}
