import type { Db } from '../db/client.ts';
import { randomId } from '../random-id.ts';
import { verb } from './verb.ts';

/** Who asks for a slot. `address` is a keyed hash of the network address: the cap on standing holds counts it. */
export type Visitor = { id: string; address: string };

export type HoldRules = { holdMinutes: number; holdsPerAddress: number };

export type HoldOutcome =
  | { ok: true; holdId: string; expiresAt: Temporal.Instant; already: boolean }
  | { ok: false; reason: 'slot_not_found' | 'taken' }
  | { ok: false; reason: 'too_many_holds'; firstEndsAt: Temporal.Instant };

/**
 * Holds a slot for `holdMinutes` minutes. The visitor's other hold, if any, moves here with what was typed.
 * `taken`: held by another, booked, withdrawn or started; `too_many_holds`: this address has its fill.
 * The rule and the race are in hold.sql.
 */
export async function holdSlot(db: Db, slotId: number, visitor: Visitor, rules: HoldRules): Promise<HoldOutcome> {
  const row = await verb<{ outcome: string; hold_id: string; expires_at: Temporal.Instant }>(
    () => db.sql`SELECT * FROM hold_slot(${slotId}, ${randomId()}, ${visitor.id}, ${visitor.address},
                                         ${rules.holdMinutes}, ${rules.holdsPerAddress})`,
  );
  switch (row.outcome) {
    case 'held':
    case 'already_yours':
      return { ok: true, holdId: row.hold_id, expiresAt: row.expires_at, already: row.outcome === 'already_yours' };
    case 'too_many_holds':
      return { ok: false, reason: 'too_many_holds', firstEndsAt: row.expires_at };
    default:
      return { ok: false, reason: row.outcome as 'slot_not_found' | 'taken' };
  }
}
