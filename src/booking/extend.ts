import type { Db } from '../db/client.ts';
import { verb } from './verb.ts';

/** A hold can be lengthened ten times: WCAG 2.2.1 (Timing Adjustable). */
export const MOST_EXTENSIONS = 10;

export type ExtendOutcome =
  | { ok: true; expiresAt: Temporal.Instant }
  | { ok: false; reason: 'hold_not_found' | 'ended' | 'confirmed' | 'taken' | 'limit' };

/**
 * Holds the slot for `holdMinutes` minutes more; where the hold has run out and the slot is still free, from now on.
 * `ended`: released or moved; `confirmed`: an appointment stands; `taken`: another has it; `limit`: extended ten times.
 */
export async function extendHold(db: Db, holdId: string, holdMinutes: number): Promise<ExtendOutcome> {
  const row = await verb<{ outcome: string; expires_at: Temporal.Instant }>(
    () => db.sql`SELECT * FROM extend_hold(${holdId}, ${holdMinutes}, ${MOST_EXTENSIONS})`,
  );
  if (row.outcome === 'extended') return { ok: true, expiresAt: row.expires_at };
  return { ok: false, reason: row.outcome as 'hold_not_found' | 'ended' | 'confirmed' | 'taken' | 'limit' };
}
