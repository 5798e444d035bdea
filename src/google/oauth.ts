import { setTimeout as sleep } from 'node:timers/promises';
import type { OAuth2Tokens } from 'arctic';
import type { GoogleClient } from '../config.ts';

/**
 * The least that lets an event be written into the calendar that people look at. `calendar.app.created` allows less still: only
 * a calendar beside it, which MediBook would have to make.
 */
const WRITE = 'https://www.googleapis.com/auth/calendar.events.owned';

/** When one's calendars are busy, and not with what. */
const BUSY = 'https://www.googleapis.com/auth/calendar.freebusy';

/** What is asked for, by whose calendar it is. */
export const scopes = { patient: [WRITE], doctor: [WRITE, BUSY] };

/** Milliseconds that Google gets to answer. */
const PATIENCE = 5_000;

/** What is logged where Google is away, as `code`. */
export const NO_ANSWER = 'no answer';

/** `refresh` is null where Google leaves the one before as it is. */
export type Tokens = { access: string; refresh: string | null; accessUntil: Temporal.Instant; scopes: string[] };

/**
 * `lost`: Google lets us in no more, or the code was used or is too old (invalid_grant). `set-up`: Google does not take this
 * clinic's id and secret, or the token is another client's (unauthorized_client). `later`: Google is away, or says what nobody understands. `code` may be logged.
 */
export type NoTokens = { ok: false; reason: 'lost' | 'set-up' | 'later'; code: string };

export type OAuth = {
  /** The page at Google where people agree. `state` comes back with the answer, `verifier` is told when it has (RFC 7636). */
  consentUrl(asked: { state: string; verifier: string; scopes: string[] }): Promise<string>;
  exchange(code: string, verifier: string): Promise<({ ok: true } & Tokens) | NoTokens>;
  refresh(refreshToken: string): Promise<({ ok: true } & Tokens) | NoTokens>;
  /** Everything that this Google account lets the clinic do ends; again, or after it has ended otherwise: the same answer. */
  revoke(token: string): Promise<{ ok: true } | NoTokens>;
};

/** Where people are sent back to, the same for whoever connects: Google compares it letter by letter. */
export const CALLBACK = '/api/auth/google/callback';

/** Google's OAuth 2.0, or what stands in for it. `origin`: where MediBook is, such as `https://booking.example`. */
export function googleOAuth({ id, secret, endpoint }: GoogleClient, origin: string): OAuth {
  const at = endpoint
    ? {
        consent: `${endpoint}/o/oauth2/v2/auth`,
        token: `${endpoint}/oauth2/token`,
        revoke: `${endpoint}/oauth2/revoke`,
      }
    : {
        consent: 'https://accounts.google.com/o/oauth2/v2/auth',
        token: 'https://oauth2.googleapis.com/token',
        revoke: 'https://oauth2.googleapis.com/revoke',
      };
  // Loaded only where somebody connects a calendar, or has.
  const arctic = async () => {
    const { CodeChallengeMethod, OAuth2Client } = await import('arctic');
    return { client: new OAuth2Client(id, secret, `${origin}${CALLBACK}`), s256: CodeChallengeMethod.S256 };
  };
  const asked = (ask: (client: Awaited<ReturnType<typeof arctic>>['client']) => Promise<OAuth2Tokens>) =>
    answered(async () => tokensIn(await ask((await arctic()).client)));

  return {
    async consentUrl({ state, verifier, scopes }) {
      const { client, s256 } = await arctic();
      const url = client.createAuthorizationURLWithPKCE(at.consent, state, s256, verifier, scopes);
      // A token that outlives this visit, also where there was a consent before; and whoever is at a computer that others are
      // signed in at chooses whose calendar it is.
      url.searchParams.set('access_type', 'offline');
      url.searchParams.set('prompt', 'select_account consent');
      return url.href;
    },
    exchange: (code, verifier) => asked((client) => client.validateAuthorizationCode(at.token, code, verifier)),
    refresh: (refreshToken) => asked((client) => client.refreshAccessToken(at.token, refreshToken, [])),
    async revoke(token) {
      const done = await answered(async () => (await arctic()).client.revokeToken(at.revoke, token));
      // invalid_token: it was revoked before.
      return done.ok || done.reason === 'lost' ? { ok: true } : done;
    },
  };
}

function tokensIn(given: OAuth2Tokens): Tokens {
  return {
    access: given.accessToken(),
    refresh: given.hasRefreshToken() ? given.refreshToken() : null,
    accessUntil: Temporal.Instant.fromEpochMilliseconds(given.accessTokenExpiresAt().getTime()),
    scopes: given.hasScopes() ? given.scopes() : [],
  };
}

/** What was said, or within Google's patience nothing. No error leaves: its message may have a token in it. */
async function answered<T>(ask: () => Promise<T>): Promise<({ ok: true } & T) | NoTokens> {
  const asking = ask().then(
    (value) => ({ ok: true as const, ...value }),
    (error: unknown) => refusalOf(error),
  );
  const silence = sleep(PATIENCE, { ok: false, reason: 'later', code: NO_ANSWER } as const, { ref: false });
  return Promise.race([asking, silence]);
}

/** RFC 6749, 5.2; RFC 7009, 2.2.1. */
function refusalOf(error: unknown): NoTokens {
  const { code, status } = error as { code?: unknown; status?: unknown };
  if (typeof code !== 'string') return { ok: false, reason: 'later', code: String(status ?? NO_ANSWER) };
  if (code === 'invalid_grant' || code === 'invalid_token') return { ok: false, reason: 'lost', code };
  const isOurs =
    /^(invalid_client|unauthorized_client|deleted_client|disabled_client|redirect_uri_mismatch|org_internal)$/.test(
      code,
    );
  return { ok: false, reason: isOurs ? 'set-up' : 'later', code: isOurs ? code : 'other' };
}
