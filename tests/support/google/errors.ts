/** What Google answers when it does not do what it is asked, in the shapes and words of its APIs. */

/** Of the Calendar API: status, reason, domain and words; then what newer parts of Google say beside that. */
const ofCalendar = {
  badRequest: [400, 'invalid', 'global', 'Invalid Value'],
  authError: [401, 'authError', 'global', 'Invalid Credentials', 'UNAUTHENTICATED'],
  rateLimitExceeded: [403, 'rateLimitExceeded', 'usageLimits', 'Rate Limit Exceeded'],
  userRateLimitExceeded: [403, 'userRateLimitExceeded', 'usageLimits', 'User Rate Limit Exceeded'],
  quotaExceeded: [403, 'quotaExceeded', 'usageLimits', 'Calendar usage limits exceeded.'],
  forbiddenForNonOrganizer: [
    ...([403, 'forbiddenForNonOrganizer', 'calendar'] as const),
    'Shared properties can only be changed by the organizer of the event.',
  ],
  insufficientPermissions: [
    ...([403, 'insufficientPermissions', 'global', 'Request had insufficient authentication scopes.'] as const),
    ...(['PERMISSION_DENIED', 'ACCESS_TOKEN_SCOPE_INSUFFICIENT'] as const),
  ],
  accessNotConfigured: [
    ...([403, 'accessNotConfigured', 'usageLimits', 'Google Calendar API has not been used in project 1'] as const),
    ...(['PERMISSION_DENIED', 'SERVICE_DISABLED'] as const),
  ],
  notFound: [404, 'notFound', 'global', 'Not Found'],
  duplicate: [409, 'duplicate', 'global', 'The requested identifier already exists.'],
  deleted: [410, 'deleted', 'global', 'Resource has been deleted'],
  tooManyRequests: [429, 'rateLimitExceeded', 'usageLimits', 'Rate Limit Exceeded', 'RESOURCE_EXHAUSTED'],
  backendError: [500, 'backendError', 'global', 'Backend Error'],
  unavailable: [503, 'backendError', 'global', 'The service is currently unavailable.', 'UNAVAILABLE'],
} as const;

/** Of OAuth: status and words. */
const ofOAuth = {
  invalid_client: [401, 'Unauthorized'],
  invalid_grant: [400, 'Token has been expired or revoked.'],
  invalid_request: [400, 'Missing or malformed parameter.'],
  invalid_token: [400, 'Token expired or revoked'],
  redirect_uri_mismatch: [400, 'Bad Request'],
  unauthorized_client: [401, 'Unauthorized'],
  unsupported_grant_type: [400, 'Invalid grant_type'],
} as const;

export type ErrorName = keyof typeof ofCalendar | keyof typeof ofOAuth;

/** Thrown by what stands in for Google; its answer is Google's. */
export class GoogleError extends Error {
  readonly #name: ErrorName;
  /** Seconds. */
  readonly #retryAfter: number | undefined;

  constructor(name: ErrorName, { words, retryAfter }: { words?: string; retryAfter?: number } = {}) {
    super(words ?? wordsOf(name));
    this.#name = name;
    this.#retryAfter = retryAfter;
  }

  answer(): Response {
    const headers: HeadersInit = this.#retryAfter === undefined ? {} : { 'Retry-After': String(this.#retryAfter) };
    const name = this.#name;
    if (isOfOAuth(name))
      return Response.json({ error: name, error_description: this.message }, { status: ofOAuth[name][0], headers });
    const [code, reason, domain, , status, detail] = ofCalendar[name];
    const { message } = this;
    const details = detail && [
      { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: detail, domain: 'googleapis.com' },
    ];
    const error = { code, message, errors: [{ message, domain, reason }], status, details };
    return Response.json({ error }, { status: code, headers });
  }
}

const wordsOf = (name: ErrorName) => (isOfOAuth(name) ? ofOAuth[name][1] : ofCalendar[name][3]);

const isOfOAuth = (name: ErrorName): name is keyof typeof ofOAuth => name in ofOAuth;
