import { createHash } from 'node:crypto';
import { newReference } from '../booking/reference.ts';
import type { Db } from '../db/client.ts';

export const TOPICS = ['appointment', 'document', 'fees', 'website', 'other'] as const;
export type Topic = (typeof TOPICS)[number];

/** As it was typed, by the rules of rules.ts. */
export type Written = { name: string; email: string; topic: Topic; message: string };

/** `suspected`: a program seems to have written it. `formId`: random for each page with the form. */
export type Sent = Written & { formId: string; suspected: boolean };

export type Message = Written & {
  id: number;
  reference: string;
  suspected: boolean;
  createdAt: Temporal.Instant;
  /** Null where it was answered otherwise, such as by phone. */
  answer: string | null;
  answeredAt: Temporal.Instant | null;
};

/**
 * Keeps the message, and queues a mail of it to `clinicEmail` unless it is suspected; its reference. The same form again is the
 * same message, unless something else is written on it: who went back to it has more to say. `draw`: the next reference to try.
 */
export async function keepMessage({ sql }: Db, sent: Sent, clinicEmail: string, draw = newReference): Promise<string> {
  const formId = idOf(sent);
  for (;;) {
    const reference = draw();
    // A form that is sent twice at once is seen by the second only when it looks again.
    const [kept] = await sql<{ reference: string }[]>`
      WITH kept AS (
        INSERT INTO messages (reference, form_id, name, email, topic, message, suspected)
        VALUES (${reference}, ${formId}, ${sent.name}, ${sent.email}, ${sent.topic}, ${sent.message}, ${sent.suspected})
        ON CONFLICT DO NOTHING RETURNING id, reference, suspected
      ), told AS (
        SELECT reference, CASE WHEN NOT suspected THEN
          queue_mail('message', ${clinicEmail}, jsonb_build_object('messageId', id), 'message ' || id)::text END FROM kept
      )
      SELECT reference FROM told UNION ALL SELECT reference FROM messages WHERE form_id = ${formId} LIMIT 1`;
    if (kept) return kept.reference;
  }
}

const idOf = ({ formId, name, email, topic, message }: Sent) =>
  createHash('sha256')
    .update(JSON.stringify([formId, name, email, topic, message]))
    .digest('hex');

export async function findMessage(db: Db, reference: string): Promise<Message | null> {
  const [message] = await messages(db, db.sql`m.reference = ${reference}`, db.sql`LIMIT 1`);
  return message ?? null;
}

/** By its number, as a mail names it. */
export async function messageWithId(db: Db, id: number): Promise<Message | null> {
  const [message] = await messages(db, db.sql`m.id = ${id}`, db.sql`LIMIT 1`);
  return message ?? null;
}

export const LISTS = ['open', 'answered', 'suspected'] as const;
export type List = (typeof LISTS)[number];

/** Messages of a list, at most `limit` after the first `offset`: what is open from the oldest on, the rest from the latest on. */
export function listMessages(
  db: Db,
  list: List,
  { limit, offset }: { limit: number; offset: number },
): Promise<Message[]> {
  const which: Record<List, Fragment> = {
    open: db.sql`m.answered_at IS NULL AND NOT m.suspected`,
    answered: db.sql`m.answered_at IS NOT NULL AND NOT m.suspected`,
    suspected: db.sql`m.suspected`,
  };
  const rest: Fragment =
    list === 'open'
      ? db.sql`ORDER BY m.created_at, m.id LIMIT ${limit} OFFSET ${offset}`
      : db.sql`ORDER BY m.created_at DESC, m.id DESC LIMIT ${limit} OFFSET ${offset}`;
  return messages(db, which[list], rest);
}

export async function countMessages({ sql }: Db): Promise<Record<List, number>> {
  const [counts] = await sql<Record<List, number>[]>`
    SELECT count(*) FILTER (WHERE answered_at IS NULL AND NOT suspected) AS open,
           count(*) FILTER (WHERE answered_at IS NOT NULL AND NOT suspected) AS answered,
           count(*) FILTER (WHERE suspected) AS suspected FROM messages`;
  return counts!;
}

export type AnswerOutcome = { ok: true } | { ok: false; reason: 'answered' };

/**
 * Keeps the answer and queues a mail of it to who wrote, or only notes that it was answered (null). `answered`: somebody was
 * quicker; nothing changes.
 */
export async function answerMessage({ sql }: Db, id: number, answer: string | null): Promise<AnswerOutcome> {
  const [done] = await sql`
    WITH answered AS (
      UPDATE messages SET answer = ${answer}, answered_at = clock_timestamp(), suspected = false
      WHERE id = ${id} AND answered_at IS NULL RETURNING id, email, answer
    )
    SELECT CASE WHEN answer IS NOT NULL THEN
      queue_mail('answer', email, jsonb_build_object('messageId', id), 'answer ' || id)::text END FROM answered`;
  return done ? { ok: true } : { ok: false, reason: 'answered' };
}

/** A person did write it. */
export async function clearSuspicion({ sql }: Db, id: number): Promise<void> {
  await sql`UPDATE messages SET suspected = false WHERE id = ${id}`;
}

type Fragment = ReturnType<Db['sql']>;

const messages = ({ sql }: Db, which: Fragment, rest: Fragment) => sql<Message[]>`
  SELECT m.id, m.reference, m.name, m.email, m.topic, m.message, m.suspected, m.created_at AS "createdAt", m.answer,
         m.answered_at AS "answeredAt"
  FROM messages m WHERE ${which} ${rest}`;
