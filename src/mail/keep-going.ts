import type { Db } from '../db/client.ts';

/**
 * What keeps mail going whatever happened to its jobs: reminders come due (`hours` before an appointment), forgotten mail gets
 * its job, pauses between tries stay short, mail of a worker that was killed is free again, and what arrived long ago is
 * deleted. Any number of processes may do it.
 */
export async function keepMailGoing({ sql }: Db, hours: number[]): Promise<void> {
  await sql`SELECT queue_reminders(${hours}), enqueue_forgotten_mail(), hurry_waiting_mail(), free_mail_of_dead_workers(), forget_old_mail()`;
}
