import { Hono } from 'hono';
import { timeout } from 'hono/timeout';
import type { Deps } from '../deps.ts';
import type { Env } from './context.ts';
import { RefusedRequest } from './refusal.ts';

/** Milliseconds: a database that takes longer is one to send nobody to. */
const READY_WITHIN = 2_000;

/** `/healthz`: the process answers. `/readyz`: the database does too, so that visitors may be sent here. */
export const healthRoutes = ({ db }: Deps) =>
  new Hono<Env>()
    .get('/healthz', (c) => c.text('ok'))
    .get(
      '/readyz',
      timeout(READY_WITHIN, () => new RefusedRequest('unavailable', 5)),
      async (c) => {
        await db.sql`SELECT 1`;
        return c.text('ready');
      },
    );
