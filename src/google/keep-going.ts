import type { Db } from '../db/client.ts';

/**
 * What keeps calendars going whatever happened to their jobs, as `mailUpkeep` does for mail: each to be done again and again, by
 * itself, by any number of processes.
 */
export const calendarUpkeep = ({ sql }: Db): (() => Promise<unknown>)[] => [
  async () => sql`SELECT find_missing_events()`,
  async () => sql`SELECT enqueue_forgotten_events()`,
  async () => sql`SELECT enqueue_busy_readings()`,
  async () => sql`SELECT hurry_waiting_events()`,
  async () => sql`SELECT free_events_of_dead_workers()`,
  async () => sql`SELECT forget_old_events()`,
  async () => sql`SELECT disconnect_idle()`,
];
