import { type HorizonConfig, horizonOf } from '../doctors/horizon.ts';
import { type Imported, importRoster } from '../doctors/import-roster.ts';
import { readRoster } from '../doctors/roster.ts';
import type { Db } from './client.ts';
import roster from './demo-clinic.csv?raw';

/**
 * Gives an empty database twelve doctors to try things with, through the same door as a clinic's own roster; null where
 * there are doctors already. Two instances that start at once do it one after the other, and the second changes nothing.
 */
export async function ensureDemoClinic(db: Db, config: HorizonConfig): Promise<Imported | null> {
  const [found] = await db.sql`SELECT FROM doctors LIMIT 1`;
  if (found) return null;
  const read = readRoster(new TextEncoder().encode(roster));
  if (!read.ok) throw new Error(`The demo clinic's roster is wrong: ${JSON.stringify(read.problems)}`);
  return importRoster(db, read.doctors, horizonOf(config));
}
