import { OpenAPIHono } from '@hono/zod-openapi';
import type { ZodError } from 'zod';
import { apiWords } from '../../views/messages/api.ts';
import { faultsOf } from '../booking/patient-rules.ts';
import type { Deps } from '../deps.ts';
import type { Env } from '../http/context.ts';
import { REQUESTS_A_HOLD, rateLimit } from '../http/rate-limit.ts';
import { appointments } from './appointments.ts';
import { docs } from './docs.tsx';
import { doctors } from './doctors.ts';
import { openApi } from './document.ts';
import { holds, type Limits } from './holds.ts';
import { type ApiFault, ApiProblem, type FieldProblem } from './problem.ts';

/**
 * The JSON API, for /api: the same verbs as the pages. `holdLimit` is the brake that the pages' POST /holds shares.
 * Whatever is thrown here is answered by `apiError`, which the app calls for every path under /api.
 */
export function api(deps: Deps, { holdLimit }: Partial<Limits> = {}) {
  const perMinute = deps.config.HOLD_REQUESTS_PER_MINUTE;
  const limits = {
    holdLimit: holdLimit ?? rateLimit(deps, perMinute),
    requestLimit: rateLimit(deps, perMinute * REQUESTS_A_HOLD),
  };
  const app = new OpenAPIHono<Env>({
    defaultHook: (read) => {
      if (!read.success) throw new ApiProblem('invalid_request', { errors: fieldProblems(read.error, read.target) });
    },
  });
  app.route('/', doctors(deps));
  app.route('/', holds(deps, limits));
  app.route('/', appointments(deps, limits));
  app.route(
    '/',
    docs(deps, () => openApi(app, deps.config.clinic.name)),
  );
  refuseOtherMethods(app);
  return app;
}

function fieldProblems(error: ZodError, target: string): FieldProblem[] {
  return Object.entries(faultsOf<ApiFault>(error)).map(([field, code]) => ({
    field,
    ...(target === 'json' && { pointer: field ? `#/${field.replaceAll('.', '/')}` : '#' }),
    code,
    message: apiWords.faults[code],
  }));
}

function refuseOtherMethods(app: OpenAPIHono<Env>): void {
  const known = Map.groupBy(
    app.routes.filter(({ method }) => method !== 'ALL'),
    ({ path }) => path,
  );
  for (const [path, routes] of known) {
    const methods = new Set(routes.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method])));
    app.all(path, () => {
      throw new ApiProblem('method_not_allowed', { allow: [...methods].join(', ') });
    });
  }
}
