import { userInfo } from 'node:os';
import { type ConnectionOptions, createSecureContext } from 'node:tls';
import type pg from 'pg';
import { type ConnectionOptions as Address, parse } from 'pg-connection-string';
import { sentence } from '../problem.ts';

/** What an address may say after its `?`; how long to wait is ours to say. */
const KNOWN =
  /^(host|port|user|password|ssl|sslmode|sslrootcert|sslcert|sslkey|application_name|options|connect_timeout)$/;

/**
 * Why a database's address cannot be used, as the end of a sentence that begins with its setting; null where it can. The two
 * drivers read some addresses differently, and appointments could be booked whose mail is never sent: so none but this
 * file reads them, as psql does, and refuses what one of the two cannot do.
 */
export function faultOf(address: string): string | null {
  if (/\/\/([^/?#]*@)?[^/?#@]*,|[?&]host=[^&]*(,|%2c)/i.test(address))
    return 'must name one host, as mail and reminders cannot try several: the primary’s, or one that always leads to it';
  const query = new URLSearchParams(/\?(.*)/.exec(address)?.[1]);
  const unknown = [...query.keys()].filter((name) => !KNOWN.test(name));
  if (unknown.length > 0)
    return `must not have ${unknown.join(', ')} in it, which MediBook does not know: leave that out (a setting of PostgreSQL’s is written options=-c%20name%3Dvalue)`;
  const mode = query.get('sslmode');
  if (!/^(disable|require|verify-ca|verify-full)?$/.test(mode ?? '') || !/^(true|false)?$/.test(query.get('ssl') ?? ''))
    return 'must say sslmode=require, verify-ca, verify-full or disable, and no other';
  if (mode === 'verify-ca' && !query.get('sslrootcert'))
    return 'must name, for sslmode=verify-ca, the certificate of the authority: sslrootcert=/path/to/ca.crt';
  try {
    const { port, ssl } = parsed(address);
    if (typeof ssl === 'object') createSecureContext(ssl as ConnectionOptions);
    if (/^\d*$/.test(port ?? '')) return null;
  } catch (error) {
    if (/[?&]ssl(root)?(cert|key)=/.test(address) && (error as NodeJS.ErrnoException).code !== 'ERR_INVALID_URL')
      return `must name files that can be used for sslrootcert, sslcert and sslkey (${sentence(error)})`;
  }
  return 'must be an address like postgres://user:password@host:5432/database, with special characters in the password percent-encoded, such as %23 for #';
}

/** Where an address that can be used leads; what it leaves out is as PGHOST, PGPORT, PGUSER, PGPASSWORD and PGDATABASE say. */
export function readAddress(address: string) {
  const { env } = process;
  const said = parsed(address);
  const host = said.host || env.PGHOST || 'localhost';
  const user = said.user || env.PGUSER || userInfo().username;
  return {
    host,
    port: Number(said.port || env.PGPORT || 5432),
    user,
    password: said.password || env.PGPASSWORD || '',
    database: said.database || env.PGDATABASE || user,
    // A local socket has none.
    ssl: !host.startsWith('/') && tlsOf(said.ssl, host),
    settings: {
      ...(said.application_name && { application_name: said.application_name }),
      ...(said.options && { options: said.options }),
    },
  };
}

/** For postgres.js, which has `settings` for each connection unless the address says otherwise. */
export function forPostgres(address: string, settings: Record<string, string | number> = {}) {
  const { host, port, settings: said, ...rest } = readAddress(address);
  return {
    ...rest,
    // Lists, unknown to its types: in a text it takes the first colon of IPv6 for that before a port.
    ...({ host: [host], port: [port] } as object),
    ...(host.startsWith('/') && { path: `${host}/.s.PGSQL.${port}` }),
    connection: { application_name: 'medibook', ...settings, ...said },
  };
}

/** For the driver of graphile-worker. */
export function forPg(address: string): pg.PoolConfig {
  const { settings, ...rest } = readAddress(address);
  return { ...rest, ...settings };
}

/** For messages; never the password. */
export function partsOf(address: string) {
  const { host, port, user, database, ssl } = readAddress(address);
  const shown = host.includes(':') ? `[${host}]` : host;
  return { host: port === 5432 ? shown : `${shown}:${port}`, user, database, tls: ssl !== false };
}

/** As https://www.postgresql.org/docs/current/libpq-ssl.html: `require` trusts any certificate, unless an authority is named. */
const parsed = (address: string): Address => parse(address, { useLibpqCompat: true });

/** `ssl=true` is the drivers’ own word; psql would not ask whose the certificate is. */
function tlsOf(ssl: Address['ssl'], host: string): ConnectionOptions | false {
  if (!ssl || ssl === 'false') return false;
  // Whose the certificate must be where that is an IP address: postgres.js would take localhost's.
  return { host, ...(typeof ssl === 'object' && (ssl as ConnectionOptions)) };
}
