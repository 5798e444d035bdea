import { createHash } from 'node:crypto';
import { newReference } from '../booking/reference.ts';
import type { Db } from '../db/client.ts';
import { LATE_MINUTES } from '../mail/undelivered.ts';

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
  /** The number of the last answer; 0 while there is none. */
  answers: number;
  /** The last one; null where it was answered otherwise, such as by phone. */
  answer: string | null;
  answeredAt: Temporal.Instant | null;
};

/**
 * How it stands with an answer: `otherwise`: not given by mail; else what became of the mail with it. `late`, `refused`: it is
 * among those that did not arrive; `dealt`: it was; `unmailed`: no mail is sent from here.
 */
export type AnswerState = 'otherwise' | 'sent' | 'waits' | 'late' | 'refused' | 'dealt' | 'unmailed';
export type Answer = {
  id: number;
  nth: number;
  answer: string | null;
  createdAt: Temporal.Instant;
  state: AnswerState;
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
    open: db.sql`last.nth IS NULL AND NOT m.suspected`,
    answered: db.sql`last.nth IS NOT NULL AND NOT m.suspected`,
    suspected: db.sql`m.suspected`,
  };
  const rest: Fragment =
    list === 'open'
      ? db.sql`ORDER BY m.created_at, m.id LIMIT ${limit} OFFSET ${offset}`
      : db.sql`ORDER BY COALESCE(last.created_at, m.created_at) DESC, m.id DESC LIMIT ${limit} OFFSET ${offset}`;
  return messages(db, which[list], rest);
}

export async function countMessages({ sql }: Db): Promise<Record<List, number>> {
  const [counts] = await sql<Record<List, number>[]>`
    SELECT count(*) FILTER (WHERE NOT answered AND NOT suspected) AS open,
           count(*) FILTER (WHERE answered AND NOT suspected) AS answered,
           count(*) FILTER (WHERE suspected) AS suspected
    FROM (SELECT suspected, m.id IN (SELECT message_id FROM answers) AS answered FROM messages m) AS each`;
  return counts!;
}

/** What was answered to a message, from the first on. */
export async function answersOf({ sql }: Db, messageId: number): Promise<Answer[]> {
  const answers = await sql<Answer[]>`
    SELECT a.id, a.nth, a.answer, a.created_at AS "createdAt",
           CASE WHEN a.answer IS NULL THEN 'otherwise'
                WHEN m.ended = 'needless' THEN 'unmailed'
                -- mail that arrived is forgotten after a while
                WHEN m.id IS NULL OR m.ended = 'sent' THEN 'sent'
                WHEN m.dealt_at IS NOT NULL THEN 'dealt'
                WHEN m.ended = 'refused' THEN 'refused'
                WHEN m.created_at < now() - make_interval(mins => ${LATE_MINUTES}) THEN 'late'
                ELSE 'waits' END AS state
    FROM answers a LEFT JOIN mails m ON m.key = 'answer ' || a.id
    WHERE a.message_id = ${messageId} ORDER BY a.nth`;
  return [...answers];
}

/** The words of an answer, as a mail names it. */
export async function answerWithId({ sql }: Db, id: number): Promise<string | null> {
  const [found] = await sql<{ answer: string | null }[]>`SELECT answer FROM answers WHERE id = ${id}`;
  return found?.answer ?? null;
}

export type AnswerOutcome = { ok: true } | { ok: false; reason: 'answered' };

/**
 * Keeps the answer and queues a mail of it to who wrote, or only notes that it was answered (null). `seen`: the number of the
 * last answer that whoever writes this one knows of. `answered`: somebody was quicker; nothing changes.
 */
export async function answerMessage(
  { sql }: Db,
  id: number,
  { answer, seen }: { answer: string | null; seen: number },
): Promise<AnswerOutcome> {
  // Two who see the same last answer write one with the same number: the second finds that it is there.
  const [done] = await sql`
    WITH answered AS (
      INSERT INTO answers (message_id, nth, answer)
      SELECT ${id}, nth + 1, ${answer}
      FROM (SELECT COALESCE(max(nth), 0) AS nth FROM answers WHERE message_id = ${id}) AS last WHERE nth <= ${seen}
      ON CONFLICT DO NOTHING RETURNING id, answer
    ), cleared AS (
      UPDATE messages SET suspected = false WHERE id = ${id} AND suspected AND EXISTS (SELECT FROM answered)
    )
    SELECT CASE WHEN a.answer IS NOT NULL THEN
      queue_mail('answer', m.email, jsonb_build_object('messageId', m.id, 'answerId', a.id), 'answer ' || a.id)::text END
    FROM answered a JOIN messages m ON m.id = ${id}`;
  return done ? { ok: true } : { ok: false, reason: 'answered' };
}

/** It was not answered otherwise after all; only where that is the last, and the one that was seen. */
export async function undoAnswer({ sql }: Db, id: number, seen: number): Promise<void> {
  await sql`
    DELETE FROM answers a WHERE message_id = ${id} AND nth = ${seen} AND answer IS NULL
      AND NOT EXISTS (SELECT FROM answers later WHERE later.message_id = a.message_id AND later.nth > a.nth)`;
}

/** A person did write it: now it is mailed to `clinicEmail`, as it would have been at once. */
export async function clearSuspicion({ sql }: Db, id: number, clinicEmail: string): Promise<void> {
  await sql`
    WITH cleared AS (UPDATE messages SET suspected = false WHERE id = ${id} AND suspected RETURNING id)
    SELECT queue_mail('message', ${clinicEmail}, jsonb_build_object('messageId', id), 'message ' || id)::text FROM cleared`;
}

/** Deletes what seemed to be spam and nobody said otherwise of in three months. What people wrote is the practice's, and stays. */
export async function forgetSpam({ sql }: Db): Promise<void> {
  await sql`DELETE FROM messages WHERE suspected AND created_at < now() - interval '90 days'`;
}

type Fragment = ReturnType<Db['sql']>;

const messages = ({ sql }: Db, which: Fragment, rest: Fragment) => sql<Message[]>`
  SELECT m.id, m.reference, m.name, m.email, m.topic, m.message, m.suspected, m.created_at AS "createdAt",
         COALESCE(last.nth, 0) AS answers, last.answer, last.created_at AS "answeredAt"
  FROM messages m LEFT JOIN LATERAL (
    SELECT nth, answer, created_at FROM answers WHERE message_id = m.id ORDER BY nth DESC LIMIT 1
  ) AS last ON true
  WHERE ${which} ${rest}`;
