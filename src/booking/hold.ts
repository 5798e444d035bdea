import type { Config } from '../config.ts';
import type { Db } from '../db/client.ts';
import { randomId } from '../random-id.ts';
import { verb } from './verb.ts';

/** Who asks for a slot. `address` is a keyed hash of the network address: the cap on standing holds counts it. */
export type Visitor = { id: string; address: string };

/** `moves`: the id of the appointment that is to move to the slot; else one is to be booked there. */
export type HoldRules = { holdMinutes: number; holdsPerAddress: number; moves?: number };

/** The rules as this clinic's settings have them. */
export const holdRules = (config: Pick<Config, 'HOLD_MINUTES' | 'HOLDS_PER_ADDRESS'>): HoldRules => ({
  holdMinutes: config.HOLD_MINUTES,
  holdsPerAddress: config.HOLDS_PER_ADDRESS,
});

/** Whose time it is, and when: what never changes of a slot. */
export type HeldTime = { doctorId: number; startsAt: Temporal.Instant; endsAt: Temporal.Instant };

export type HoldOutcome =
  | ({ ok: true; holdId: string; expiresAt: Temporal.Instant; already: boolean } & HeldTime)
  | { ok: false; reason: 'slot_not_found' | 'taken' }
  | { ok: false; reason: 'too_many_holds'; firstEndsAt: Temporal.Instant };

/**
 * Holds a slot for `holdMinutes` minutes. The visitor's other hold, if any, moves here with what was typed.
 * `taken`: held by another, booked, withdrawn or started; `too_many_holds`: this address has its fill.
 * The rule and the race are in hold.sql.
 */
export async function holdSlot(db: Db, slotId: number, visitor: Visitor, rules: HoldRules): Promise<HoldOutcome> {
  const row = await verb<{ outcome: string; holdId: string; expiresAt: Temporal.Instant } & HeldTime>(
    () => db.sql`
      SELECT outcome, hold_id AS "holdId", expires_at AS "expiresAt",
             s.doctor_id AS "doctorId", s.starts_at AS "startsAt", s.ends_at AS "endsAt"
      FROM hold_slot_for(${rules.moves ?? null}, ${slotId}, ${randomId()}, ${visitor.id}, ${visitor.address},
                         ${rules.holdMinutes}, ${rules.holdsPerAddress})
      LEFT JOIN time_slots s ON s.id = ${slotId}`,
  );
  const { outcome, expiresAt, ...held } = row;
  switch (outcome) {
    case 'held':
    case 'already_yours':
      return { ok: true, ...held, expiresAt, already: outcome === 'already_yours' };
    case 'too_many_holds':
      return { ok: false, reason: 'too_many_holds', firstEndsAt: expiresAt };
    default:
      return { ok: false, reason: outcome as 'slot_not_found' | 'taken' };
  }
}
