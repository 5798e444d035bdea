import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { apiWords } from '../../views/messages/api.ts';
import type { Fault } from '../booking/patient-rules.ts';
import type { AppContext } from '../http/context.ts';
import { asRefusal, refusals } from '../http/refusal.ts';

/** Every code that the API answers with, and its status. A code keeps its meaning; its words may change. */
export const problems = {
  ...refusals,
  malformed_json: 400,
  doctor_not_found: 404,
  slot_not_found: 404,
  hold_not_found: 404,
  method_not_allowed: 405,
  slot_unavailable: 409,
  patient_busy: 409,
  too_many_appointments: 409,
  already_booked: 409,
  hold_expired: 410,
  hold_ended: 410,
  invalid_request: 422,
  too_many_holds: 429,
} as const satisfies Record<string, ContentfulStatusCode>;

export type ProblemCode = keyof typeof problems;

/** What can be wrong with a field of a request. */
export type ApiFault = Fault | 'not_an_object' | 'not_a_positive_integer' | 'not_a_visitor' | 'out_of_range';

/** A field at fault: `patient.email` of a body is at `#/patient/email`; a query's field has no pointer. */
export type FieldProblem = { field: string; pointer?: string; code: ApiFault; message: string };

/** `retryAfter` in seconds; `allow` lists the methods that the address knows. */
export type ProblemDetails = { errors?: FieldProblem[]; retryAfter?: number | undefined; allow?: string };

/** Thrown by a handler that can't do what it was asked. */
export class ApiProblem extends HTTPException {
  readonly code: ProblemCode;
  readonly details: ProblemDetails;

  constructor(code: ProblemCode, details: ProblemDetails = {}) {
    super(problems[code], { message: code });
    this.code = code;
    this.details = details;
  }
}

/** The answer to anything thrown under /api, by a handler or by the plumbing before it. */
export function apiError(error: unknown, c: AppContext): Response {
  if (error instanceof ApiProblem) return problem(c, error.code, error.details);
  if (error instanceof HTTPException && error.status === 415) return problem(c, 'unsupported_media_type');
  const { refusal, retryAfter } = asRefusal(error);
  return problem(c, refusal, { retryAfter });
}

/** A problem document: RFC 9457. */
export function problem(
  c: AppContext,
  code: ProblemCode,
  { errors, retryAfter, allow }: ProblemDetails = {},
): Response {
  const status = problems[code];
  return c.json({ type: `/api/docs#${code}`, ...apiWords.problems[code], status, code, errors }, status, {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
    ...(allow && { allow }),
  });
}
