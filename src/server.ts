import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { clockTime } from '../views/ui/when.ts';
import { createApp } from './app.tsx';
import { type Config, readConfig } from './config.ts';
import { answered } from './db/answered.ts';
import { connect, givesUp, warm } from './db/client.ts';
import { ensureDemoClinic } from './db/demo.ts';
import { migrate } from './db/migrate.ts';
import { cannotMigrate, cannotWrite, openDatabase } from './db/open.ts';
import { refuseZoneInDispute } from './db/zone.ts';
import { horizonOf } from './doctors/horizon.ts';
import { loadAssets } from './http/assets.ts';
import { listen } from './http/listen.ts';
import { makeSecrets } from './http/secrets.ts';
import { startBackground } from './jobs/background.ts';
import { keptSecret } from './kept-secret.ts';
import { startLive } from './live/live.ts';
import { makeLog } from './log.ts';
import { Problem } from './problem.ts';
import { whenTold } from './stop.ts';
import { variables } from './variables.ts';

/** Milliseconds that requests in flight get to finish when MediBook is told to stop; container engines kill after 10 s. */
const PATIENCE = 6_000;

/** Milliseconds that a start gets to finish when MediBook is told to stop; an embedded database, to be there or not. */
const patienceOfStart = () => (process.env.DATABASE_URL ? 3_000 : 60_000);

/** Everything that runs, in the order in which it started; it stops the other way round. */
const opened = new AsyncDisposableStack();
let told = false;

const starting = start();
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
  if (!told) {
    console.error(error instanceof Problem ? error.message : error);
    process.exitCode = 1;
    await Promise.race([opened.disposeAsync(), sleep(patienceOfStart())]).catch(() => {});
    process.exit(1);
  }
}

async function start(): Promise<void> {
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
  const demo = config.DEMO ?? database.embedded;
  if (demo) await ensureDemoClinic(db, config);

  const key =
    config.SECRET_KEY ??
    (await keptSecret(join(config.DATA_FOLDER, 'secret-key')).catch((error) => cannotWrite(error, config.DATA_FOLDER)));
  const assets = loadAssets(join(import.meta.dirname, 'static'));
  const live = startLive({
    listenUrl: database.direct,
    limits: { most: config.LIVE_STREAMS, mostOfAnAddress: config.LIVE_STREAMS_PER_ADDRESS },
    asOf: () => clockTime(Temporal.Now.instant(), config.clinic.timeZone),
    log,
  });
  opened.defer(() => live.close());
  const app = createApp({ db, config, log, assets, secrets: makeSecrets(key), live });
  opened.defer(startBackground(db, config, log, database));
  const server = await listen(app.fetch, config);
  opened.defer(() => server.close(PATIENCE));
  // Before that: streams are requests that never finish by themselves.
  opened.defer(() => live.streams.close());

  const url = config.PUBLIC_URL ?? server.url;
  const kind = [demo ? 'demo clinic' : config.clinic.name, database.embedded ? 'embedded database' : undefined];
  const ready = `MediBook is ready at ${url} (${kind.filter(Boolean).join(', ')}; Ctrl+C stops it)`;
  if (!config.production) return console.log(ready);
  if (database.embedded) return log.info(`${ready}. ${trialOf(demo)}`);
  if (!config.PUBLIC_URL)
    log.warn('PUBLIC_URL is not set: links are made from the address a visitor used, and cookies go without Secure');
  log.info(ready);
}

/** What a container that was given no settings says of itself. */
function trialOf(demo: boolean): string {
  return `This is a trial${demo ? ' with demo doctors' : ''} on the embedded database: for a clinic set DATABASE_URL, SECRET_KEY and PUBLIC_URL.`;
}

function configuration(): Config {
  const read = readConfig(variables());
  if (!read.ok) throw new Problem(read.problems.join('\n'));
  return read.config;
}

/** A newcomer's terminal shows what is wrong and nothing else, unless LOG_LEVEL asks for more. */
function logLevel(config: Config): string {
  const newcomer = process.stdout.isTTY && !config.production && !process.env.LOG_LEVEL;
  return newcomer ? 'warn' : config.LOG_LEVEL;
}
