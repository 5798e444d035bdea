import type { Logger } from 'pino';
import type { WriterDeps } from '../mail/letters.ts';
import { openPost, PATIENCE } from '../mail/post.ts';
import { mailSender } from '../mail/send.ts';
import { AT_ONCE, startWorker } from './worker.ts';

/**
 * Every kind of job there is, done in this process. `url` leads to the database and not to a pooler. Resolves, when that has
 * begun, to how to stop. Without a mail server in production nothing is done: mail stays for a process that has one.
 */
export async function startJobs(
  deps: WriterDeps,
  url: string,
  log: Logger,
  { patience = PATIENCE, look }: { patience?: typeof PATIENCE | undefined; look?: number | undefined } = {},
): Promise<() => Promise<void>> {
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
