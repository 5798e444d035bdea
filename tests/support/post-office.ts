/** Workers of a test's own, on its database, that give mail to its mail server; and the passing of time for jobs. */
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { readConfig } from '../../src/config.ts';
import type { Db } from '../../src/db/client.ts';
import { makeSecrets } from '../../src/http/secrets.ts';
import { startJobs } from '../../src/jobs/tasks.ts';
import { makeLog } from '../../src/log.ts';
import { mailUpkeep } from '../../src/mail/keep-going.ts';
import type { WriterDeps } from '../../src/mail/letters.ts';
import type { PATIENCE } from '../../src/mail/post.ts';

export const origin = 'https://booking.example';

/** What mail is written with in tests; `smtp` is the mail server's address. */
export function writerDeps(db: Db, smtp?: string, settings: Record<string, string> = {}): WriterDeps {
  const read = readConfig({ PUBLIC_URL: origin, ...(smtp && { SMTP_URL: smtp }), ...settings });
  if (!read.ok) throw new Error(read.problems.join('\n'));
  return { db, config: read.config, secrets: makeSecrets('a secret of 32 characters or more, for tests'), origin };
}

/** Quicker to lose patience than MediBook is, by as much as a test can wait; a busy machine is slower than that now and then. */
export const impatient: typeof PATIENCE = {
  connectionTimeout: 400,
  greetingTimeout: 400,
  socketTimeout: 400,
  dnsTimeout: 400,
  wholeMail: 60_000,
};

/** Works until the test is over; returns how to stop it before. `look`: milliseconds between two looks whether jobs are run. */
export function work(
  deps: WriterDeps,
  url: string,
  {
    patience,
    look,
    log = makeLog('silent'),
  }: { patience?: typeof PATIENCE | undefined; look?: number | undefined; log?: ReturnType<typeof makeLog> } = {},
): () => Promise<void> {
  let stopped: Promise<void> | undefined;
  const stop = startJobs(deps, url, log, { patience, look });
  const once = () => (stopped ??= stop.then((stop) => stop()));
  onTestFinished(once);
  return once;
}

/** One look of everything that keeps mail going. */
export async function keepMailGoing(db: Db, hours: number[]): Promise<void> {
  for (const look of mailUpkeep(db, hours)) await look();
}

/** So many minutes have passed, for every job and every mail; what keeps mail going has looked, and what was due is tried. */
export async function minutesPass(db: Db, minutes: number): Promise<void> {
  await db.sql`UPDATE graphile_worker._private_jobs SET run_at = run_at - make_interval(mins => ${minutes}),
                 locked_at = locked_at - make_interval(mins => ${minutes})`;
  await db.sql`UPDATE mails SET created_at = created_at - make_interval(mins => ${minutes})`;
  await keepMailGoing(db, [48, 2]);
  // A worker that sleeps looks every two seconds by itself.
  await db.sql`SELECT pg_notify('jobs:insert', '{"r":"0","count":1}')`;
  await settled(db);
  await keepMailGoing(db, [48, 2]);
}

/** Waits until nothing is being sent and nothing could be. */
export async function settled({ sql }: Db): Promise<void> {
  for (;;) {
    const [row] = await sql`
      SELECT count(*) AS busy FROM graphile_worker.jobs WHERE locked_at IS NOT NULL OR (run_at <= now() AND attempts < max_attempts)`;
    if (row!.busy === 0) return;
    await sleep(20);
  }
}

export async function mailsOf({ sql }: Db) {
  const mails = await sql<
    { id: number; kind: string; recipient: string; ended: string | null; trouble: string | null }[]
  >`
    SELECT id, kind, recipient, ended, trouble FROM mails ORDER BY id`;
  return [...mails];
}

/** How often the job of the one waiting mail was tried, and in how many minutes it is tried next. */
export async function waiting({ sql }: Db) {
  const [row] = await sql<{ attempts: number; minutes: number }[]>`
    SELECT attempts, extract(epoch FROM run_at - now())::float / 60 AS minutes FROM graphile_worker.jobs ORDER BY run_at DESC LIMIT 1`;
  return row;
}
