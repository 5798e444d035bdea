import type { Logger } from 'pino';
import type { Db } from '../db/client.ts';
import { LATE_MINUTES } from './undelivered.ts';

const KINDS = ['send_mail'];

/** Minutes: nothing is sent for longer than fourteen (post.ts). */
const LONGEST_MINUTES = 15;

/**
 * What keeps mail going whatever happened to its jobs: reminders come due (`hours` before an appointment), forgotten mail gets
 * its job, pauses between tries stay short, mail of a worker that was killed is free again, and what is long past is deleted.
 * Each to be done again and again, by itself: one that fails holds up no other. Any number of processes may do it.
 */
export const mailUpkeep = ({ sql }: Db, hours: number[]): (() => Promise<unknown>)[] => [
  async () => sql`SELECT queue_reminders(${hours})`,
  async () => sql`SELECT enqueue_forgotten_mail()`,
  async () => sql`SELECT hurry_jobs(${KINDS})`,
  async () => sql`SELECT free_jobs_of_dead_workers(${KINDS}, ${LONGEST_MINUTES})`,
  async () => sql`SELECT forget_old_mail()`,
  async () => sql`SELECT forget_jobs_given_up()`,
];

/** To be called again and again: says in the log, once, when mail is late that nothing has tried to send yet. */
export function watchForNoWorker({ sql }: Db, log: Logger): () => Promise<void> {
  let said = false;
  return async () => {
    const [row] = await sql<{ untried: number }[]>`
      SELECT count(*) AS untried FROM mails m JOIN graphile_worker.jobs j ON j.key = 'mail ' || m.id
      WHERE m.ended IS NULL AND m.created_at < now() - make_interval(mins => ${LATE_MINUTES}) AND j.attempts = 0`;
    const { untried } = row!;
    if (untried > 0 && !said)
      log.error(
        { mails: untried },
        'mail waits and nothing tries to send it: no MediBook with JOBS=true runs, and no worker',
      );
    said = untried > 0;
  };
}
