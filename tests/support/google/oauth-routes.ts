import { Hono } from 'hono';
import { type Client, credentialsIn } from './client.ts';
import { GoogleError } from './errors.ts';
import type { Grants, Tokens } from './grants.ts';

/** What whoever is signed in says to the page for consent: no (null), or yes to these scopes alone, or to all (null). */
export type Answer = { account: string | null; only: string[] | null };

type Fields = Record<string, string>;

/** Consent and tokens as Google has them, but for the page: the browser is sent back at once. */
export function oauthRoutes(client: Client, grants: Grants, answer: () => Answer): Hono {
  const app = new Hono();
  app.get('/o/oauth2/v2/auth', (c) => c.redirect(wayBack(client, grants, answer(), c.req.query())));
  app.post('/oauth2/token', async (c) => {
    const form = Object.fromEntries(new URLSearchParams(await c.req.text()));
    const { id, secret } = credentialsIn(c.req.header('authorization')) ?? {
      id: form.client_id,
      secret: form.client_secret,
    };
    if (id !== client.id || secret !== client.secret) throw new GoogleError('invalid_client');
    const { access, refresh, scopes } = tokens(grants, form);
    const answered = { access_token: access, expires_in: 3599, token_type: 'Bearer', scope: scopes.join(' ') };
    return c.json({ ...answered, ...(refresh && { refresh_token: refresh }) });
  });
  app.post('/oauth2/revoke', async (c) => {
    grants.revoke(new URLSearchParams(await c.req.text()).get('token') ?? '');
    return c.json({});
  });
  return app;
}

function wayBack(client: Client, grants: Grants, { account, only }: Answer, asked: Fields): string {
  const { client_id, redirect_uri: redirectUri = '', response_type, scope = '', state = '' } = asked;
  if (client_id !== client.id) throw new GoogleError('invalid_client');
  if (!client.redirectUris.includes(redirectUri)) throw new GoogleError('redirect_uri_mismatch');
  const { code_challenge: challenge, code_challenge_method } = asked;
  if (response_type !== 'code' || !challenge || code_challenge_method !== 'S256')
    throw new GoogleError('invalid_request');
  const back = (query: Fields) => `${redirectUri}?${new URLSearchParams({ state, ...query })}`;
  if (account === null) return back({ error: 'access_denied' });
  const scopes = scope.split(' ').filter((name) => !only || only.includes(name));
  // Who has consented before and is not asked again: Google believes that the clinic has a refresh token.
  const anew = asked.prompt?.includes('consent') || grants.count(account) === 0;
  const refreshable = asked.access_type === 'offline' && anew;
  return back({
    code: grants.consent({ account, scopes, redirectUri, challenge, refreshable }),
    scope: scopes.join(' '),
  });
}

function tokens(grants: Grants, form: Fields): Tokens {
  const { grant_type, code = '', redirect_uri = '', code_verifier = '', refresh_token = '' } = form;
  if (grant_type === 'refresh_token') return grants.refresh(refresh_token);
  if (grant_type !== 'authorization_code') throw new GoogleError('unsupported_grant_type');
  return grants.redeem(code, { redirectUri: redirect_uri, verifier: code_verifier });
}
