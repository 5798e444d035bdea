import type { Db } from '../db/client.ts';

/** Minutes after which a mail that waits is worth a look. */
export const LATE_MINUTES = 15;

/**
 * A mail that did not arrive. `refused`: it never will as it is; `late`: it is still tried; `given-up`: it is not, any more;
 * `untried`: nothing has tried to send it. What is null is not known, or the mail is not about such a thing.
 */
export type Undelivered = {
  id: number;
  kind: string;
  recipient: string;
  state: 'refused' | 'late' | 'given-up' | 'untried';
  createdAt: Temporal.Instant;
  /** What the mail server said, or what went wrong. */
  trouble: string | null;
  /** The mail server said that nobody has this address. */
  unknownAddress: boolean;
  /** Whom it is to: the patient, who booked for them, who wrote, or the doctor. */
  name: string | null;
  phone: string | null;
  /** Of the appointment, or of the time that is offered. */
  doctor: string | null;
  startsAt: Temporal.Instant | null;
  reference: string | null;
  patient: string | null;
  status: 'scheduled' | 'completed' | 'cancelled' | 'no-show' | null;
  heldUntil: Temporal.Instant | null;
  /** The reference of a message. */
  message: string | null;
};

/** Mail that the front desk should know of, the oldest first, at most `limit`. */
export async function undeliveredMail(db: Db, limit: number): Promise<Undelivered[]> {
  const mails = await db.sql<Omit<Undelivered, 'unknownAddress'>[]>`
    SELECT m.id, m.kind, m.recipient, m.created_at AS "createdAt", COALESCE(m.trouble, j.last_error) AS trouble,
           CASE WHEN m.ended = 'refused' THEN 'refused'
                WHEN j.locked_at IS NULL AND j.attempts >= j.max_attempts THEN 'given-up'
                WHEN m.tried_at IS NULL AND COALESCE(j.attempts, 0) = 0 THEN 'untried'
                ELSE 'late' END AS state,
           COALESCE(person.said->>'name', g.name, own.name) AS name, person.said->>'phone' AS phone,
           d.name AS doctor, COALESCE(a.starts_at, s.starts_at) AS "startsAt", a.reference, a.intake->>'name' AS patient, a.status,
           o.told_until AS "heldUntil", g.reference AS message
    FROM mails m LEFT JOIN graphile_worker.jobs j ON j.key = 'mail ' || m.id
    LEFT JOIN appointments a ON a.id = (m.about->>'appointmentId')::bigint
    LEFT JOIN offers o ON o.id = m.about->>'offerId'
    LEFT JOIN waiting w ON w.id = COALESCE(o.waiting_id, (m.about->>'waitingId')::bigint)
    LEFT JOIN messages g ON g.id = (m.about->>'messageId')::bigint
    LEFT JOIN time_slots s ON s.id = o.slot_id
    LEFT JOIN doctors d ON d.id = COALESCE(a.doctor_id, s.doctor_id, w.doctor_id)
    LEFT JOIN doctors own ON own.id = (m.about->>'doctorId')::bigint
    CROSS JOIN LATERAL (
      SELECT CASE WHEN lower(m.recipient) = lower(a.booked_by->>'email') AND lower(m.recipient) <> lower(a.intake->>'email')
                  THEN a.booked_by ELSE COALESCE(a.intake, w.intake) END AS said
    ) AS person
    WHERE ${undelivered(db)} ORDER BY m.created_at, m.id LIMIT ${limit}`;
  return mails.map((mail) => ({ ...mail, unknownAddress: isUnknownAddress(mail.trouble) }));
}

/** A 550 to the recipient is of a mailbox that is not there (RFC 5321, 4.2.3); with 5.7, of a rule (RFC 3463, 3.8). */
const isUnknownAddress = (trouble: string | null) => /(^|rejected: )550(?![ -]5\.7\.)\b/.test(trouble ?? '');

