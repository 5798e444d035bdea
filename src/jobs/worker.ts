import { setTimeout as sleep } from 'node:timers/promises';
import { Logger as GraphileLogger, type Runner, run, type TaskList } from 'graphile-worker';
import type pg from 'pg';
import type { Logger } from 'pino';
import type { Db } from '../db/client.ts';
import { openPgPool } from '../db/pg-pool.ts';

/** Jobs at once in this process: where one waits for a slow mail server, others go past it. */
export const AT_ONCE = 3;

/** Milliseconds until jobs are run anew, after they could not be. */
const PAUSE = 2_000;

/** Milliseconds between two looks whether jobs are run: one that is due for as long and is taken by nobody says no. */
const LOOK = 20_000;

/** Milliseconds that what is being sent gets to finish when MediBook is told to stop. */
const PATIENCE = 4_000;

/**
 * A job that could not be done for now, as is to be expected: it is tried again, and is no error of ours. `code` is what the
 * log may say of the reason; the message may have patients' words in it.
 */
export class NotYet extends Error {
  readonly code: string;
  /** The log has it already, once for all jobs that wait for the same. */
  readonly said: boolean;

  constructor(message: string, code = '', { said = false } = {}) {
    super(message);
    this.code = code;
    this.said = said;
  }
}

type WorkerOptions = {
  /** What is done for each kind of job. */
  tasks: TaskList;
  db: Db;
  /** Leads to the database and not to a pooler: it listens there. */
  url: string;
  log: Logger;
  look?: number | undefined;
};

/**
 * Runs the jobs that transactions left behind (graphile-worker), in this process, beside any number of others. Returns how to
 * stop.
 */
export function startWorker({ tasks, db, url, log, look = LOOK }: WorkerOptions): () => Promise<void> {
  const stopping = new AbortController();
  const running = (async () => {
    while (!stopping.signal.aborted) {
      let pool: pg.Pool | undefined;
      let runner: Runner | undefined;
      try {
        // One more than there are jobs, to listen.
        pool = openPgPool(url, AT_ONCE + 1);
        runner = await begin(tasks, pool, log);
        await ended(runner, { kinds: Object.keys(tasks), db, look, told: stopping.signal });
      } catch (error) {
        if (!stopping.signal.aborted) log.error({ err: error }, 'jobs are not run, and will be again');
      }
      await stop(runner, pool);
      await sleep(PAUSE, undefined, { signal: stopping.signal }).catch(() => {});
    }
  })();
  return async () => {
    stopping.abort();
    await running;
  };
}

type Watched = { kinds: string[]; db: Db; look: number; told: AbortSignal };

/**
 * Resolves when told to stop; throws when the runner has lost its connections, or does nothing although jobs are due. One that
 * had lost them, and a database that then refused them for a while, was seen to be connected again and do nothing for ever.
 */
async function ended(runner: Runner, { kinds, db, look, told }: Watched): Promise<void> {
  const over = new AbortController();
  const signal = AbortSignal.any([told, over.signal]);
  const lost = Promise.withResolvers<never>();
  let underWay = 0;
  let idle = false;
  runner.events.on('pool:listen:error', ({ error }) => lost.reject(error));
  runner.events.on('job:start', () => {
    underWay++;
    idle = false;
  });
  runner.events.on('job:complete', () => {
    underWay--;
  });
  const looking = (async () => {
    while (await sleep(look, true, { signal }).catch(() => false)) {
      // Of another kind are those that a newer version beside this one does.
      const [row] = await db.sql<{ due: boolean }[]>`
        SELECT EXISTS (SELECT FROM graphile_worker.jobs WHERE task_identifier = ANY (${kinds}) AND run_at < now() - make_interval(secs => ${look / 1000})
                       AND locked_at IS NULL AND attempts < max_attempts) AS due`;
      if (row!.due && idle) throw new Error('jobs are due and none was taken');
      // Else those that are due wait for those that are under way.
      idle = underWay === 0;
    }
  })();
  await Promise.race([runner.promise, lost.promise, looking]).finally(() => over.abort());
}

/** What was lost may never end by itself. */
async function stop(runner: Runner | undefined, pool: pg.Pool | undefined): Promise<void> {
  const stopped = async () => {
    await runner?.stop().catch(() => {}); // It may have stopped by itself.
    await pool?.end();
  };
  await Promise.race([stopped(), sleep(PATIENCE + 1_000, undefined, { ref: false })]);
}

async function begin(taskList: TaskList, pgPool: pg.Pool, log: Logger): Promise<Runner> {
  const runner = await run({
    taskList,
    pgPool,
    concurrency: AT_ONCE,
    parsedCronItems: [],
    noHandleSignals: true,
    gracefulShutdownAbortTimeout: PATIENCE,
    // Noted in batches, of one: what is noted otherwise, as the database goes away, is an error that nobody waits for, and
    // would end the process.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    logger: quiet(log),
  });
  runner.events.on('job:error', ({ job, error }) => {
    const about = { task: job.task_identifier, tries: job.attempts };
    if (error instanceof NotYet) {
      log[error.said ? 'debug' : 'warn']({ ...about, why: error.code }, 'a job waits, as it could not be done yet');
    } else log.error({ ...about, err: error }, 'a job failed and will be tried again');
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
