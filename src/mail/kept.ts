import type { Db } from '../db/client.ts';
import type { Written } from './post.ts';

/** A mail that was kept instead of sent. */
export type KeptMail = { id: number; endedAt: Temporal.Instant; kept: Written };

/** The last hundred, the last one first. */
export async function keptMails({ sql }: Db): Promise<KeptMail[]> {
  const mails = await sql<KeptMail[]>`
    SELECT id, ended_at AS "endedAt", kept FROM mails WHERE kept IS NOT NULL ORDER BY id DESC LIMIT 100`;
  return [...mails];
}

/** `id` as it stands in an address; null where no mail with it was kept. */
export async function keptMail({ sql }: Db, id: string): Promise<KeptMail | null> {
  if (!/^\d{1,15}$/.test(id)) return null;
  const [mail] = await sql<KeptMail[]>`
    SELECT id, ended_at AS "endedAt", kept FROM mails WHERE id = ${Number(id)} AND kept IS NOT NULL`;
  return mail ?? null;
}
