import { every } from 'hono/combine';
import { createMiddleware } from 'hono/factory';
import { requestId } from 'hono/request-id';
import { routePath } from 'hono/route';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { Env } from './context.ts';

const REQUEST_ID = 'X-Request-Id';

const HEALTH = ['/healthz', '/readyz'];

/**
 * One line a request, with the id that the answer carries too: the proxy's where there is one (TRUST_PROXY), else one of
 * ours, since whoever asks could write anything there. The route's pattern, never the address itself: a hold's
 * address is the right to use it, and a search may be a name.
 */
export const requestLog = (log: Logger, { TRUST_PROXY }: Pick<Config, 'TRUST_PROXY'>) =>
  every(
    requestId({ headerName: TRUST_PROXY ? REQUEST_ID : '', limitLength: 64 }),
    createMiddleware<Env>(async (c, next) => {
      const started = performance.now();
      c.header(REQUEST_ID, c.get('requestId'));
      c.set('log', log.child({ requestId: c.get('requestId') }));
      await next();
      const [route, status] = [routePath(c, -1), c.res.status];
      // A proxy and a container engine each ask every few seconds: only what is wrong is of interest.
      const level = HEALTH.includes(route) && status === 200 ? 'debug' : 'info';
      const ms = Math.round(performance.now() - started);
      c.get('log')[level]({ method: c.req.method, route, status, ms }, 'request');
    }),
  );
