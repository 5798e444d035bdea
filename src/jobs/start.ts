import type { Logger } from 'pino';
import { sweepHolds } from '../booking/sweep.ts';
import type { Config } from '../config.ts';
import type { Db } from '../db/client.ts';
import { repeat } from './repeat.ts';

/** Milliseconds between two sweeps; how late one is matters to nobody's booking. */
const SWEEP_PAUSE = 5_000;

/** What happens by itself in every process. Each job does no harm when other processes do it too, or when it is late. */
export function startJobs(db: Db, _config: Config, log: Logger): { stop(): Promise<void> } {
  const jobs = [
    repeat(
      SWEEP_PAUSE,
      () => sweepHolds(db),
      (error) => log.error(error, 'the sweep failed; it is tried again'),
    ),
  ];
  return {
    async stop() {
      await Promise.all(jobs.map((job) => job.stop()));
    },
  };
}
