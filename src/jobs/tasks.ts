import type { Logger } from 'pino';
import { openGoogle } from '../google/access.ts';
import { checkClient, checkKeys, checkLeftovers, watched } from '../google/set-up.ts';
import { googleTasks } from '../google/tasks.ts';
import type { WriterDeps } from '../mail/letters.ts';
import { openPost, PATIENCE } from '../mail/post.ts';
import { mailSender } from '../mail/send.ts';
import { AT_ONCE, startWorker } from './worker.ts';

type Options = { patience?: typeof PATIENCE | undefined; look?: number | undefined };

/**
 * Every kind of job there is, done in this process: mail and calendars beside each other, so that neither waits for the other's
 * server. `url` leads to the database and not to a pooler. Resolves, when that has begun, to how to stop.
 */
export async function startJobs(
  deps: WriterDeps,
  url: string,
  log: Logger,
  options: Options = {},
): Promise<() => Promise<void>> {
  const stops = [await startMail(deps, url, log, options), startCalendars(deps, url, log, options)];
  return async () => void (await Promise.all(stops.map((stop) => stop())));
}

/** Without a mail server in production nothing is done: mail stays for a process that has one. */
async function startMail(deps: WriterDeps, url: string, log: Logger, { patience = PATIENCE, look }: Options) {
  if (deps.config.mail === 'none') return async () => {};
  const post = await openPost(deps.config, AT_ONCE, patience);
  void post?.check().then((trouble) => {
    if (trouble) log.error({ trouble }, 'the mail server cannot be used: mail waits, and is tried again and again');
    else log.info('the mail server is there and lets MediBook in');
  });
  const stop = startWorker({ tasks: { send_mail: mailSender(deps, post) }, db: deps.db, url, log, look });
  return async () => {
    await stop();
    post?.close();
  };
}

function startCalendars(deps: WriterDeps, url: string, log: Logger, { look }: Options) {
  const known = openGoogle(deps.config, deps.origin);
  const looked = known ? checkKeys(deps.db, deps.secrets, log) : checkLeftovers(deps.db, log);
  void looked.catch((error) => log.error({ err: error }, 'calendars were not looked at'));
  if (!known) return async () => {};
  const google = watched(known, log);
  void checkClient(google, log);
  return startWorker({ tasks: googleTasks({ ...deps, google }), db: deps.db, url, log, look });
}