export async function countUndelivered(db: Db): Promise<number> {
  const [row] = await db.sql<{ count: number }[]>`SELECT count(*) FROM mails m WHERE ${undelivered(db)}`;
  return row!.count;
}

/** The addresses, in small letters, that refused the mail of how this appointment is now. */
export async function refusedBy({ sql }: Db, appointment: { id: number; sequence: number }): Promise<string[]> {
  const mails = await sql<{ recipient: string }[]>`
    SELECT DISTINCT lower(recipient) AS recipient FROM mails
    WHERE about->>'appointmentId' = ${String(appointment.id)} AND about->>'sequence' = ${String(appointment.sequence)}
      AND kind <> 'reminder' AND ended = 'refused'`;
  return mails.map(({ recipient }) => recipient);
}

/**
 * `dealt`: somebody else has seen to it; `arrived`: it was sent meanwhile; `needless`: what it was to say is true no more;
 * `sending`: it is being sent at this moment; `gone`: there is no such mail. Nothing changes.
 */
export type NotDone = 'dealt' | 'arrived' | 'needless' | 'sending' | 'gone';
export type SeenTo = { ok: true } | { ok: false; reason: NotDone };

/** Tries it again now, whatever was said of it before; one that is being sent at this moment is left to that. */
export async function sendAgain(db: Db, id: number): Promise<SeenTo> {
  const [done] = await db.sql`
    WITH again AS (
      UPDATE mails SET ended = NULL, ended_at = NULL WHERE id = ${id} AND ${standing(db)}
        AND NOT EXISTS (SELECT FROM graphile_worker.jobs WHERE key = 'mail ' || mails.id AND locked_at IS NOT NULL)
      RETURNING id
    ) SELECT enqueue_mail(id)::text FROM again`;
  return done ? { ok: true } : notDone(db, id);
}

/** The front desk has seen to it otherwise, such as by a call: it is on the list no more. */
export async function dealtWith(db: Db, id: number): Promise<SeenTo> {
  const [done] = await db.sql`
    UPDATE mails SET dealt_at = clock_timestamp() WHERE id = ${id} AND ${standing(db)} RETURNING id`;
  return done ? { ok: true } : notDone(db, id);
}

/** Only then is there something to be done: of two at the desk the second is told. */
const standing = ({ sql }: Db) => sql`dealt_at IS NULL AND (ended IS NULL OR ended = 'refused')`;

/** Asked after the fact: the statement that did nothing saw what was there before it had to wait. */
async function notDone({ sql }: Db, id: number): Promise<SeenTo> {
  const [mail] = await sql<{ reason: NotDone }[]>`
    SELECT CASE WHEN dealt_at IS NOT NULL THEN 'dealt' WHEN ended = 'sent' THEN 'arrived'
                WHEN ended = 'needless' THEN 'needless' ELSE 'sending' END AS reason
    FROM mails WHERE id = ${id}`;
  return { ok: false, reason: mail?.reason ?? 'gone' };
}

/** Whom a mail is to; null where there is no such mail. */
export async function recipientOf({ sql }: Db, id: number): Promise<string | null> {
  const [mail] = await sql<{ recipient: string }[]>`SELECT recipient FROM mails WHERE id = ${id}`;
  return mail?.recipient ?? null;
}

/** Not of how an appointment was, where there is mail to the same person of how it is since: nobody is to be called twice. */
const undelivered = ({ sql }: Db) => sql`
  m.dealt_at IS NULL AND (m.ended = 'refused'
    OR (m.ended IS NULL AND m.created_at < now() - make_interval(mins => ${LATE_MINUTES})))
  AND NOT EXISTS (
    SELECT FROM mails since
    WHERE since.about->>'appointmentId' = m.about->>'appointmentId' AND lower(since.recipient) = lower(m.recipient)
      AND (since.about->>'sequence')::int > (m.about->>'sequence')::int
      AND since.kind <> 'reminder' AND since.ended IS DISTINCT FROM 'needless')`;
