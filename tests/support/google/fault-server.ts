/** A small Google that a test tells how to fail, and what it was asked. */
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import { type Context, Hono, type Next } from 'hono';
import { answerErrors, calendarRoutes, type FreeBusy } from './calendar-routes.ts';
import { type Client, clientAt, credentialsIn } from './client.ts';
import { type ErrorName, GoogleError } from './errors.ts';
import { type Busy, type Event, Events, instantOf } from './events.ts';
import { Grants, type Tokens } from './grants.ts';

export type Operation =
  | ('consent' | 'code' | 'refresh' | 'revoke')
  | ('insert' | 'patch' | 'get' | 'delete' | 'freeBusy')
  | 'else';

/**
 * What happens to a request: an error of Google's, with seconds for Retry-After; no answer at all; the connection cut before
 * anything is done, or after it, so that the answer is lost; a web page in place of JSON; or it waits, and is then done.
 */
export type Fault =
  | ErrorName
  | { error: ErrorName; retryAfter: number }
  | ('silence' | 'hang up' | 'lost answer' | 'no JSON')
  | Promise<unknown>;

export type Asked = {
  operation: Operation;
  method: string;
  /** With the query. */
  path: string;
  /** An object, from JSON or from a form; empty where nothing was sent. */
  body: Record<string, unknown>;
  authorization: string;
};

/** The scope that an account grants by itself, unless a test says otherwise. */
export const EVENTS = 'https://www.googleapis.com/auth/calendar.events.owned';
export const BUSY = 'https://www.googleapis.com/auth/calendar.freebusy';

export class FaultyGoogle {
  readonly client: Client;
  /** Everything it was asked, in order, also what it failed. */
  readonly asked: Asked[] = [];
  readonly #grants = new Grants();
  readonly #calendars = new Map<string, Events>();
  readonly #busy = new Map<string, Busy[]>();
  readonly #unreadable = new Map<string, string>();
  readonly #next = new Map<Operation, Fault[]>();
  readonly #always = new Map<Operation, Fault>();
  #consents: string | null = 'ada@example.com';
  #unticked: (scope: string) => boolean = () => false;
  #server: Server | undefined;
  #port = 0;

  /** For a MediBook at this web address, whose client it knows. */
  constructor(publicUrl = 'http://localhost:3000') {
    this.client = clientAt(publicUrl);
  }

