import type { Db } from '../db/client.ts';

/** Somebody waits for these, and for no revocation. */
const HURRIED = ['write_google_event', 'read_busy_times'];
const KINDS = [...HURRIED, 'revoke_google'];

/** Minutes: nothing that is asked of Google takes longer than two. */
const LONGEST_MINUTES = 4;

/**
 * What keeps calendars going whatever happened to their jobs, as `mailUpkeep` does for mail: each to be done again and again, by
 * itself, by any number of processes.
 */
export const calendarUpkeep = ({ sql }: Db): (() => Promise<unknown>)[] => [
  async () => sql`SELECT find_missing_events()`,
  async () => sql`SELECT enqueue_forgotten_events()`,
  async () => sql`SELECT enqueue_busy_readings()`,
  async () => sql`SELECT hurry_jobs(${HURRIED})`,
  async () => sql`SELECT free_jobs_of_dead_workers(${KINDS}, ${LONGEST_MINUTES})`,
  async () => sql`SELECT forget_old_events()`,
  async () => sql`SELECT disconnect_idle()`,
];
