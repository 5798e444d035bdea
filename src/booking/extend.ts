import type { Db } from '../db/client.ts';
import type { HoldRules } from './hold.ts';
import { verb } from './verb.ts';

/** A hold can be lengthened ten times: WCAG 2.2.1 (Timing Adjustable). */
export const MOST_EXTENSIONS = 10;

export type ExtendOutcome =
  | { ok: true; expiresAt: Temporal.Instant }
  | { ok: false; reason: 'hold_not_found' | 'ended' | 'confirmed' | 'taken' | 'limit' }
  | { ok: false; reason: 'too_many_holds'; firstEndsAt: Temporal.Instant };

/**
 * Holds the slot for `holdMinutes` minutes more, at most until it begins; where the hold has run out and the slot is still
 * free, from now on.
 * `ended`: released or moved; `confirmed`: an appointment stands; `taken`: another has it; `limit`: extended ten times;
 * `too_many_holds`: run out, and its address has its fill of holds by now.
 */
export async function extendHold(db: Db, holdId: string, rules: HoldRules): Promise<ExtendOutcome> {
  const row = await verb<{ outcome: string; expires_at: Temporal.Instant }>(
    () =>
      db.sql`SELECT * FROM extend_hold(${holdId}, ${rules.holdMinutes}, ${MOST_EXTENSIONS}, ${rules.holdsPerAddress})`,
  );
  if (row.outcome === 'extended') return { ok: true, expiresAt: row.expires_at };
  if (row.outcome === 'too_many_holds') return { ok: false, reason: row.outcome, firstEndsAt: row.expires_at };
  return { ok: false, reason: row.outcome as 'hold_not_found' | 'ended' | 'confirmed' | 'taken' | 'limit' };
}
