import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type postgres from 'postgres';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { dataFolder, type MediBook } from '../support/medibook.ts';
import { type Stream, stream } from '../support/stream.ts';

const caps = { HOLDS_PER_ADDRESS: '100000', HOLD_REQUESTS_PER_MINUTE: '100000' };
const soon = { timeout: 30_000, interval: 10 };

let clinic: Awaited<ReturnType<typeof dataFolder>>;
let servers: [MediBook, MediBook];
let sql: postgres.Sql;
beforeAll(async () => {
  clinic = await dataFolder({ used: true });
  servers = await Promise.all([clinic.start(caps), clinic.start(caps)]);
  sql = await clinic.sql();
});
afterAll(async () => {
  await sql.end({ timeout: 1 });
  await clinic.remove();
});

const open: Stream[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.leave();
});
async function listen(url: string, headers?: Record<string, string>): Promise<Stream> {
  const one = await stream(url, headers);
  open.push(one);
  return one;
}

/** A doctor's page at a server, its stream, and a free time of the third day or later. */
async function pageOf(slug: string, server = servers[0]) {
  const html = await (await fetch(`${server.url}/doctors/${slug}`)).text();
  const live = /hx-sse:connect="([^"]*)"/.exec(html)![1]!.replaceAll('&amp;', '&');
  const [slot] = await sql<{ id: number; date: string }[]>`
    SELECT s.id::int, s.date::text FROM time_slots s JOIN doctors d ON d.id = s.doctor_id
    WHERE d.slug = ${slug} AND s.status = 'available' AND s.withdrawn_at IS NULL AND s.starts_at > now() + interval '3 days' ORDER BY s.starts_at LIMIT 1`;
  return { html, live, slot: slot! };
}

async function hold(server: MediBook, slotId: number): Promise<string> {
  const answer = await post(server, '/api/slots/hold', { slotId });
  return ((await answer.json()) as { holdId: string }).holdId;
}

/** All that was told, the last word on each part. */
const told = ({ messages }: Stream): Record<string, string> => Object.assign({}, ...messages.map(({ parts }) => parts));

/** What was told of times; between come signs of life, as of when they are true. */
const news = ({ messages }: Stream) => messages.filter(({ parts }) => Object.keys(parts).length > 0);

