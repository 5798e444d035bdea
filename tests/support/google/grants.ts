import { createHash, randomUUID } from 'node:crypto';
import { GoogleError } from './errors.ts';

export type Tokens = { access: string; refresh: string | undefined; scopes: string[] };

type Token = { kind: 'access' | 'refresh'; account: string; scopes: string[] };

/** Somebody's consent on its way to the clinic: good for one request, by whoever has the verifier of this challenge. */
type Consent = { account: string; scopes: string[]; redirectUri: string; challenge: string; refreshable: boolean };

/** What accounts have granted the clinic, as Google keeps it. */
export class Grants {
  readonly #tokens = new Map<string, Token>();
  readonly #codes = new Map<string, Consent>();

  consent(consent: Consent): string {
    const code = `4/0${randomUUID()}`;
    this.#codes.set(code, consent);
    return code;
  }

  redeem(code: string, { redirectUri, verifier }: { redirectUri: string; verifier: string }): Tokens {
    const consent = this.#codes.get(code);
    if (!consent) throw new GoogleError('invalid_grant', { words: 'Malformed auth code.' });
    if (consent.redirectUri !== redirectUri) throw new GoogleError('redirect_uri_mismatch');
    if (consent.challenge !== createHash('sha256').update(verifier).digest('base64url'))
      throw new GoogleError('invalid_grant', { words: 'Invalid code verifier.' });
    this.#codes.delete(code);
    return this.grant(consent.account, consent.scopes, consent.refreshable);
  }

  grant(account: string, scopes: string[], refreshable = true): Tokens {
    const refresh = refreshable ? this.#token('1//', { kind: 'refresh', account, scopes }) : undefined;
    return { access: this.#token('ya29.', { kind: 'access', account, scopes }), refresh, scopes };
  }

  refresh(token: string): Tokens {
    const found = this.#tokens.get(token);
    if (found?.kind !== 'refresh') throw new GoogleError('invalid_grant');
    return this.grant(found.account, found.scopes, false);
  }

  /** What an access token opens, and how far. */
  openedBy(token: string): { account: string; scopes: string[] } | undefined {
    const found = this.#tokens.get(token);
    return found?.kind === 'access' ? found : undefined;
  }

  /** By either token: the whole of what its account has granted ends. */
  revoke(token: string): void {
    const found = this.#tokens.get(token);
    if (!found) throw new GoogleError('invalid_token');
    this.removeAccess(found.account);
  }

  removeAccess(account: string): void {
    this.#drop((token) => token.account === account);
  }

  expireAccessTokens(): void {
    this.#drop((token) => token.kind === 'access');
  }

  /** How many refresh tokens of this account are good. */
  count(account: string): number {
    return [...this.#tokens.values()].filter((token) => token.account === account && token.kind === 'refresh').length;
  }

  #token(prefix: string, token: Token): string {
    const name = `${prefix}${randomUUID()}`;
    this.#tokens.set(name, token);
    return name;
  }

  #drop(which: (token: Token) => boolean): void {
    for (const [name, token] of this.#tokens) if (which(token)) this.#tokens.delete(name);
  }
}
