import { HTTPException } from 'hono/http-exception';

/** Refusals that any address can give. The JSON API shows the code, a page its words from the message file. */
export const refusals = {
  not_found: 404,
  foreign_origin: 403,
  payload_too_large: 413,
  unsupported_media_type: 415,
  malformed_request: 400,
  too_many_requests: 429,
  unavailable: 503,
  internal_error: 500,
} as const;

export type Refusal = keyof typeof refusals;

export class RefusedRequest extends HTTPException {
  readonly refusal: Refusal;
  /** Seconds, for Retry-After. */
  readonly retryAfter: number | undefined;

  constructor(refusal: Refusal, retryAfter?: number) {
    super(refusals[refusal], { message: refusal });
    this.refusal = refusal;
    this.retryAfter = retryAfter;
  }
}

/** PostgreSQL is away, starting, stopping, full, a standby for now, took too long, or gave up on a session: worth another try in a moment. */
const passing =
  /^(08...|57P0[1235]|57014|25P03|53...|55P03|40P01|40001|25006|CONNECT_TIMEOUT|CONNECTION_\w+|ECONN\w+|EPIPE|ETIMEDOUT|E(HOST|NET)UNREACH|ENOTFOUND|EAI_AGAIN|ENOENT)$/;

/** What to answer to any error: a refusal as it is, an absent database as unavailable, anything else is a bug. */
export function asRefusal(error: unknown): RefusedRequest {
  if (error instanceof RefusedRequest) return error;
  if (error instanceof HTTPException && error.status < 500) return new RefusedRequest('malformed_request');
  const { code, cause } = error as { code?: string; cause?: { code?: string } };
  // Node says so where whoever asked was gone before their form had arrived.
  if (code === 'ECONNRESET' && (error as Error).message === 'aborted') return new RefusedRequest('malformed_request');
  const database = code ?? cause?.code;
  if (database && passing.test(database)) return new RefusedRequest('unavailable', 5);
  return new RefusedRequest('internal_error');
}

/** Whole seconds, for Retry-After; at least one. */
export const secondsUntil = (instant: Temporal.Instant) =>
  Math.max(1, Math.ceil(Temporal.Now.instant().until(instant).total('seconds')));
