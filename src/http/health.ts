import { Hono } from 'hono';
import type { Deps } from '../deps.ts';
import type { Env } from './context.ts';

/** `/healthz`: the process answers. `/readyz`: the database does too, so that visitors may be sent here. */
export const healthRoutes = ({ db }: Deps) =>
  new Hono<Env>()
    .get('/healthz', (c) => c.text('ok'))
    .get('/readyz', async (c) => {
      await db.sql`SELECT 1`;
      return c.text('ready');
    });
