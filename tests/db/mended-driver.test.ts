import { once } from 'node:events';
import { type AddressInfo, connect as connectTo, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { connect } from '../../src/db/client.ts';
import { ownDatabase } from '../support/database.ts';

const database = ownDatabase();
const { db } = database;

test('where every connection is accepted and closed, as by a proxy without its database, the driver waits between two tries', async () => {
  let tries = 0;
  const proxy = createServer((socket) => {
    tries++;
    socket.destroy();
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const { port } = proxy.address() as AddressInfo;
  const { sql } = connect(`postgres://medibook:secret@127.0.0.1:${port}/medibook`, { max: 1 });
  sql`SELECT 1`.catch(() => {});
  await sleep(1_000);
  await sql.end({ timeout: 0 });
  proxy.close();
  expect(tries).toBeGreaterThan(1);
  expect(tries).toBeLessThan(20);
});

test('a statement on a connection that has gone is refused, and the next connection is sound', async () => {
  const lost = db.sql.begin(async (sql) => {
    const [own] = await sql`SELECT pg_backend_pid() AS pid`;
    await db.sql`SELECT pg_terminate_backend(${own!.pid})`;
    while ((await db.sql`SELECT FROM pg_stat_activity WHERE pid = ${own!.pid}`).length > 0) await sleep(10);
    await sleep(200); // Until the driver has heard of it.
    await expect(sql`SELECT 1`).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
  });
  await expect(lost).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
  for (let nth = 1; nth <= 20; nth++) expect(await db.sql`SELECT 1 AS one`).toEqual([{ one: 1 }]);
});

test('a connection that is lost while the driver asks for its types is refused to who waits for it, and to nobody else', async () => {
  const unheard: unknown[] = [];
  const note = (error: unknown) => unheard.push(error);
  process.on('unhandledRejection', note);
  const url = new URL(database.url);
  const port = Number(url.port);
  const between = createServer((near) => {
    const far = connectTo(port, '127.0.0.1');
    far.pipe(near).on('error', () => {});
    near
      .on('error', () => {})
      .on('data', (chunk) => {
        if (!chunk.includes('typarray')) return void far.write(chunk);
        between.close(); // The driver tries once more, and finds nobody.
        near.destroy();
        far.destroy();
      });
  }).listen(0, '127.0.0.1');
  await once(between, 'listening');
  url.port = String((between.address() as AddressInfo).port);
  const { sql } = connect(url.href, { max: 1 });
  await expect(sql`SELECT 1`).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await sleep(100);
  process.off('unhandledRejection', note);
  expect(unheard).toEqual([]);
});
