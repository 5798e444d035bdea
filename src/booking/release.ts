import type { Db } from '../db/client.ts';
import { verb } from './verb.ts';

export type ReleaseOutcome = { ok: true } | { ok: false; reason: 'hold_not_found' | 'confirmed' };

/** Lets the slot go; again, or after it ran out, the same answer. `confirmed`: an appointment stands, nothing changes. */
export async function releaseHold(db: Db, holdId: string): Promise<ReleaseOutcome> {
  const row = await verb<{ outcome: string }>(() => db.sql`SELECT release_hold(${holdId}) AS outcome`);
  if (row.outcome === 'released') return { ok: true };
  return { ok: false, reason: row.outcome as 'hold_not_found' | 'confirmed' };
}
