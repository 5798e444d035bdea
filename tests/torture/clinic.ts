import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectFolder } from '../../src/root.ts';
import { remove, temporaryFolder } from '../support/temporary.ts';
import { app } from './app.ts';
import { startDatabase } from './database.ts';
import type { Journal } from './journal.ts';
import type { Dice } from './random.ts';
import { relay } from './relay.ts';

export const CLINIC_PHONE = '020 7946 0150';

/** The clinic under torture: three apps at one database, and a relay before each of the four. */
export type Clinic = Awaited<ReturnType<typeof openClinic>>;

const APPS = 3;

const variables = {
  HOST: '127.0.0.1',
  HOLD_MINUTES: '1',
  HOLDS_PER_ADDRESS: '1000000',
  HOLD_REQUESTS_PER_MINUTE: '1000000',
  HORIZON_DAYS: '14',
  TRUST_PROXY: 'true',
  CLINIC_PHONE,
};

export async function openClinic(dist: string, journal: Journal, random: Dice, { withoutGuard = false } = {}) {
  const folder = await temporaryFolder('torture');
  const database = await startDatabase(folder);
  const toDatabase = await relay(() => database.port, random);
  const settings = {
    ...variables,
    DATA_FOLDER: folder,
    DATABASE_URL: database.through(toDatabase.port),
    SECRET_KEY: randomBytes(32).toString('hex'),
  };
  const apps = Array.from({ length: APPS }, (_, nth) =>
    app(dist, folder, settings, (words) => journal.ended.push(`app ${nth} ended by itself: ${words}`)),
  );
  await apps[0]!.start({ DEMO: 'true' });
  await database.prepare();
  if (withoutGuard) await database.db.sql.unsafe(await holdWithoutGuard());
  await Promise.all(apps.slice(1).map((it) => it.start()));
  const toApps = await Promise.all(apps.map((it) => relay(it.port, random)));
  return {
    database,
    toDatabase,
    apps,
    toApps,
    /** Where clients find the nth app, running or not. */
    urls: toApps.map(({ port }) => `http://127.0.0.1:${port}`),
    async close() {
      await Promise.all(apps.map((it) => it.kill()));
      for (const it of [toDatabase, ...toApps]) it.close();
      await database.end();
      await remove(folder);
    },
  };
}

/** The rule of a hold with what refuses a taken slot taken out: the torture must find that. */
async function holdWithoutGuard(): Promise<string> {
  const [guard, none] = ['NOT slot_is_free(slot, t) THEN', 'false THEN'];
  const hold = await readFile(join(projectFolder, 'src/booking/hold.sql'), 'utf8');
  if (hold.split(guard).length !== 3)
    throw new Error(`hold.sql no longer says “${guard}” twice: say here what it says.`);
  return hold.replaceAll(guard, none);
}
