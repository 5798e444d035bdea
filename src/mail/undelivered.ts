import type { Db } from '../db/client.ts';

/** Minutes after which a mail that waits is worth a look. */
export const LATE_MINUTES = 15;

/** A mail that did not arrive. `refused`: it never will as it is; `late`: it is still tried. */
export type Undelivered = {
  id: number;
  kind: string;
  recipient: string;
  state: 'refused' | 'late';
  createdAt: Temporal.Instant;
  /** What the mail server said, or what went wrong; null where it was not tried yet. */
  trouble: string | null;
  /** Of the appointment that it is about, where it is about one. */
  appointment: { reference: string; patient: string; phone: string | null } | null;
};

/** Mail that the front desk should know of, the oldest first, at most `limit`. */
export async function undeliveredMail(db: Db, limit: number): Promise<Undelivered[]> {
  const mails = await db.sql<Undelivered[]>`
    SELECT m.id, m.kind, m.recipient, m.created_at AS "createdAt", COALESCE(m.trouble, j.last_error) AS trouble,
           CASE WHEN m.ended = 'refused' THEN 'refused' ELSE 'late' END AS state,
           CASE WHEN a.id IS NOT NULL THEN jsonb_build_object(
             'reference', a.reference, 'patient', a.intake->>'name', 'phone', a.intake->>'phone') END AS appointment
    FROM mails m LEFT JOIN appointments a ON a.id = (m.about->>'appointmentId')::bigint
    LEFT JOIN graphile_worker.jobs j ON j.key = 'mail ' || m.id
    WHERE ${undelivered(db)} ORDER BY m.created_at, m.id LIMIT ${limit}`;
  return [...mails];
}

export async function countUndelivered(db: Db): Promise<number> {
  const [row] = await db.sql<{ count: number }[]>`SELECT count(*) FROM mails m WHERE ${undelivered(db)}`;
  return row!.count;
}

/** Tries it again now, whatever was said of it before; one that is being sent at this moment is left to that. */
export async function sendAgain({ sql }: Db, id: number): Promise<void> {
  await sql`
    WITH again AS (
      UPDATE mails SET ended = NULL, ended_at = NULL, dealt_at = NULL WHERE id = ${id} AND ended IS DISTINCT FROM 'sent'
        AND NOT EXISTS (SELECT FROM graphile_worker.jobs WHERE key = 'mail ' || mails.id AND locked_at IS NOT NULL)
      RETURNING id
    ) SELECT enqueue_mail(id)::text FROM again`;
}

/** The front desk has seen to it otherwise, such as by a call: it is on the list no more. */
export async function dealtWith({ sql }: Db, id: number): Promise<void> {
  await sql`UPDATE mails SET dealt_at = clock_timestamp() WHERE id = ${id}`;
}

const undelivered = ({ sql }: Db) => sql`
  m.dealt_at IS NULL AND (m.ended = 'refused'
    OR (m.ended IS NULL AND m.created_at < now() - make_interval(mins => ${LATE_MINUTES})))`;