  /** Listens at a port of its own, always the same one, until it is closed. */
  async open(): Promise<this> {
    const app = this.#routes();
    this.#server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server;
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Cuts off who still waits for an answer, too. */
  async close(): Promise<void> {
    const closed = once(this.#server!, 'close');
    this.#server!.close();
    this.#server!.closeAllConnections();
    await closed;
  }

  /** What the next requests of this kind meet, one each. */
  fails(operation: Operation, ...faults: Fault[]): void {
    this.#next.set(operation, [...(this.#next.get(operation) ?? []), ...faults]);
  }

  /** What every request of this kind meets, until Google heals. */
  keepsFailing(operation: Operation, fault: Fault): void {
    this.#always.set(operation, fault);
  }

  heals(): void {
    this.#next.clear();
    this.#always.clear();
  }

  /** Who is signed in to Google in the browser that asks for consent next, and gives it; null: whoever is there says no. */
  consents(account: string | null): void {
    this.#consents = account;
  }

  /** Every box but these is unticked; null: none is. */
  grantsOnly(scopes: string[] | null): void {
    this.#unticked = (scope) => scopes !== null && !scopes.includes(scope);
  }

  /** Tokens without a browser. */
  grant(account: string, scopes = [EVENTS, BUSY]): Tokens {
    return this.#grants.grant(account, scopes);
  }

  /** How many refresh tokens of this account are good. */
  grantsOf(account: string): number {
    return this.#grants.count(account);
  }

  /** The account's owner takes MediBook's access away at Google. */
  removeAccess(account: string): void {
    this.#grants.removeAccess(account);
  }

  /** As an hour later. */
  expireAccessTokens(): void {
    this.#grants.expireAccessTokens();
  }

  eventsOf(account: string): Event[] {
    return this.calendarOf(account).all();
  }

  /** The calendar itself, for what its owner does there without MediBook: `insert`, `patch`, `delete`. */
  calendarOf(account: string): Events {
    const events = this.#calendars.get(account) ?? new Events(account, this.url);
    this.#calendars.set(account, events);
    return events;
  }

  /** When this account is busy, beside the events in its calendar. */
  isBusy(account: string, times: Busy[]): void {
    this.#busy.set(account, times);
  }

  /** Why busy times of this account's calendar cannot be read, such as notFound or internalError; null: they can. */
  hidesBusy(account: string, reason: string | null): void {
    if (reason === null) this.#unreadable.delete(account);
    else this.#unreadable.set(account, reason);
  }

  /** The requests of one kind, in order. */
  askedTo(operation: Operation): Asked[] {
    return this.asked.filter((asked) => asked.operation === operation);
  }

  #routes(): Hono<{ Bindings: HttpBindings }> {
    const app = new Hono<{ Bindings: HttpBindings }>();
    app.onError(answerErrors);
    app.use((c, next) => this.#fault(c, next));
    app.get('/o/oauth2/v2/auth', (c) => c.redirect(this.#consent(c.req.query())));
    app.post('/oauth2/token', async (c) => {
      const form = Object.fromEntries(new URLSearchParams(await c.req.text()));
      return c.json(this.#tokens(form, c.req.header('authorization')));
    });
    app.post('/oauth2/revoke', async (c) => {
      this.#grants.revoke(new URLSearchParams(await c.req.text()).get('token') ?? '');
      return c.json({});
    });
    const openedBy = (token: string) => {
      const opened = this.#grants.openedBy(token);
      return opened && { events: this.calendarOf(opened.account), scopes: opened.scopes };
    };
    app.route('/', calendarRoutes(openedBy, this.#freeBusy));
    return app;
  }

  /** The answer that a fault has in place of what was asked for; none: it is done. */
  async #fault(c: Context<{ Bindings: HttpBindings }>, next: Next): Promise<Response | undefined> {
    const asked = await askedBy(c);
    this.asked.push(asked);
    const fault = this.#next.get(asked.operation)?.shift() ?? this.#always.get(asked.operation);
    if (fault instanceof Promise) await fault;
    else if (typeof fault === 'object') throw new GoogleError(fault.error, fault);
    else if (fault === 'silence') return never();
    else if (fault === 'hang up') return hangUp(c);
    else if (fault === 'no JSON') return c.html('<!doctype html><title>Sorry</title>');
    else if (fault && fault !== 'lost answer') throw new GoogleError(fault);
    await next();
    return fault === 'lost answer' ? hangUp(c) : undefined;
  }

  /** Where the browser is sent: back to the clinic. */
  #consent(asked: Record<string, string>): string {
    const { client_id, redirect_uri = '', response_type, scope = '', state = '' } = asked;
    if (client_id !== this.client.id) throw new GoogleError('invalid_client');
    if (!this.client.redirectUris.includes(redirect_uri)) throw new GoogleError('redirect_uri_mismatch');
    const { code_challenge, code_challenge_method } = asked;
    if (response_type !== 'code' || !code_challenge || code_challenge_method !== 'S256')
      throw new GoogleError('invalid_request');
    const back = (query: Record<string, string>) => `${redirect_uri}?${new URLSearchParams({ state, ...query })}`;
    const account = this.#consents;
    if (account === null) return back({ error: 'access_denied' });
    const scopes = scope.split(' ').filter((name) => !this.#unticked(name));
    // Else the clinic has a refresh token of an earlier consent, Google believes.
    const anew = asked.prompt?.includes('consent') || this.grantsOf(account) === 0;
    const refreshable = asked.access_type === 'offline' && anew;
    const consent = { account, scopes, redirectUri: redirect_uri, challenge: code_challenge, refreshable };
    return back({ code: this.#grants.consent(consent), scope: scopes.join(' ') });
  }

  #tokens(form: Record<string, string>, authorization: string | undefined): Record<string, unknown> {
    const { id, secret } = credentialsIn(authorization) ?? { id: form.client_id, secret: form.client_secret };
    if (id !== this.client.id || secret !== this.client.secret) throw new GoogleError('invalid_client');
    const { access, refresh, scopes } = this.#granted(form);
    const common = { access_token: access, expires_in: 3599, token_type: 'Bearer', scope: scopes.join(' ') };
    return { ...common, ...(refresh && { refresh_token: refresh }) };
  }

  #granted({
    grant_type,
    code = '',
    redirect_uri = '',
    code_verifier = '',
    refresh_token = '',
  }: Record<string, string>) {
    if (grant_type === 'refresh_token') return this.#grants.refresh(refresh_token);
    if (grant_type !== 'authorization_code') throw new GoogleError('unsupported_grant_type');
    return this.#grants.redeem(code, { redirectUri: redirect_uri, verifier: code_verifier });
  }

  #freeBusy: FreeBusy = ({ timeMin, timeMax, items }, events) => {
    const within = ({ start, end }: Busy) => isBefore(start, timeMax) && isBefore(timeMin, end);
    const read = (id: string) => {
      const isOwn = id === 'primary' || id === events.email;
      const reason = isOwn ? this.#unreadable.get(events.email) : 'notFound';
      if (reason) return { busy: [], errors: [{ domain: 'global', reason }] };
      const opaque = events.all().filter(({ transparency }) => transparency !== 'transparent');
      const ofEvents = opaque.map(({ start, end }) => ({ start: instantOf(start!), end: instantOf(end!) }));
      return { busy: joined([...(this.#busy.get(events.email) ?? []), ...ofEvents].filter(within)) };
    };
    const calendars = Object.fromEntries(items.map(({ id }) => [id, read(id)]));
    return { kind: 'calendar#freeBusy', timeMin, timeMax, calendars };
  };
}

function hangUp(c: Context<{ Bindings: HttpBindings }>): Promise<never> {
  c.env.incoming.socket.destroy();
  return never();
}

const never = () => new Promise<never>(() => {});

async function askedBy({ req }: Context): Promise<Asked> {
  const text = await req.text();
  const isJson = req.header('content-type')?.includes('json');
  const body = isJson && text ? JSON.parse(text) : Object.fromEntries(new URLSearchParams(text));
  const { pathname, search } = new URL(req.url);
  const operation = operationOf(req.method, pathname, body.grant_type);
  const authorization = req.header('authorization') ?? '';
  return { operation, method: req.method, path: pathname + search, body, authorization };
}

function operationOf(method: string, path: string, grantType?: string): Operation {
  if (path === '/o/oauth2/v2/auth') return 'consent';
  if (path === '/oauth2/token') return grantType === 'refresh_token' ? 'refresh' : 'code';
  if (path === '/oauth2/revoke') return 'revoke';
  if (path === '/calendar/v3/freeBusy') return 'freeBusy';
  if (!/^\/calendar\/v3\/calendars\/[^/]+\/events/.test(path)) return 'else';
  return ({ POST: 'insert', PATCH: 'patch', GET: 'get', DELETE: 'delete' } as const)[method] ?? 'else';
}

/** Google tells of busy times that meet or overlap as of one. */
function joined(times: Busy[]): Busy[] {
  const whole: Busy[] = [];
  for (const time of times.toSorted((a, b) => Temporal.Instant.compare(a.start, b.start))) {
    const last = whole.at(-1);
    if (!last || isBefore(last.end, time.start)) whole.push({ ...time });
    else if (isBefore(last.end, time.end)) last.end = time.end;
  }
  return whole;
}

const isBefore = (one: string, other: string) => Temporal.Instant.compare(one, other) < 0;
