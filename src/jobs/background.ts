import type { Logger } from 'pino';
import { sweepHolds } from '../booking/sweep.ts';
import type { Config } from '../config.ts';
import type { Db } from '../db/client.ts';
import { refreshHorizon } from '../doctors/horizon.ts';

/** Milliseconds between two looks: open pages hear of a hold that ran out about this late. */
const EVERY = 1_000;

/**
 * What happens by itself in this process: run-out holds are tidied up; a start and each new local day make the slots. Both may
 * run in any number of processes and may fail: the next look tries again. Returns how to stop, after the look under way.
 */
export function startBackground(db: Db, config: Config, log: Logger): () => Promise<void> {
  const today = () => Temporal.Now.plainDateISO(config.CLINIC_TIME_ZONE).toString();
  let madeFor = '';
  let stopped = false;
  let timer: NodeJS.Timeout;
  let look = Promise.resolve();

  const next = () => {
    timer = setTimeout(() => {
      look = tick()
        .catch((error) => log.error({ err: error }, 'background work failed and will be tried again'))
        .then(() => (stopped ? undefined : next()));
    }, EVERY);
  };
  const tick = async () => {
    await sweepHolds(db);
    const day = today();
    if (day === madeFor) return;
    await refreshHorizon(db, { timeZone: config.CLINIC_TIME_ZONE, horizonDays: config.HORIZON_DAYS });
    madeFor = day;
  };
  next();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await look;
  };
}
