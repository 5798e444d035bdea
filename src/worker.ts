import { startBackground } from './jobs/background.ts';
import { startJobs } from './jobs/tasks.ts';
import { Problem } from './problem.ts';
import { openGround, runProcess } from './process.ts';

/** `npm run worker`: mail, reminders and calendars in a process of their own, for those who split it; any number of them. */
await runProcess(async (opened) => {
  const { config, database, db, log, secrets } = await openGround(opened);
  if (config.mail === 'none' && !config.google)
    throw new Problem(
      'SMTP_URL or GOOGLE_CLIENT_ID must be set for a worker: it sends mail and writes calendars, and nothing else.',
    );
  const origin = config.PUBLIC_URL ?? `http://${config.HOST}:${config.PORT}`;
  opened.defer(startBackground(db, config, log, database));
  opened.defer(await startJobs({ db, config, secrets, origin }, database.direct, log));
  const ready = 'MediBook’s worker is ready (Ctrl+C stops it)';
  if (config.production) log.info(ready);
  else console.log(ready);
});
