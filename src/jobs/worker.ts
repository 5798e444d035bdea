import { Logger as GraphileLogger, run, type TaskList } from 'graphile-worker';
import type { Logger } from 'pino';
import type { Desk } from '../mail/letters.ts';
import { openPost } from '../mail/post.ts';
import { NotYet, sendMail } from '../mail/send.ts';

/** Jobs at once in this process: a mail waits for a slow mail server, and others go past it. */
const AT_ONCE = 3;

/**
 * Runs the jobs that transactions left behind (graphile-worker), in this process, beside any number of others. `url` leads to
 * the database and not to a pooler: it listens there. Resolves, when it runs, to how to stop; what is being sent is waited for
 * for a while.
 */
export async function startWorker(desk: Desk, url: string, log: Logger): Promise<() => Promise<void>> {
  const post = desk.config.mail === 'smtp' ? openPost(desk.config) : null;
  const tasks: TaskList = {
    send_mail: (payload) => sendMail(desk, post, (payload as { mailId: number }).mailId),
  };
  const runner = await run({
    connectionString: url,
    taskList: tasks,
    concurrency: AT_ONCE,
    maxPoolSize: AT_ONCE,
    noHandleSignals: true,
    parsedCronItems: [],
    logger: workerLog(log),
    gracefulShutdownAbortTimeout: 4_000,
  });
  runner.events.on('job:error', ({ job, error }) => {
    if (error instanceof NotYet)
      log.warn({ task: job.task_identifier, tries: job.attempts }, 'mail waits: the mail server did not take it');
    else log.error({ err: error, task: job.task_identifier, tries: job.attempts }, 'a job failed');
  });
  // Its own end, such as a database that is away for long, is told; a stop is not one.
  runner.promise.catch((error) => log.error({ err: error }, 'jobs are not run any more'));
  return async () => {
    await runner.stop();
    post?.close();
  };
}

/** Only its warnings: what it says of a job has words of patients in it. */
const workerLog = (log: Logger) =>
  new GraphileLogger(() => (level, message) => {
    if (level === 'error' || level === 'warning') log.debug({ worker: level }, message.split('\n')[0]);
  });
