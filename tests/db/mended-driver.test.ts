import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { ownDatabase } from '../support/database.ts';

const { db } = ownDatabase();

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
