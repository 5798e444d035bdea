import type { Db } from '../db/client.ts';
import { isRandomId } from '../random-id.ts';
import { verb } from './verb.ts';

/** What a patient typed so far, by the names of the form's fields. */
export type Draft = Record<string, string>;

/**
 * A hold as its pages need it. `state`: `live`; `run_out` and the slot still free, so that it can be booked or held
 * again; `taken` by another, withdrawn or started; `ended`: released or moved; `confirmed`: booked, or moved to.
 */
export type Hold = {
  id: string;
  visitor: string;
  state: 'live' | 'run_out' | 'taken' | 'ended' | 'confirmed';
  /** Ended because the visitor chose another time since. */
  moved: boolean;
  slotId: number;
  startsAt: Temporal.Instant;
  endsAt: Temporal.Instant;
  expiresAt: Temporal.Instant;
  extensions: number;
  draft: Draft;
  /** What was typed is not kept any more: it was too long ago. */
  erased: boolean;
  /** All that is typed here came along from another hold. */
  cameAlong: boolean;
  doctorId: number;
  doctorSlug: string;
  doctorName: string;
  specialization: string;
  /** False where the doctor can't be booked any more. */
  doctorActive: boolean;
  consultationFee: number;
  currency: string;
  /** True where an appointment is to move here, or did; else one is to be booked. */
  moves: boolean;
  /** The appointment that it became, or that it moves. */
  appointmentId: number | null;
};

/** The hold with this id, in whatever state; null where there never was one. */
export async function findHold(db: Db, id: string): Promise<Hold | null> {
  if (!isRandomId(id)) return null;
  const [hold] = await holds(db, db.sql`h.id = ${id}`);
  return hold ?? null;
}

/** The visitor's live hold, for "held for you" on every page. */
export async function liveHoldOf(db: Db, visitor: string): Promise<Hold | null> {
  const [hold] = await holds(db, db.sql`h.visitor = ${visitor} AND h.ended IS NULL`);
  return hold?.state === 'live' ? hold : null;
}

/** A hold that can still be moved from, also when it has run out: what was typed on it comes along. Undefined for none. */
export async function movableHold(db: Db, id: string | undefined): Promise<string | undefined> {
  const hold = id ? await findHold(db, id) : null;
  return hold && hold.state !== 'ended' && hold.state !== 'confirmed' ? hold.id : undefined;
}

/**
 * Adds what was typed to the hold. Where `visitor`, by their cookie, has moved to another time in a second tab, it goes to
 * that hold, beneath what is typed there already, unless that was begun again with an empty form. What is typed on a hold that
 * was let go or booked is dropped.
 */
export async function saveDraft({ sql }: Db, id: string, typed: Draft, visitor: string | null = null): Promise<void> {
  const words = JSON.stringify(typed);
  const saved = await sql`
    UPDATE slot_holds SET draft = COALESCE(draft, '{}') || ${words}::text::jsonb, typed_at = clock_timestamp()
    WHERE id = ${id} AND (ended IS NULL OR ended = 'expired') RETURNING id`;
  if (saved.length > 0) return;
  await sql`
    UPDATE slot_holds h SET typed_at = clock_timestamp(), draft = ${words}::text::jsonb || COALESCE(
      (SELECT jsonb_object_agg(field, there) FROM jsonb_each_text(h.draft) AS d (field, there) WHERE there <> ''), '{}')
    FROM slot_holds left_behind
    WHERE left_behind.id = ${id} AND left_behind.ended = 'moved' AND left_behind.visitor = ${visitor}
      AND h.visitor = ${visitor} AND h.ended IS NULL AND h.draft->>'cleared' IS NULL`;
}

/** What was typed comes along to the next hold of who has the hold's page open, however late it is. */
export async function stayWithDraft({ sql }: Db, id: string): Promise<void> {
  await sql`UPDATE slot_holds SET typed_at = clock_timestamp() WHERE id = ${id} AND ended = 'expired' AND draft IS NOT NULL`;
}

/**
 * Makes the visitor the one whose hold this is, so that the next hold moves it: for those without cookies, who know its
 * id. It is never the other way round, the visitor of a hold whose address came from who knows where. A visitor with an
 * open hold keeps that one.
 */
export async function adoptHold(db: Db, id: string, visitor: string): Promise<void> {
  await verb(() => db.sql`SELECT adopt_hold(${id}, ${visitor})`);
}

const holds = ({ sql }: Db, which: ReturnType<Db['sql']>) => sql<Hold[]>`
  SELECT h.id, h.visitor, h.slot_id AS "slotId", h.expires_at AS "expiresAt", h.extensions, COALESCE(h.draft, '{}') AS draft,
         h.draft IS NULL AND h.typed_at IS NOT NULL AS erased,
         COALESCE(h.draft IS NOT NULL AND h.typed_at <= h.created_at, false) AS "cameAlong",
         CASE WHEN h.ended = 'confirmed' THEN 'confirmed'
              WHEN h.ended IN ('released', 'moved') THEN 'ended'
              WHEN NOT hold_may_have(s, h, now()) THEN 'taken'
              WHEN h.expires_at > now() THEN 'live'
              ELSE 'run_out' END AS state, h.ended IS NOT DISTINCT FROM 'moved' AS moved,
         s.starts_at AS "startsAt", s.ends_at AS "endsAt",
         d.id AS "doctorId", d.slug AS "doctorSlug", d.name AS "doctorName", d.specialization, d.active AS "doctorActive",
         d.consultation_fee AS "consultationFee", d.currency,
         h.moves_appointment_id IS NOT NULL AS moves, COALESCE(h.moves_appointment_id, a.id) AS "appointmentId"
  FROM slot_holds h JOIN time_slots s ON s.id = h.slot_id JOIN doctors d ON d.id = h.doctor_id
  LEFT JOIN appointments a ON a.hold_id = h.id
  WHERE ${which}`;
