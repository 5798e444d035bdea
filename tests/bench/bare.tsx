/**
 * What MediBook is measured against: the same answers from Hono and postgres.js alone, on the same tables and functions.
 * Nothing is checked, limited, logged, packed or secured.
 */
import { randomBytes } from 'node:crypto';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import postgres from 'postgres';
import { whenTold } from '../../src/stop.ts';
import { barePage } from './bare-page.tsx';

const { DATABASE_URL = '', DATABASE_POOL, PORT } = process.env;
const max = Number(DATABASE_POOL);
const sql = postgres(DATABASE_URL, { max });
const randomId = () => randomBytes(16).toString('hex');

const app = new Hono()
  .post('/api/slots/hold', async (c) => {
    const { slotId } = await c.req.json();
    const [held] = await sql`
      SELECT * FROM hold_slot(${slotId}, ${randomId()}, ${randomId()}, ${c.req.header('x-forwarded-for') ?? ''}, 5, 1000000)`;
    return c.json({ holdId: held!.hold_id, slotId, expiresAt: held!.expires_at }, held!.outcome === 'held' ? 201 : 409);
  })

  .post('/api/slots/release', async (c) => {
    const { holdId } = await c.req.json();
    const [released] = await sql`SELECT release_hold(${holdId}) AS outcome`;
    return c.json({ released: true }, released!.outcome === 'released' ? 200 : 404);
  })

  .get('/api/slots', async (c) => {
    const { doctorId = '', date = '' } = c.req.query();
    const slots = await sql`
      SELECT id::int, doctor_id::int AS "doctorId", date::text, start_time AS "startTime", end_time AS "endTime",
             starts_at AS "startsAt", ends_at AS "endsAt",
             CASE WHEN slot_is_free(s, now()) THEN 'available' ELSE status END AS status,
             CASE WHEN NOT slot_is_free(s, now()) THEN held_until END AS "heldUntil"
      FROM time_slots s
      WHERE doctor_id = ${doctorId} AND date = ${date} AND withdrawn_at IS NULL
        AND starts_at > greatest(now(), ${date}::date - 1) AND starts_at < ${date}::date + 2
      ORDER BY starts_at`;
    return c.json({ doctorId: Number(doctorId), date, timeZone: 'Europe/London', slots });
  })

  .get('/doctors/:slug', barePage(DATABASE_URL, max));

const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: Number(PORT) });
whenTold(async () => {
  server.close();
  await sql.end({ timeout: 1 });
});
