import { LetterHtml, letterText } from '../../views/mail/letter.tsx';
import type { Db } from '../db/client.ts';
import { NotYet } from '../jobs/worker.ts';
import { letters, type Outgoing, type WriterDeps } from './letters.ts';
import type { Post, Posted, Written } from './post.ts';

type Mail = { id: number; kind: string; recipient: string; about: Record<string, unknown>; ended: string | null };

/**
 * Sends the mail that a job names, and none that is being sent at that moment: a runner that was given up may still be at it.
 * Where `post` is null mail is kept to be read (`/dev/mail`). Throws `NotYet` where it is to be tried again.
 */
export function mailSender(deps: WriterDeps, post: Post | null) {
  const underWay = new Set<number>();
  return async (payload: unknown): Promise<void> => {
    const { mailId } = payload as { mailId: number };
    if (underWay.has(mailId)) throw new NotYet('it is being sent');
    underWay.add(mailId);
    await sendMail(deps, post, mailId).finally(() => underWay.delete(mailId));
  };
}

/** In the words that are true now; notes how it went. */
async function sendMail(deps: WriterDeps, post: Post | null, id: number): Promise<void> {
  const [mail] = await deps.db.sql<Mail[]>`SELECT id, kind, recipient, about, ended FROM mails WHERE id = ${id}`;
  if (!mail || mail.ended) return;
  const outgoing = await letters[mail.kind]!(mail.about, deps, mail.recipient);
  if (!outgoing) return ended(deps.db, id, 'needless');
  const written = inFull(mail, outgoing, deps);
  if (!post) return keep(deps.db, id, written);
  const posted = await post.give(written);
  if (posted.ok) return ended(deps.db, id, 'sent');
  await noteTrouble(deps.db, id, posted);
  if (posted.reason === 'later') throw new NotYet(posted.said, posted.code);
}

function inFull(
  mail: Mail,
  { letter, replyTo, thread, byHand, calendar }: Outgoing,
  { config, secrets }: WriterDeps,
): Written {
  const messageId = (name: string) => `<${name}@${config.sender.address.split('@')[1]}>`;
  return {
    id: messageId(`mail-${mail.id}.${secrets.seal('mail', String(mail.id))}`),
    to: mail.recipient,
    subject: letter.subject,
    html: String(LetterHtml({ letter, clinic: config.clinic })),
    text: letterText(letter, config.clinic),
    ...(replyTo && { replyTo }),
    ...(thread && { references: messageId(thread) }),
    ...(byHand && { byHand }),
    ...(calendar && { icalEvent: { ...calendar, filename: 'appointment.ics' } }),
  };
}

async function ended({ sql }: Db, id: number, how: 'sent' | 'needless'): Promise<void> {
  await sql`UPDATE mails SET ended = ${how}, ended_at = clock_timestamp(), trouble = NULL WHERE id = ${id} AND ended IS NULL`;
}

async function keep({ sql }: Db, id: number, written: Written): Promise<void> {
  await sql`
    UPDATE mails SET ended = 'sent', ended_at = clock_timestamp(), kept = ${JSON.stringify(written)}::text::jsonb
    WHERE id = ${id} AND ended IS NULL`;
}

async function noteTrouble({ sql }: Db, id: number, { reason, said }: Extract<Posted, { ok: false }>): Promise<void> {
  const refused = reason === 'refused';
  await sql`
    UPDATE mails SET trouble = ${said}, tried_at = clock_timestamp(),
      ended = ${refused ? 'refused' : null}, ended_at = CASE WHEN ${refused} THEN clock_timestamp() END
    WHERE id = ${id} AND ended IS NULL`;
}
