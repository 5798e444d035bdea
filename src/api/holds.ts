import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { apiWords } from '../../views/messages/api.ts';
import { type HoldOutcome, holdRules, holdSlot } from '../booking/hold.ts';
import { releaseHold } from '../booking/release.ts';
import type { Deps } from '../deps.ts';
import { addressOf } from '../http/address.ts';
import type { AppContext, Env } from '../http/context.ts';
import { secondsUntil } from '../http/refusal.ts';
import { visitorOf } from '../http/visitor.ts';
import { randomId } from '../random-id.ts';
import { json, ofAnyRequest, refusing } from './answers.ts';
import { jsonBody } from './json-body.ts';
import { moment, timeOf } from './moment.ts';
import { ApiProblem } from './problem.ts';
import { Hold, HoldRequest, Released, ReleaseRequest } from './schemas.ts';

const words = apiWords.document;

export type Limits = { holdLimit: MiddlewareHandler<Env>; requestLimit: MiddlewareHandler<Env> };

const hold = ({ holdLimit }: Limits) =>
  createRoute({
    method: 'post',
    path: '/slots/hold',
    operationId: 'holdSlot',
    summary: words.hold.summary,
    middleware: [holdLimit, jsonBody] as const,
    request: { body: { required: true, content: { 'application/json': { schema: HoldRequest } } } },
    responses: {
      201: json(Hold, words.hold.ok),
      200: json(Hold, words.hold.again),
      ...refusing('slot_not_found', 'slot_unavailable', 'too_many_holds', ...ofAnyRequest),
    },
  });

const release = ({ requestLimit }: Limits) =>
  createRoute({
    method: 'post',
    path: '/slots/release',
    operationId: 'releaseHold',
    summary: words.release.summary,
    middleware: [requestLimit, jsonBody] as const,
    request: { body: { required: true, content: { 'application/json': { schema: ReleaseRequest } } } },
    responses: {
      200: json(Released, words.release.ok),
      ...refusing('hold_not_found', 'already_booked', ...ofAnyRequest),
    },
  });

/** A slot is held, and let go. */
export const holds = (deps: Deps, limits: Limits) =>
  new OpenAPIHono<Env>()
    .openapi(hold(limits), async (c) => {
      const { db, config } = deps;
      const { slotId, visitor: named } = c.req.valid('json');
      const visitor = { id: visitorId(c, deps, named), address: addressOf(c, deps) };
      const outcome = await holdSlot(db, slotId, visitor, holdRules(config));
      if (!outcome.ok) throw refusalOf(outcome);
      const { holdId, doctorId, expiresAt, already } = outcome;
      const { timeZone } = config.clinic;
      return c.json(
        { holdId, slotId, doctorId, ...timeOf(outcome, timeZone), expiresAt: moment(expiresAt, timeZone) },
        already ? 200 : 201,
      );
    })
    .openapi(release(limits), async (c) => {
      const outcome = await releaseHold(deps.db, c.req.valid('json').holdId);
      if (!outcome.ok) {
        throw new ApiProblem(outcome.reason === 'confirmed' ? 'already_booked' : 'hold_not_found');
      }
      return c.json({ released: true as const }, 200);
    });

/** Whose hold it is: the person whom the client names, else the cookie's visitor, else somebody new. */
function visitorId(c: AppContext, { config, secrets }: Deps, named: string | undefined): string {
  return named ? secrets.seal('api visitor', named) : (visitorOf(c, config) ?? randomId());
}

function refusalOf(outcome: Extract<HoldOutcome, { ok: false }>): ApiProblem {
  switch (outcome.reason) {
    case 'too_many_holds':
      return new ApiProblem('too_many_holds', { retryAfter: secondsUntil(outcome.firstEndsAt) });
    case 'taken':
      return new ApiProblem('slot_unavailable');
    case 'slot_not_found':
      return new ApiProblem('slot_not_found');
  }
}
