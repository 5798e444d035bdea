import { setTimeout as sleep } from 'node:timers/promises';
import type postgres from 'postgres';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addressOfDatabase } from '../support/data-folder.ts';
import { dataFolder, type MediBook } from '../support/medibook.ts';
import { untilSomeoneWaits } from '../support/waiting.ts';

let clinic: Awaited<ReturnType<typeof dataFolder>>;
let medibook: MediBook;
let sql: postgres.Sql;
beforeEach(async () => {
  clinic = await dataFolder({ used: true });
  medibook = await clinic.start();
  sql = await clinic.sql();
});
afterEach(async () => {
  await sql.end({ timeout: 1 });
  await clinic.remove();
});

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s lets the request in flight finish and accepts nobody new',
  async (signal) => {
    const { page, unlock } = await visitInFlight();
    const stopped = medibook.stop(signal);
    await untilNobodyNewIsAccepted();
    await unlock();
    expect((await page).status).toBe(200);
    await sql.end();
    expect(await stopped).toBe(0);
  },
);

test('a second signal does not wait', async () => {
  const { page, unlock } = await visitInFlight();
  page.catch(() => {});
  medibook.process.kill('SIGINT');
  await untilNobodyNewIsAccepted();
  await sleep(600); // Another press, not a signal of the same one.
  expect(await medibook.stop('SIGINT')).toBe(1);
  await unlock();
});

test('two signals from one press of Ctrl+C are one', async () => {
  const { page, unlock } = await visitInFlight();
  // Two of a kind at once would be one to the system.
  medibook.process.kill('SIGINT');
  const stopped = medibook.stop('SIGTERM');
  await untilNobodyNewIsAccepted();
  await unlock();
  expect((await page).status).toBe(200);
  await sql.end();
  expect(await stopped).toBe(0);
});

test('told to stop while it starts, it stops its database again', async () => {
  await sql.end();
  await medibook.stop();
  const starting = clinic.begin();
  while ((await clinic.postmaster()) === undefined) await sleep(5);
  expect(await starting.stop()).toBe(0);
  expect(await clinic.postmaster()).toBeUndefined();
});

test('a database of the clinic’s own that stands still holds up no stop', async () => {
  const DATABASE_URL = await addressOfDatabase(clinic.folder, 'medibook');
  const other = await clinic.start({ DATABASE_URL });
  const thaw = await clinic.freeze();
  try {
    const page = fetch(`${other.url}/doctors`).catch(() => {});
    await sleep(500);
    expect(await other.stop('SIGTERM')).toBe(0);
    await page;
  } finally {
    thaw();
  }
});

async function untilNobodyNewIsAccepted() {
  const answers = () => fetch(`${medibook.url}/healthz`).then(Boolean, () => false);
  while (await answers()) await sleep(20);
}

/** A page that waits for the doctors' table until `unlock`. */
async function visitInFlight() {
  await sql.unsafe('BEGIN; LOCK TABLE doctors IN ACCESS EXCLUSIVE MODE');
  const page = fetch(`${medibook.url}/doctors`);
  await untilSomeoneWaits({ sql }, 'SELECT DISTINCT specialization'); // The page, not the background's own look.
  return { page, unlock: () => sql.unsafe('COMMIT') };
}
