import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type postgres from 'postgres';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { MailServer } from '../support/mail-server.ts';
import { dataFolder } from '../support/medibook.ts';

let clinic: Awaited<ReturnType<typeof dataFolder>>;
let mail: MailServer;
beforeEach(async () => {
  clinic = await dataFolder({ used: true });
  mail = await new MailServer().open();
});
afterEach(async () => {
  await clinic.remove();
  await mail.close();
});

async function settings() {
  const PORT = String(await freePort());
  return { SMTP_URL: mail.url(), PORT, PUBLIC_URL: `http://127.0.0.1:${PORT}`, HOLDS_PER_ADDRESS: '1000' };
}

/** A whole booking through the JSON API; the patient's address. */
async function book(url: string, name: string): Promise<string> {
  const post = async (path: string, body: unknown) => {
    const answer = await fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Record<string, string>;
  };
  const slotId = await freeSlot();
  const { holdId } = await post('/api/slots/hold', { slotId });
  const email = `${name}@example.org`;
  await post('/api/appointments', { holdId, patient: { name, email } });
  return email;
}

let sql: postgres.Sql;
async function freeSlot(): Promise<number> {
  const [slot] = await sql<{ id: string }[]>`
    SELECT id FROM time_slots WHERE status = 'available' AND starts_at > now() + interval '3 days' ORDER BY random() LIMIT 1`;
  return Number(slot!.id);
}

async function until(true_: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await true_())) await sleep(20);
}

const node = process.execPath;

/** `npm run worker`, once it says that it is ready. */
async function worker() {
  const { process, output } = clinic.begin(await settings(), [node, join(inject('dist'), 'worker.js')]);
  await until(() => /worker is ready/.test(output()) || process.exitCode !== null);
  return { process, output };
}

test('the server sends the mail of a booking by itself, with links that begin with PUBLIC_URL', async () => {
  const server = await clinic.start(await settings());
  sql = await clinic.sql();
  const email = await book(server.url, 'ada');
  await until(() => mail.to(email).length === 1);
  const link = new RegExp(`^${server.url}/appointments/[\\w-]+$`, 'm').exec(mail.to(email)[0]!.text!);
  expect((await fetch(link![0])).status).toBe(200);
  await sql.end();
  expect(await server.stop()).toBe(0);
});

test('with JOBS=false it leaves mail to workers beside it; one that is killed takes none with it', async () => {
  const server = await clinic.start({ ...(await settings()), JOBS: 'false' });
  sql = await clinic.sql();
  const first = await book(server.url, 'ada');
  await sleep(1_500);
  expect(mail.taken).toHaveLength(0);
  const [one, two] = [await worker(), await worker()];
  await until(() => mail.to(first).length === 1);
  one.process.kill('SIGKILL');
  await once(one.process, 'exit');
  const others = await Promise.all(Array.from({ length: 10 }, (_, nth) => book(server.url, `ben-${nth}`)));
  await until(() => mail.taken.length === 11);
  for (const email of others) expect(mail.to(email), email).toHaveLength(1);
  await sql.end();
  two.process.kill('SIGTERM');
  const [code] = await once(two.process, 'exit');
  expect([code, two.output()]).toEqual([0, expect.stringMatching(/^MediBook’s worker is ready/)]);
});

test('a worker in production with neither mail server nor Google does not start, and says what it lacks', async () => {
  const settings = { NODE_ENV: 'production', SECRET_KEY: 'x'.repeat(32) };
  const { process, output } = clinic.begin(settings, [node, join(inject('dist'), 'worker.js')]);
  const [code] = await once(process, 'exit');
  expect([code, output().trim()]).toEqual([
    1,
    'SMTP_URL or GOOGLE_CLIENT_ID must be set for a worker: it sends mail and writes calendars, and nothing else.',
  ]);
});

test('when the database comes back, mail goes on', async () => {
  const server = await clinic.start(await settings());
  const admin = await clinic.sql();
  sql = admin;
  const [{ name } = { name: '' }] = await admin<{ name: string }[]>`SELECT current_database() AS name`;
  await admin.unsafe(`ALTER DATABASE "${name}" CONNECTION LIMIT 0`);
  await admin`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ${name} AND usename = 'medibook'`;
  await until(() => /background work failed/.test(server.output()));
  await sleep(5_000);
  await admin.unsafe(`ALTER DATABASE "${name}" CONNECTION LIMIT -1`);
  await until(async () => (await fetch(`${server.url}/readyz`)).ok);
  const email = await book(server.url, 'ada');
  await until(() => mail.to(email).length === 1);
  await admin.end();
});
