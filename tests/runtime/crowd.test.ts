import type postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dataFolder, type MediBook } from '../support/medibook.ts';
import { untilSomeoneWaits } from '../support/waiting.ts';

/** A crowd over HTTP, at two servers of one clinic. */
let clinic: Awaited<ReturnType<typeof dataFolder>>;
let servers: MediBook[];
let sql: postgres.Sql;
const caps = { HOLDS_PER_ADDRESS: '100000', HOLD_REQUESTS_PER_MINUTE: '100000' };
beforeAll(async () => {
  clinic = await dataFolder({ used: true });
  servers = [await clinic.start(caps), await clinic.start(caps)];
  sql = await clinic.sql();
});
afterAll(async () => {
  await sql.end({ timeout: 1 });
  await clinic.remove();
});

type Answer = { status: number; body: { code?: string; id?: number; holdId?: string; slotId?: number } };

/** The nth of a crowd asks one server, the next the other. */
async function post(nth: number, path: string, body: unknown): Promise<Answer> {
  const answer = await fetch(servers[nth % servers.length]!.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: (await answer.json()) as Answer['body'] };
}

const crowd = <T>(size: number, ask: (nth: number) => Promise<T>) =>
  Promise.all(Array.from({ length: size }, (_, nth) => ask(nth)));

const count = (answers: Answer[]) =>
  Object.fromEntries([...Map.groupBy(answers, ({ status }) => status)].map(([status, of]) => [status, of.length]));

const freeSlots = async (most: number) =>
  (
    await sql`SELECT id FROM time_slots WHERE status = 'available' AND starts_at > now() + interval '1 day' ORDER BY random() LIMIT ${most}`
  ).map((row) => Number(row.id));

const adas = (nth = 0) => ({ name: `Ada ${nth}`, email: `ada${nth}@example.org`, dateOfBirth: '1985-12-10' });

describe('a crowd at two servers', () => {
  test('200 simultaneous holds of one slot: one 201, 199 times 409', async () => {
    for (const slotId of await freeSlots(2)) {
      const answers = await crowd(200, (nth) => post(nth, '/api/slots/hold', { slotId }));
      expect(count(answers)).toEqual({ 201: 1, 409: 199 });
    }
  });

  test('60 simultaneous confirms of one hold: one appointment, 60 good answers', async () => {
    for (const slotId of await freeSlots(2)) {
      const { body } = await post(0, '/api/slots/hold', { slotId });
      const answers = await crowd(60, (nth) =>
        post(nth, '/api/appointments', { holdId: body.holdId, patient: adas(slotId) }),
      );
      expect(count(answers)).toEqual({ 201: 1, 200: 59 });
      expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
      const [row] = await sql`SELECT count(*)::int AS count FROM appointments WHERE time_slot_id = ${slotId}`;
      expect(row?.count).toBe(1);
    }
  });

  test('the page’s button pressed 40 times at once books once and shows one appointment to all', async () => {
    const [slotId] = await freeSlots(1);
    const { body } = await post(0, '/api/slots/hold', { slotId });
    const answers = await crowd(40, (nth) =>
      fetch(`${servers[nth % 2]!.url}/holds/${body.holdId}`, {
        method: 'POST',
        redirect: 'manual',
        body: new URLSearchParams({ name: 'Eager', email: 'eager@example.org', action: 'book' }),
      }),
    );
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([303]));
    expect(new Set(answers.map((answer) => answer.headers.get('location'))).size).toBe(1);
  });

  test('confirm against release, 40 rounds: booked or let go, never both', async () => {
    const outcomes = await crowd(40, async (nth) => {
      const [slotId] = await freeSlots(1);
      const hold = await post(nth, '/api/slots/hold', { slotId });
      if (hold.status !== 201) return hold.status; // another round was at this slot
      const { holdId } = hold.body;
      const [confirm, release] = await Promise.all([
        post(nth, '/api/appointments', { holdId, patient: adas(1000 + nth) }),
        post(nth + 1, '/api/slots/release', { holdId }),
      ]);
      return `${confirm.status} ${release.status}`;
    });
    for (const outcome of outcomes) expect([409, '201 409', '410 200']).toContain(outcome);
  });

  test('with a server stopped in the middle of its work (SIGSTOP), the other one goes on', async () => {
    const slots = await freeSlots(60);
    await sql.unsafe('BEGIN');
    await sql`SELECT FROM time_slots WHERE id = ANY(${slots.slice(0, 30)}) FOR UPDATE`;
    const asked = crowd(30, (nth) => post(0, '/api/slots/hold', { slotId: slots[nth] }));
    await untilSomeoneWaits({ sql }, 'hold_slot', 2);
    servers[0]!.process.kill('SIGSTOP');
    await sql.unsafe('COMMIT');
    try {
      const answers = await Promise.all(slots.slice(30).map((slotId) => post(1, '/api/slots/hold', { slotId })));
      expect(count(answers)).toEqual({ 201: 30 });
      // what the stopped one has in hand is held or free, and says so in good time
      const same = await Promise.all(slots.slice(0, 30).map((slotId) => post(1, '/api/slots/hold', { slotId })));
      for (const { status } of same) expect([201, 409]).toContain(status);
    } finally {
      servers[0]!.process.kill('SIGCONT');
    }
    for (const { status } of await asked) expect([201, 409]).toContain(status);
  });

  test('after all of it: no slot is given twice, and no server wrote an error', async () => {
    const twice =
      await sql`SELECT time_slot_id FROM appointments WHERE status <> 'cancelled' GROUP BY 1 HAVING count(*) > 1`;
    expect(twice).toHaveLength(0);
    const loose = await sql`SELECT id FROM time_slots s WHERE status = 'booked'
      AND NOT EXISTS (SELECT FROM appointments a WHERE a.time_slot_id = s.id AND a.status <> 'cancelled')`;
    expect(loose).toHaveLength(0);
    for (const server of servers) expect(server.output()).not.toMatch(/"level":50|error/i);
  });
});
