import { afterAll, expect } from 'vitest';
import type { Db } from '../../src/db/client.ts';
import { brokenPromises } from '../support/clinic.ts';
import { ownDatabase } from '../support/database.ts';

/** A database of this file's own, in which every promise of the data still holds after its tests. */
export function soundDatabase(): Db {
  const { db } = ownDatabase();
  afterAll(async () => expect(await brokenPromises(db)).toEqual([]));
  return db;
}
