import postgres from 'postgres';
import type { Config } from '../config.ts';
import { Problem, sentence } from '../problem.ts';
import { forPostgres, partsOf } from './address.ts';
import { answered, notPostgres } from './answered.ts';
import { timeouts } from './client.ts';
import { isMadeIn, startEmbedded } from './embedded.ts';

/** The oldest PostgreSQL that has what the migrations use. */
const OLDEST = 15;

export type OpenDatabase = {
  url: string;
  /** The same database past the pooler that `url` leads to, where it does: to listen, and to change tables. */
  direct: string;
  pooled: boolean;
  embedded: boolean;
  /** Starts an embedded database that has died; true when it had to. */
  revive?: () => Promise<boolean>;
  close(): Promise<void>;
};

/** DATABASE_URL, and DATABASE_LISTEN_URL, after a look whether they answer; else the embedded database. Throws a `Problem`. */
export async function openDatabase(config: Config): Promise<OpenDatabase> {
  if (!config.DATABASE_URL) {
    const { url, revive, stop } = await startEmbedded({ folder: config.DATA_FOLDER }).catch((error) =>
      cannotWrite(error, config.DATA_FOLDER),
    );
    return { url, direct: url, pooled: false, embedded: true, revive, close: stop };
  }
  const { DATABASE_URL: url, DATABASE_LISTEN_URL: direct = url } = config;
  const pooled = direct !== url;
  const found = await tryConnection(url, { pooled });
  if (pooled && (await tryConnection(direct).catch(saidOfListening)) !== found)
    throw new Problem('DATABASE_LISTEN_URL leads to another database than DATABASE_URL: correct one of them.');
  return { url, direct, pooled, embedded: false, close: async () => {} };
}

function saidOfListening(error: Problem): never {
  throw new Problem(error.message.replaceAll('DATABASE_URL', 'DATABASE_LISTEN_URL'), { cause: error.cause });
}

/** Whether there is a database to look into; opening the embedded one makes it. */
export const isMade = (config: Config) => Boolean(config.DATABASE_URL) || isMadeIn(config.DATA_FOLDER);

/** Says why the data folder cannot be used. */
export function cannotWrite(error: NodeJS.ErrnoException, folder: string): never {
  if (
    error instanceof Problem ||
    !['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'ENOTDIR', 'EEXIST'].includes(error.code ?? '')
  )
    throw error;
  throw new Problem(
    `MediBook cannot keep its data in ${folder} (${error.message}): make that folder writable for this user, or choose another with DATA_FOLDER.`,
    { cause: error },
  );
}

/** Which database of which server it leads to. */
async function tryConnection(url: string, { pooled = false } = {}): Promise<string> {
  let sql: postgres.Sql | undefined;
  try {
    // The timeouts, as a pooler refuses those.
    const options = { max: 1, connect_timeout: 8, onnotice: () => {}, prepare: !pooled, fetch_types: false };
    sql = postgres({ ...forPostgres(url, pooled ? {} : timeouts), ...options });
    const [server] = await answered(
      url,
      sql`SELECT current_setting('server_version_num')::int / 10000 AS major, pg_is_in_recovery() AS standby,
          current_setting('server_encoding') AS encoding, lower('Ж') = 'ж' AS folds,
          pg_postmaster_start_time()::text AS server, current_database() AS database`,
    );
    if (server?.major < OLDEST)
      throw new Problem(
        `MediBook needs PostgreSQL ${OLDEST} or newer and DATABASE_URL leads to PostgreSQL ${server?.major}: upgrade it, or use another.`,
      );
    if (server?.encoding !== 'UTF8')
      throw new Problem(
        `The database ${partsOf(url).database} is kept in ${server?.encoding}, which cannot hold every name: make one with CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0, and name it in DATABASE_URL.`,
      );
    if (!server?.folds)
      throw new Problem(
        `The database ${partsOf(url).database} has a locale that knows no letters but those of English, so that names would be found in one spelling only: make one with CREATE DATABASE … LOCALE 'C.UTF-8' TEMPLATE template0, and name it in DATABASE_URL.`,
      );
    if (server?.standby)
      throw new Problem('DATABASE_URL leads to a standby, which accepts no bookings: use the primary.');
    return `${server?.database} of ${server?.server}`;
  } catch (error) {
    throw error instanceof Problem ? error : new Problem(whatToDo(error, url), { cause: error });
  } finally {
    await sql?.end({ timeout: 1 });
  }
}

/** Says why the tables cannot be made: most often the user of DATABASE_URL is a guest in somebody else's database. */
export function cannotMigrate(error: unknown): never {
  const refused = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = (refused as { code?: unknown }).code;
  if (!(refused instanceof Error) || typeof code !== 'string' || !/^[0-9A-Z]{5}$/.test(code)) throw error;
  const remedies: Record<string, string> = {
    '42501': 'make the user of DATABASE_URL the owner of its database (ALTER DATABASE name OWNER TO user)',
    '55P03': 'end what keeps its tables locked, such as a transaction that was left open, and start again',
  };
  const remedy = remedies[code] ?? 'nothing was changed; the log of PostgreSQL may say more';
  throw new Problem(`MediBook cannot make its tables (${refused.message}): ${remedy}.`, { cause: error });
}

/** Error codes: https://www.postgresql.org/docs/current/errcodes-appendix.html, and Node's own for the network. */
function whatToDo(error: unknown, url: string): string {
  if (error instanceof Error && /unsupported startup parameter/.test(error.message))
    return 'DATABASE_URL leads to a pooler: set DATABASE_LISTEN_URL to the same database without it (see the README).';
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const { host, database, user } = partsOf(url);
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `No computer is called ${host}: correct the host in DATABASE_URL.`;
    case 'ECONNREFUSED':
      return `No PostgreSQL answers at ${host}: start it, or correct the host and port in DATABASE_URL.`;
    case 'CONNECT_TIMEOUT':
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `${host} cannot be reached: check the host in DATABASE_URL, the network and the firewall.`;
    case 'ECONNRESET':
      return notPostgres(url);
    case '28P01':
    case 'SASL_SIGNATURE_MISMATCH':
      return `PostgreSQL at ${host} refuses the password of ${user}: correct it in DATABASE_URL.`;
    case '28000':
      return `PostgreSQL at ${host} does not let ${user} in (${sentence(error)}): correct DATABASE_URL or its pg_hba.conf.`;
    case '3D000':
      return `PostgreSQL at ${host} has no database called ${database}: make it with CREATE DATABASE, or correct DATABASE_URL.`;
    case '42501':
      return `PostgreSQL at ${host} does not let ${user} use the database ${database}: grant it CONNECT and CREATE.`;
    case '53300':
      return `PostgreSQL at ${host} has no connection to spare: raise its max_connections, or lower DATABASE_POOL.`;
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return `The certificate of PostgreSQL at ${host} is of nobody who is known here (${sentence(error)}): name its authority’s with sslrootcert=/path/to/ca.crt in DATABASE_URL.`;
    default:
      return `PostgreSQL at ${host} cannot be used (${sentence(error)}): check DATABASE_URL.`;
  }
}
