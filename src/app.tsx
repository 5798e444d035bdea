import { Hono } from 'hono';
import { timeout } from 'hono/timeout';
import { RefusalPage } from '../views/errors/refusal.tsx';
import type { Frame } from '../views/ui/page.tsx';
import { apiError } from './api/problem.ts';
import { api } from './api/routes.ts';
import { appointmentRoutes } from './booking/appointment-routes.tsx';
import { earlierRoutes } from './booking/earlier-routes.tsx';
import { findRoutes } from './booking/find-routes.tsx';
import { googleRoutes } from './booking/google-routes.tsx';
import { moveRoutes } from './booking/move-routes.tsx';
import { holdRoutes } from './booking/routes.tsx';
import { calendarRoutes } from './calendars/routes.tsx';
import { contactRoutes } from './contact/routes.tsx';
import type { Deps } from './deps.ts';
import { deskRefusalPage, isOfDesk } from './desk/refusal-page.tsx';
import { deskRoutes } from './desk/routes.tsx';
import { signInRoutes } from './desk/sign-in-routes.tsx';
import { doctorRoutes } from './doctors/routes.tsx';
import { frameOf, plainFrame } from './frame.ts';
import { consentRoutes } from './google/consent-routes.tsx';
import { CALLBACK } from './google/oauth.ts';
import { compression } from './http/compression.ts';
import type { AppContext, Env } from './http/context.ts';
import { healthRoutes } from './http/health.ts';
import { rateLimit } from './http/rate-limit.ts';
import { asRefusal, RefusedRequest } from './http/refusal.ts';
import { requestLog } from './http/request-log.ts';
import { security } from './http/security.ts';
import { A_MOMENT, within } from './http/within.ts';
import { liveRoutes } from './live/routes.tsx';
import { keptHtml, keptMailRoutes } from './mail/kept-routes.tsx';
import { patientRoutes } from './patients/routes.tsx';
import { entryRoutes } from './waiting/entry-routes.tsx';
import { offerRoutes } from './waiting/offer-routes.tsx';
import { waitingRoutes } from './waiting/routes.tsx';

/**
 * Milliseconds until whoever asks hears that it takes too long: a moment more than PostgreSQL gives a statement
 * (src/db/client.ts), for when PostgreSQL itself stands still.
 */
const PATIENCE = 9_000;

/** The whole site, on one screen. */
export function createApp(deps: Deps): Hono<Env> {
  const { config } = deps;
  const holdLimit = rateLimit(deps, config.HOLD_REQUESTS_PER_MINUTE);
  const app = new Hono<Env>();

  if (config.mail === 'kept') app.get('/dev/mail/:id/html', keptHtml(deps));
  app.use(requestLog(deps.log, config), compression, personal, ...security(config));
  app.get('/static/:file', (c) => deps.assets.serve(c));
  app.use(timeout(PATIENCE, () => new RefusedRequest('unavailable', 5)));
  app.route('/', healthRoutes(deps));
  app.route('/', doctorRoutes(deps));
  app.route('/', liveRoutes(deps));
  app.route('/', holdRoutes(deps, holdLimit));
  app.route('/', appointmentRoutes(deps));
  app.route('/', moveRoutes(deps, holdLimit));
  app.route('/', googleRoutes(deps));
  app.route('/', consentRoutes(deps));
  app.route('/', contactRoutes(deps));
  app.route('/', findRoutes(deps));
  app.route('/', patientRoutes(deps));
  app.route('/', signInRoutes(deps));
  app.route('/', deskRoutes(deps));
  app.route('/', earlierRoutes(deps));
  app.route('/', waitingRoutes(deps));
  app.route('/', entryRoutes(deps));
  app.route('/', offerRoutes(deps));
  app.route('/', calendarRoutes(deps));
  if (config.mail === 'kept') app.route('/', keptMailRoutes(deps));
  app.route('/api', api(deps, { holdLimit }));

  app.notFound((c) => {
    const path = withoutSlash(c);
    return path ? c.redirect(path, 301) : answer(c, deps, new RefusedRequest('not_found'));
  });
  app.onError((error, c) => answer(c, deps, error));
  return app;
}

/** Pages, also those that refuse, speak of the visitor's hold: no cache may keep what does not say that it may. */
const personal = async (c: AppContext, next: () => Promise<void>) => {
  await next();
  if (!c.res.headers.has('cache-control')) c.res.headers.set('Cache-Control', 'no-store');
};

/**
 * Where a page's address leads that somebody has typed or pasted with a slash at its end; null for any other. Not one that
 * begins with two: what is left of that would be another site's.
 */
function withoutSlash({ req }: AppContext): string | null {
  const { pathname, search } = new URL(req.url);
  const isPage = req.method === 'GET' && !pathname.startsWith('/api/');
  if (!isPage || !pathname.endsWith('/') || pathname.startsWith('//')) return null;
  return `${pathname.slice(0, -1)}${search}`;
}

/** Any error as what the asker can read: a problem document under /api, else a page. Bugs are logged, and never shown. */
async function answer(c: AppContext, deps: Deps, error: Error): Promise<Response> {
  const refused = asRefusal(error);
  if (refused.status >= 500) (c.get('log') ?? deps.log).error({ err: error }, refused.refusal);
  if (refused.retryAfter) c.header('Retry-After', String(refused.retryAfter));
  // A person comes back there from Google.
  if (/^\/api(\/|$)/.test(c.req.path) && c.req.path !== CALLBACK) return apiError(error, c);
  if (isOfDesk(c, deps)) return deskRefusalPage(c, deps, refused);
  return c.html(<RefusalPage frame={await frameOfRefusal(c, deps, refused)} refused={refused} />, refused.status);
}

/** "Held for you" stands on a page that refuses, too; but what went wrong is said whatever else goes wrong. */
async function frameOfRefusal(c: AppContext, deps: Deps, { status }: RefusedRequest): Promise<Frame> {
  // Whoever is braked costs no query, and a database that is away is not asked.
  if (status >= 500 || status === 429) return plainFrame(deps);
  return within(A_MOMENT, frameOf(c, deps), plainFrame(deps));
}