const post = (server: MediBook, path: string, body: object) =>
  fetch(server.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

test('what goes through one instance is told on the streams of every other, once, and only the day that changed', async () => {
  const { live, slot } = await pageOf('dr-wei-ling-tan');
  const streams = await Promise.all(servers.map(({ url }) => listen(url + live)));
  for (const { messages } of streams) await expect.poll(() => messages.length, soon).toBeGreaterThan(0);
  const id = await hold(servers[0], slot.id);
  for (const one of streams) {
    await expect.poll(() => news(one).length, soon).toBe(1);
    expect(Object.keys(news(one)[0]!.parts)).toEqual([`day-${slot.date}`]);
    expect(news(one)[0]!.parts[`day-${slot.date}`]).not.toContain(`slot-${slot.id}"`);
  }
  await post(servers[1], '/api/slots/release', { holdId: id });
  for (const one of streams) {
    await expect.poll(() => news(one).length, soon).toBe(2);
    expect(news(one)[1]!.parts[`day-${slot.date}`]).toContain(`slot-${slot.id}"`);
  }
  // The same bytes to all; what others cannot see, nobody is told.
  const [one, another] = streams.map((each) => news(each).map(({ id, parts }) => [id, parts]));
  expect(one).toEqual(another);
  const again = await hold(servers[0], slot.id);
  await expect.poll(() => news(streams[0]!).length, soon).toBe(3);
  await sql`UPDATE slot_holds SET draft = '{"name": "Ada"}' WHERE id = ${again}`;
  await post(servers[0], '/api/slots/release', { holdId: again });
  await expect.poll(() => news(streams[0]!).length, soon).toBe(4);
});

test('it begins with what the page does not show, and after a gap with what went unheard', async () => {
  const { live, slot } = await pageOf('dr-wei-ling-tan');
  const fresh = await listen(servers[0].url + live);
  await expect.poll(() => fresh.messages.length, soon).toBeGreaterThan(0);
  expect(fresh.messages[0]!.parts).toEqual({});
  expect(fresh.messages[0]!.asOf).toMatch(/^\d+(:\d\d)?[ap]m$|^midday$|^midnight$/);
  const last = fresh.messages[0]!.id;
  fresh.leave();

  const id = await hold(servers[0], slot.id);
  // At the other instance: nothing there remembers the first stream.
  const later = await listen(servers[1].url + live, { 'last-event-id': last });
  await expect
    .poll(() => told(later)[`day-${slot.date}`] ?? `slot-${slot.id}"`, soon)
    .not.toContain(`slot-${slot.id}"`);
  const older = await listen(servers[1].url + live, { 'last-event-id': last });
  await expect.poll(() => older.messages.length, soon).toBeGreaterThan(0);
  expect(Object.keys(older.messages[0]!.parts)).toHaveLength(11);
  expect(older.messages[0]!.parts[`day-${slot.date}`]).not.toContain(`slot-${slot.id}"`);
  const same = await listen(servers[1].url + live, { 'last-event-id': older.messages[0]!.id });
  await expect.poll(() => same.messages.length, soon).toBeGreaterThan(0);
  expect(same.messages[0]!.parts).toEqual({});
  await post(servers[0], '/api/slots/release', { holdId: id });
});

test('a hold that ends is told when it ends', async () => {
  const { live, slot } = await pageOf('dr-wei-ling-tan');
  const page = await listen(servers[1].url + live);
  const id = await hold(servers[0], slot.id);
  await expect.poll(() => told(page)[`day-${slot.date}`], soon).toBeDefined();
  await sql.begin(async (tx) => {
    const until = (await tx`SELECT clock_timestamp() + interval '600 milliseconds' AS until`)[0]!.until;
    await tx`UPDATE time_slots SET held_until = ${until} WHERE held_by = ${id}`;
    await tx`UPDATE slot_holds SET expires_at = ${until} WHERE id = ${id}`;
  });
  await expect.poll(() => told(page)[`day-${slot.date}`], soon).toContain(`slot-${slot.id}"`);
});

test('a time that begins is gone from open pages, though nothing changes in the database then', async () => {
  // The slots are made anew a second after the start, and this one would be withdrawn.
  await sleep(1_500);
  const { live, slot } = await pageOf('dr-yuki-nakamura');
  const page = await listen(servers[0].url + live);
  await expect.poll(() => page.messages.length, soon).toBeGreaterThan(0);
  // Whatever the doctor offers at this hour makes room.
  await sql`
    UPDATE time_slots SET withdrawn_at = now() WHERE during && tstzrange(now(), now() + interval '5 minutes')
    AND doctor_id = (SELECT doctor_id FROM time_slots WHERE id = ${slot.id})`;
  await sql`
    UPDATE time_slots SET during = tstzrange(t, t + interval '1 minute')
    FROM (SELECT clock_timestamp() + interval '1 second' AS t) AS soon WHERE id = ${slot.id}`;
  await expect.poll(() => told(page)[`day-${slot.date}`] ?? `slot-${slot.id}"`, soon).not.toContain(`slot-${slot.id}"`);
});

test('nothing on the way may keep it, pack it or wait for more of it', async () => {
  const { live } = await pageOf('dr-wei-ling-tan');
  const { status, headers } = await listen(servers[0].url + live, { 'accept-encoding': 'gzip, br' });
  expect(status).toBe(200);
  expect(headers).toMatchObject({
    'content-type': 'text/event-stream',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
    'x-request-id': expect.any(String),
  });
  expect(headers['content-encoding']).toBeUndefined();
});

test('a page that is silent hears a sign of life, as of when its times are true', async () => {
  const { live } = await pageOf('dr-yuki-nakamura');
  const { messages } = await listen(servers[0].url + live);
  await expect.poll(() => messages.length, { timeout: 60_000 }).toBeGreaterThan(1);
  expect(messages[1]).toMatchObject({ id: messages[0]!.id, parts: {}, asOf: expect.stringMatching(/[ap]m|mid/) });
});

test.each([
  ['/doctors/dr-nobody/live?from=2026-12-01', 404],
  ['/doctors/dr-wei-ling-tan/live', 400],
  ['/doctors/dr-wei-ling-tan/live?from=2026-02-30x', 400],
  ['/doctors/dr-wei-ling-tan/live?from=2026-13-01', 400],
  ['/doctors/dr-wei-ling-tan/live?from=2027-02-29', 400],
  ['/doctors/%00/live?from=2026-12-01', 404],
])('%s is no stream: %i', async (path, status) => {
  expect((await fetch(servers[0].url + path)).status).toBe(status);
});

test.each(['2999-01-01', '0000-01-01'])('far from the horizon (%s) is as good as near', async (from) => {
  const { status, messages } = await listen(`${servers[0].url}/doctors/dr-wei-ling-tan/live?from=${from}`);
  expect(status).toBe(200);
  await expect.poll(() => Object.keys(messages[0]?.parts ?? {}).length, soon).toBe(11);
});

test('a page that stood open over midnight is told that the day that is over has no times, and of all its other days', async () => {
  const yesterday = Temporal.Now.plainDateISO('Europe/London').subtract({ days: 1 });
  const days = Array.from({ length: 10 }, (_, day) => `day-${yesterday.add({ days: day })}`);
  const { messages } = await listen(`${servers[0].url}/doctors/dr-wei-ling-tan/live?from=${yesterday}&seen=before`);
  await expect.poll(() => Object.keys(messages[0]?.parts ?? {}), soon).toEqual([...days, 'next']);
  expect(messages[0]!.parts[days[0]!]).toBe('');
  const { slot } = await pageOf('dr-wei-ling-tan');
  const id = await hold(servers[1], slot.id);
  await expect.poll(() => Object.keys(messages[1]?.parts ?? {}), soon).toEqual([`day-${slot.date}`]);
  await post(servers[1], '/api/slots/release', { holdId: id });
});

test('the page that is made once for everybody is the one that is made for a visitor of their own', async () => {
  const url = `${servers[0].url}/doctors/dr-wei-ling-tan`;
  // What differs: the visitor that the form offers, when it was read, and what the stream begins with.
  const plain = (html: string) =>
    html
      .replace(/name="visitor" value="[0-9a-f]{32}"/, '')
      .replace(/<span id="as-of">[^<]*/, '')
      .replace(/id="live-\d+"/, '')
      .replace(/&amp;seen=[\w-]+/, '');
  const read = async (headers = {}) => (await fetch(url, { headers })).text();
  let [shared, twice] = ['', ''];
  const different = async () => {
    [shared, twice] = [await read(), await read()];
    const own = await read({ cookie: `visitor=${'a'.repeat(32)}` });
    return [shared, twice].map(plain).filter((html) => html !== plain(own));
  };
  // Until this instance has heard of what another test did at the other one.
  await expect.poll(different, soon).toEqual([]);
  expect(shared).toContain('&amp;seen=');
  const visitor = (html: string) => /name="visitor" value="([0-9a-f]{32})"/.exec(html)?.[1];
  expect(visitor(shared)).not.toBe(visitor(twice));
});

test('streams are only so many, in all and from one address; where there is no room the asker hears when to come again', async () => {
  const few = await clinic.start({ LIVE_STREAMS: '3', LIVE_STREAMS_PER_ADDRESS: '2', TRUST_PROXY: 'true' });
  const { live } = await pageOf('dr-wei-ling-tan', few);
  const from = (address: string) => listen(few.url + live, { 'x-forwarded-for': address });
  // What only asks whether it is there takes no room.
  for (let nth = 1; nth <= 3; nth++)
    expect((await fetch(few.url + live, { method: 'HEAD', headers: { 'x-forwarded-for': '192.0.2.1' } })).status).toBe(
      200,
    );
  const [first] = [await from('192.0.2.1'), await from('192.0.2.1')];
  const third = await from('192.0.2.1');
  expect([third.status, third.headers['retry-after']]).toEqual([503, '30']);
  expect((await from('192.0.2.2')).status).toBe(200);
  expect((await from('192.0.2.3')).status).toBe(503);
  first.leave();
  await expect.poll(async () => (await from('192.0.2.3')).status, soon).toBe(200);
  // What the operator can do about it is in the log, once.
  await from('192.0.2.1');
  expect(await few.stop()).toBe(0);
  for (const setting of ['LIVE_STREAMS_PER_ADDRESS', 'LIVE_STREAMS '])
    expect(
      few
        .output()
        .split('no more streams')
        .filter((after) => after.split('\n')[0]!.includes(setting)),
    ).toHaveLength(1);
});

test('pages that are left before their streams begin take no room', async () => {
  const few = await clinic.start({ LIVE_STREAMS: '2' });
  const { live } = await pageOf('dr-wei-ling-tan', few);
  // Whose doctor is, takes long to say now.
  await sleep(2_100);
  const locked = await sql.reserve();
  await locked`BEGIN`;
  await locked`LOCK TABLE doctors IN ACCESS EXCLUSIVE MODE`;
  const sockets = await Promise.all(
    [1, 2].map(async () => {
      const socket = connect(Number(new URL(few.url).port), '127.0.0.1');
      await new Promise<void>((sent) => socket.write(`GET ${live} HTTP/1.1\r\nHost: localhost\r\n\r\n`, () => sent()));
      return socket;
    }),
  );
  await sleep(200);
  for (const socket of sockets) socket.destroy();
  await sleep(200);
  await locked`COMMIT`;
  locked.release();
  await expect.poll(async () => (await listen(few.url + live)).status, soon).toBe(200);
  expect(await few.stop()).toBe(0);
});

test('whoever does not read is let go, and keeps nobody waiting', async () => {
  const few = await clinic.start({ LIVE_STREAMS: '2' });
  const { live } = await pageOf('dr-yuki-nakamura', few);
  const slow = await listen(few.url + live);
  const quick = await listen(few.url + live);
  await expect.poll(() => quick.messages.length, soon).toBeGreaterThan(0);
  expect((await listen(few.url + live)).status).toBe(503);
  slow.pause();
  // One time of each day: all of them are told again each time, until no socket's buffers hold more.
  const withdraw = (gone: boolean) => sql`
    UPDATE time_slots SET withdrawn_at = CASE WHEN ${gone} THEN now() END WHERE id IN (
      SELECT max(s.id) FROM time_slots s JOIN doctors d ON d.id = s.doctor_id
      WHERE d.slug = 'dr-yuki-nakamura' AND s.status = 'available' AND date < current_date + 10 GROUP BY date)`;
  await sql`SET synchronous_commit = off`; // The disk is not what is waited for.
  for (let nth = 1, there = 503; there !== 200; nth++) {
    const before = quick.messages.length;
    await withdraw(nth % 2 === 1);
    while (quick.messages.length === before) await sleep(1);
    if (nth % 20 > 0) continue;
    const other = await stream(few.url + live);
    there = other.status;
    other.leave();
  }
  await withdraw(false);
  slow.resume();
  await slow.ended;
  expect(await few.stop()).toBe(0);
});

test('told to stop, it ends its streams and keeps no pages waiting', async () => {
  const leaving = await clinic.start();
  const { live } = await pageOf('dr-wei-ling-tan', leaving);
  const streams = await Promise.all(Array.from({ length: 20 }, () => listen(leaving.url + live)));
  const told = performance.now();
  const stopped = leaving.stop();
  await Promise.all(streams.map(({ ended }) => ended));
  expect(await stopped).toBe(0);
  // Requests in flight get six seconds, which streams would use up.
  expect(performance.now() - told).toBeLessThan(5_000);
});

test('when the database is killed and started again, streams go on and tell what happened meanwhile', async () => {
  const { live, slot } = await pageOf('dr-wei-ling-tan');
  const page = await listen(servers[0].url + live);
  await expect.poll(() => page.messages.length, soon).toBeGreaterThan(0);
  process.kill((await clinic.postmaster())!, 'SIGKILL');
  await sleep(500);
  await expect.poll(async () => (await fetch(`${servers[0].url}/readyz`)).status, soon).toBe(200);
  await sql`UPDATE time_slots SET withdrawn_at = now() WHERE id = ${slot.id}`;
  await expect.poll(() => told(page)[`day-${slot.date}`] ?? `slot-${slot.id}"`, soon).not.toContain(`slot-${slot.id}"`);
});
