import type { Db } from '../db/client.ts';
import { verb } from './verb.ts';

/** Rows a statement: few enough that no visitor waits behind the sweep. */
const BATCH = 500;

/** Minutes that what was typed on a run-out hold waits for a late patient. */
export const DRAFT_MINUTES = 60;

/** Tidies up the holds that have run out and erases old drafts. Nothing is wrong while it is late: see sweep.sql. */
export async function sweepHolds(db: Db): Promise<{ swept: number; erased: number }> {
  let swept = 0;
  for (let batch = BATCH; batch === BATCH; swept += batch) {
    ({ batch } = await verb<{ batch: number }>(() => db.sql`SELECT sweep_holds(${BATCH}) AS batch`));
  }
  const { erased } = await verb<{ erased: number }>(() => db.sql`SELECT erase_old_drafts(${DRAFT_MINUTES}) AS erased`);
  return { swept, erased };
}
