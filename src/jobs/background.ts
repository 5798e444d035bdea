import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { sweepHolds } from '../booking/sweep.ts';
import type { Config } from '../config.ts';
import { forgetSpam } from '../contact/message.ts';
import type { Db } from '../db/client.ts';
import type { OpenDatabase } from '../db/open.ts';
import { horizonOf, refreshDue, refreshHorizon } from '../doctors/horizon.ts';
import { calendarUpkeep } from '../google/keep-going.ts';
import { mailUpkeep, watchForNoWorker } from '../mail/keep-going.ts';
import { forgetSignIns } from '../patients/sign-in.ts';
import { sentence } from '../problem.ts';
import { endOldWaiting, passOffersOn } from '../waiting/offer.ts';

/** Milliseconds between two looks: open pages hear of a hold that ran out about this late. */
const EVERY = 1_000;

/** Milliseconds between two looks for what nobody waits for with a page open: mail that is due, entries and sessions that are over. */
const EVERY_SO_OFTEN = 10_000;

/**
 * What happens by itself in this process, each at its own pace: run-out holds are tidied up, and what was offered in vain is
 * passed on; a start and each new local day make the slots, and so does a gap that an old hold leaves in new hours; mail comes
 * due; what is over is forgotten. All may run in any number of processes and may fail: the next look tries again. Returns how
 * to stop; resolves after the looks under way, which hurry.
 */
export function startBackground(
  db: Db,
  config: Config,
  log: Logger,
  { revive }: Pick<OpenDatabase, 'revive'> = {},
): () => Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const horizon = { ...horizonOf(config), signal };
  let madeFor = '';

  const keepSlots = async () => {
    // The day by the clock that the slots are made by: the database's may be behind ours at midnight.
    const [now] = await db.sql<{ today: string }[]>`
      SELECT (now() AT TIME ZONE ${config.CLINIC_TIME_ZONE})::date::text AS today`;
    const { today } = now!;
    if (today === madeFor) return refreshDue(db, horizon);
    await refreshHorizon(db, horizon);
    madeFor = today;
  };
  const keepDatabase = async () => {
    if (await revive?.()) log.warn('the embedded database had ended and was started again');
  };
  const quick = [keepDatabase, () => passOffersOn(db), () => sweepHolds(db), keepSlots];
  const slow = [
    () => endOldWaiting(db),
    () => forgetSignIns(db),
    () => forgetSpam(db),
    ...mailUpkeep(db, config.mail === 'none' ? [] : config.REMINDERS),
    ...(config.mail === 'none' ? [] : [watchForNoWorker(db, log)]),
    ...(config.google ? calendarUpkeep(db) : []),
  ];
  const stopped = [
    ...quick.map((work) => again(work, EVERY, signal, log)),
    ...slow.map((work) => again(work, EVERY_SO_OFTEN, signal, log)),
  ];
  return async () => {
    stopping.abort();
    await Promise.all(stopped);
  };
}

/**
 * Does the work, and again a while after each time; resolves when `signal` is aborted and the last time is done. What
 * goes wrong is logged once, and once more when it is over.
 */
async function again(work: () => Promise<unknown>, every: number, signal: AbortSignal, log: Logger): Promise<void> {
  let wrong = '';
  while (await elapsed(every, signal)) {
    try {
      await work();
      if (wrong) log.warn('background work goes on again');
      wrong = '';
    } catch (error) {
      const now = kindOf(error);
      if (wrong !== now) log.error({ err: error }, 'background work failed and will be tried again');
      wrong = now;
    }
  }
}

/** PostgreSQL words one error differently from one connection to the next. */
const kindOf = (error: unknown): string => (error as { code?: string }).code ?? sentence(error);

/** True after this many milliseconds; false at once when told to stop. */
function elapsed(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  return sleep(milliseconds, true, { signal }).catch(() => false);
}
