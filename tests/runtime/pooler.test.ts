import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { projectFolder } from '../../src/root.ts';
import { addressOfDatabase } from '../support/data-folder.ts';
import { dataFolder, failedStart, type MediBook } from '../support/medibook.ts';
import { pgbouncer, pooler } from '../support/pooler.ts';
import { stream } from '../support/stream.ts';

const soon = { timeout: 30_000, interval: 10 };

describe.skipIf(!pgbouncer)('behind PgBouncer in transaction mode', () => {
  let clinic: Awaited<ReturnType<typeof dataFolder>>;
  let pool: Awaited<ReturnType<typeof pooler>>;
  let direct: string;
  let sql: postgres.Sql;
  let medibook: MediBook;
  const caps = { HOLDS_PER_ADDRESS: '100000', HOLD_REQUESTS_PER_MINUTE: '100000' };
  const through = () => ({ DATABASE_URL: pool.url, DATABASE_LISTEN_URL: direct, ...caps });
  beforeAll(async () => {
    clinic = await dataFolder({ used: true });
    await clinic.start();
    direct = await addressOfDatabase(clinic.folder, 'medibook');
    pool = await pooler(direct);
    sql = await clinic.sql();
    medibook = await clinic.start(through());
  });
  afterAll(async () => {
    await sql.end({ timeout: 1 });
    await clinic.remove();
    await pool.stop();
  });

  const post = async (path: string, body: object) => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const answer = await fetch(medibook.url + path, init);
    return { status: answer.status, body: (await answer.json()) as { holdId: string } };
  };

  test('a crowd looks, holds, extends, books and lets go, and no statement is looked for on another connection', async () => {
    const slots = await sql<{ id: number }[]>`
      SELECT id::int FROM time_slots WHERE status = 'available' AND withdrawn_at IS NULL AND starts_at > now() + interval '2 days' ORDER BY random() LIMIT 60`;
    const outcomes = await Promise.all(
      slots.map(async ({ id }, nth) => {
        const pages = ['/', '/doctors', '/doctors?q=okafor', '/doctors/dr-wei-ling-tan', '/api/doctors'];
        const page = await fetch(medibook.url + pages[nth % pages.length]);
        const held = await post('/api/slots/hold', { slotId: id });
        const { holdId } = held.body;
        const details = await fetch(`${medibook.url}/holds/${holdId}`);
        const patient = { name: `Ada ${nth}`, email: `ada${nth}@example.org` };
        const last =
          nth % 2 === 0
            ? await post('/api/appointments', { holdId, patient })
            : await post('/api/slots/release', { holdId });
        return [page.status, held.status, details.status, last.status].join(' ');
      }),
    );
    expect(new Set(outcomes)).toEqual(new Set(['200 201 200 201', '200 201 200 200']));
    expect(medibook.output()).not.toMatch(/"level":(50|60)/);
  });

  test('open pages hear of changes, by the listener’s own way past it', async () => {
    const html = await (await fetch(`${medibook.url}/doctors/dr-yuki-nakamura`)).text();
    const live = /hx-sse:connect="([^"]*)"/.exec(html)![1]!.replaceAll('&amp;', '&');
    const slotId = Number([...html.matchAll(/id="slot-(\d+)"/g)].at(-1)![1]);
    const { messages, leave } = await stream(medibook.url + live);
    await expect.poll(() => messages.length, soon).toBeGreaterThan(0);
    await post('/api/slots/hold', { slotId });
    await expect.poll(() => messages.some(({ parts }) => Object.keys(parts).length > 0), soon).toBe(true);
    leave();
  });

  test('without the timeouts that a pooler does not pass on it says so, until the role has them', async () => {
    expect(medibook.output()).toContain('no statement_timeout behind this pooler');
    for (const [name, value] of Object.entries({ statement_timeout: '8s', lock_timeout: '5s' }))
      await sql.unsafe(`ALTER ROLE medibook SET ${name} = '${value}'`);
    // Its connections were made before.
    await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'medibook' AND application_name = 'medibook'`;
    const other = await clinic.start(through());
    expect(other.output()).not.toContain('statement_timeout');
    expect(await other.stop()).toBe(0);
    await sql.unsafe('ALTER ROLE medibook RESET ALL');
  });

  test('a roster is imported through it', async () => {
    const roster = join(projectFolder, 'src/db/demo-clinic.csv');
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(inject('dist'), 'import.js'), roster], {
      env: { PATH: process.env.PATH, ...through() },
      encoding: 'utf8',
    });
    expect([status, stderr.trim()]).toEqual([0, '']);
    expect(stdout).toMatch(/12 unchanged/);
  });

  test('a pooler alone is refused, with what is missing; so is another database beside it', async () => {
    const alone = await failedStart(clinic.folder, { DATABASE_URL: pool.url });
    expect(alone.output).toContain('leads to a pooler: set DATABASE_LISTEN_URL');
    const other = await failedStart(clinic.folder, { ...through(), DATABASE_LISTEN_URL: inject('postgres') });
    expect(other.output).toContain('DATABASE_LISTEN_URL leads to another database than DATABASE_URL');
  });
});
