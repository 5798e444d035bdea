import { join } from 'node:path';
import { clockTime } from '../views/ui/when.ts';
import { createApp } from './app.tsx';
import type { Config } from './config.ts';
import { ensureDemoClinic } from './db/demo.ts';
import { loadAssets } from './http/assets.ts';
import { listen } from './http/listen.ts';
import { startBackground } from './jobs/background.ts';
import { startJobs } from './jobs/tasks.ts';
import { startLive } from './live/live.ts';
import { openGround, PATIENCE, runProcess } from './process.ts';

await runProcess(async (opened) => {
  const { config, database, db, log, secrets } = await openGround(opened);
  const demo = config.DEMO ?? database.embedded;
  if (demo) await ensureDemoClinic(db, config);

  const assets = loadAssets(join(import.meta.dirname, 'static'));
  const live = startLive({
    listenUrl: database.direct,
    limits: { most: config.LIVE_STREAMS, mostOfAnAddress: config.LIVE_STREAMS_PER_ADDRESS },
    asOf: () => clockTime(Temporal.Now.instant(), config.clinic.timeZone),
    log,
  });
  opened.defer(() => live.close());
  const app = createApp({ db, config, log, assets, secrets, live });
  opened.defer(startBackground(db, config, log, database));
  const server = await listen(app.fetch, config);
  const url = config.PUBLIC_URL ?? server.url;
  if (config.JOBS) opened.defer(await startJobs({ db, config, secrets, origin: url }, database.direct, log));
  opened.defer(() => server.close(PATIENCE));
  // Before that: streams are requests that never finish by themselves.
  opened.defer(() => live.streams.close());

  const kind = [demo ? 'demo clinic' : config.clinic.name, database.embedded ? 'embedded database' : undefined];
  const ready = `MediBook is ready at ${url} (${kind.filter(Boolean).join(', ')}; Ctrl+C stops it)`;
  if (!config.production) return console.log(ready);
  if (database.embedded) return log.info(`${ready}. ${trialOf(demo)}`);
  if (!config.PUBLIC_URL)
    log.warn('PUBLIC_URL is not set: links are made from the address a visitor used, and cookies go without Secure');
  if (config.mail === 'none') log.warn('SMTP_URL is not set: no patient is sent mail, and none is reminded');
  if (config.google?.endpoint)
    log.warn('GOOGLE_ENDPOINT is set: it has Google’s place, and nothing is written to a calendar at Google');
  if (config.deskPassword === null) log.warn(withoutDesk(config));
  log.info(ready);
});

function withoutDesk({ mail }: Config): string {
  const rest =
    mail === 'none' ? 'nor mail, so that nobody can write to it' : 'and nobody sees which mail does not arrive';
  return `DESK_PASSWORD is not set: the front desk has no pages, ${rest}`;
}

/** What a container that was given no settings says of itself. */
function trialOf(demo: boolean): string {
  return `This is a trial${demo ? ' with demo doctors' : ''} on the embedded database: for a clinic set DATABASE_URL, SECRET_KEY and PUBLIC_URL.`;
}
