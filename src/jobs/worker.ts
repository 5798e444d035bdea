import { setTimeout as sleep } from 'node:timers/promises';
import { Logger as GraphileLogger, type Runner, run, type TaskList } from 'graphile-worker';
import type { Logger } from 'pino';
import { forPg } from '../db/for-pg.ts';
import type { Desk } from '../mail/letters.ts';
import type { Post } from '../mail/post.ts';
import { NotYet, sendMail } from '../mail/send.ts';

/** Jobs at once in this process: where a mail waits for a slow mail server, others go past it. */
const AT_ONCE = 3;

/** Milliseconds until the next try, where graphile-worker could not begin or came to an end: it outlives a database that is away. */
const PAUSE = 2_000;

/** Milliseconds that what is being sent gets to finish when MediBook is told to stop. */
const PATIENCE = 4_000;

/**
 * Runs the jobs that transactions left behind (graphile-worker), in this process, beside any number of others. `url` leads to
 * the database and not to a pooler: it listens there. `post` is null where mail is kept. Returns how to stop.
 */
export function startWorker(desk: Desk, post: Post | null, url: string, log: Logger): () => Promise<void> {
  const tasks: TaskList = { send_mail: (payload) => sendMail(desk, post, (payload as { mailId: number }).mailId) };
  const stopping = new AbortController();
  let runner: Runner | undefined;

  const running = (async () => {
    while (!stopping.signal.aborted) {
      try {
        runner = await begin(tasks, url, log);
        if (stopping.signal.aborted) await runner.stop();
        await runner.promise;
      } catch (error) {
        if (!stopping.signal.aborted) log.error({ err: error }, 'jobs stopped and will be run again');
      }
      await sleep(PAUSE, undefined, { signal: stopping.signal }).catch(() => {});
    }
  })();
  return async () => {
    stopping.abort();
    await runner?.stop().catch(() => {}); // It may have stopped by itself.
    await running;
    post?.close();
  };
}

async function begin(taskList: TaskList, url: string, log: Logger): Promise<Runner> {
  const runner = await run({
    taskList,
    connectionString: forPg(url),
    concurrency: AT_ONCE,
    maxPoolSize: AT_ONCE,
    parsedCronItems: [],
    noHandleSignals: true,
    gracefulShutdownAbortTimeout: PATIENCE,
    logger: quiet(log),
  });
  runner.events.on('job:error', ({ job, error }) => {
    const about = { task: job.task_identifier, tries: job.attempts };
    if (error instanceof NotYet) log.warn(about, 'a mail waits, as the mail server did not take it');
    else log.error({ ...about, err: error }, 'a job failed and will be tried again');
  });
  return runner;
}

/** What it says of jobs has patients' words in it: those stay out of the log. */
const quiet = (log: Logger) =>
  new GraphileLogger(
    ({ label }) =>
      (level) =>
        log.trace({ worker: label }, level),
  );
