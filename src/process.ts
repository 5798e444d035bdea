import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type Config, readConfig } from './config.ts';
import { answered } from './db/answered.ts';
import { connect, type Db, givesUp, warm } from './db/client.ts';
import { migrate } from './db/migrate.ts';
import { cannotMigrate, cannotWrite, type OpenDatabase, openDatabase } from './db/open.ts';
import { refuseZoneInDispute } from './db/zone.ts';
import { horizonOf } from './doctors/horizon.ts';
import { makeSecrets, type Secrets } from './http/secrets.ts';
import { keptSecret } from './kept-secret.ts';
import { makeLog } from './log.ts';
import { Problem } from './problem.ts';
import { whenTold } from './stop.ts';
import { variables } from './variables.ts';
import { keepOfferRules } from './waiting/rules.ts';

/** What every process of MediBook stands on: the server, and the worker beside it. */
export type Ground = { config: Config; database: OpenDatabase; db: Db; log: Logger; secrets: Secrets };

/** Milliseconds that what is under way gets to finish when MediBook is told to stop; container engines kill after 10 s. */
export const PATIENCE = 6_000;

/** Milliseconds that a start gets to finish when MediBook is told to stop; an embedded database, to be there or not. */
const patienceOfStart = () => (process.env.DATABASE_URL ? 3_000 : 60_000);

/**
 * Runs a process of MediBook until it is told to stop. What `start` opens it defers on the stack: it stops the other way
 * round. What keeps it from starting is said in one sentence.
 */
export async function runProcess(start: (opened: AsyncDisposableStack) => Promise<void>): Promise<void> {
  const opened = new AsyncDisposableStack();
  let told = false;
  const starting = start(opened);
  whenTold(async () => {
    told = true;
    await Promise.race([starting.catch(() => {}), sleep(patienceOfStart())]);
    // What waits for a database that stands still does not end by itself.
    await Promise.race([opened.disposeAsync(), sleep(PATIENCE + patienceOfStart())]);
  });
  try {
    await starting;
  } catch (error) {
    // Told to stop, it has what it needs taken away.
    if (told) return;
    console.error(error instanceof Problem ? error.message : error);
    process.exitCode = 1;
    await Promise.race([opened.disposeAsync(), sleep(patienceOfStart())]).catch(() => {});
    process.exit(1);
  }
}

/** Settings, a database of this version with its connections, the log and the clinic's secrets. */
export async function openGround(opened: AsyncDisposableStack): Promise<Ground> {
  const config = configuration();
  const database = await openDatabase(config);
  opened.defer(() => database.close());
  await migrate(database.direct).catch(cannotMigrate);
  const db = connect(database.url, { max: config.DATABASE_POOL, pooled: database.pooled });
  opened.defer(() => db.sql.end({ timeout: 2 }));
  const log = makeLog(logLevel(config));
  const [missing] = await answered(database.url, Promise.all([warm(db), refuseZoneInDispute(db, horizonOf(config))]));
  if (missing > 0)
    log.warn({ missing }, 'PostgreSQL gives fewer connections than DATABASE_POOL: lower one or raise its');
  if (!(await givesUp(db)))
    log.warn('PostgreSQL has no statement_timeout behind this pooler: set it for the role, as the README says');
  await keepOfferRules(db, config);
  return { config, database, db, log, secrets: await secretsOf(config) };
}

/** Made with SECRET_KEY, or the key that is kept where none is set; what the keys before it made still counts. */
export async function secretsOf(config: Config): Promise<Secrets> {
  return makeSecrets(await secretKey(config), config.SECRET_KEY_BEFORE);
}

async function secretKey({ SECRET_KEY, DATA_FOLDER }: Config): Promise<string> {
  return (
    SECRET_KEY ?? (await keptSecret(join(DATA_FOLDER, 'secret-key')).catch((error) => cannotWrite(error, DATA_FOLDER)))
  );
}

/** The settings; what is wrong with them is a `Problem`. */
export function configuration(): Config {
  const read = readConfig(variables());
  if (!read.ok) throw new Problem(read.problems.join('\n'));
  return read.config;
}

/** A newcomer's terminal shows what is wrong and nothing else, unless LOG_LEVEL asks for more. */
function logLevel(config: Config): string {
  const newcomer = process.stdout.isTTY && !config.production && !process.env.LOG_LEVEL;
  return newcomer ? 'warn' : config.LOG_LEVEL;
}
