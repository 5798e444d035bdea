import { every } from 'hono/combine';
import { createMiddleware } from 'hono/factory';
import { requestId } from 'hono/request-id';
import { routePath } from 'hono/route';
import type { Logger } from 'pino';
import type { Env } from './context.ts';

/**
 * One line a request, with the id that the answer carries too. The route's pattern, never the address itself: a hold's
 * address is the right to use it, and a search may be a name.
 */
export const requestLog = (log: Logger) =>
  every(
    requestId(),
    createMiddleware<Env>(async (c, next) => {
      const started = performance.now();
      c.set('log', log.child({ requestId: c.get('requestId') }));
      await next();
      c.get('log').info(
        {
          method: c.req.method,
          route: routePath(c, -1),
          status: c.res.status,
          ms: Math.round(performance.now() - started),
        },
        'request',
      );
    }),
  );
