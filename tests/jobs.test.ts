import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { ensureDemoClinic } from '../src/db/demo.ts';
import { startBackground } from '../src/jobs/background.ts';
import { makeLog } from '../src/log.ts';
import { testApp } from './support/app.ts';
import { endsIn, held, readHold, readSlot, slot, visitor } from './support/clinic.ts';
import { type TestDatabase, testDatabase } from './support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

const settings = () => testApp(database.db).config;
const soon = { timeout: 20_000, interval: 100 };

test('by itself, a start makes the slots that are missing and frees what has run out', async () => {
  await ensureDemoClinic(database.db, settings());
  await database.db.sql`DELETE FROM time_slots`;
  const slotId = await slot(database.db);
  const holdId = await held(database.db, slotId, visitor('Ada'));
  await endsIn(database.db, holdId);

  const stop = startBackground(database.db, settings(), makeLog('silent'));
  await vi.waitFor(async () => {
    const [made] = await database.db.sql<{ count: number }[]>`SELECT count(*)::int AS count FROM time_slots`;
    expect(made!.count).toBeGreaterThan(1_000);
    expect(await readSlot(database.db, slotId)).toMatchObject({ status: 'available' });
    expect(await readHold(database.db, holdId)).toMatchObject({ ended: 'expired' });
  }, soon);
  await stop();
});

test('a failure is logged and the next look tries again', async () => {
  const log: string[] = [];
  await database.db.sql`ALTER FUNCTION sweep_holds(int) RENAME TO sweep_away`;
  const stop = startBackground(database.db, settings(), makeLog('error', { write: (line) => void log.push(line) }));
  await vi.waitFor(() => expect(log.join('')).toContain('background work failed'), soon);
  await database.db.sql`ALTER FUNCTION sweep_away(int) RENAME TO sweep_holds`;
  const slotId = await slot(database.db);
  await endsIn(database.db, await held(database.db, slotId, visitor('Ben')));
  await vi.waitFor(
    async () => expect(await readSlot(database.db, slotId)).toMatchObject({ status: 'available' }),
    soon,
  );
  await stop();
});
