/** A small Google that a test tells how to fail, and what it was asked. */
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import { type Context, Hono, type Next } from 'hono';
import { type Asked, askedBy, type Operation } from './asked.ts';
import { type Busy, joined, overlap } from './busy.ts';
import { answerErrors, calendarRoutes, type FreeBusy } from './calendar-routes.ts';
import { type Client, clientAt } from './client.ts';
import { type ErrorName, GoogleError } from './errors.ts';
import { type Event, Events } from './events.ts';
import { Grants, type Tokens } from './grants.ts';
import { type Answer, oauthRoutes } from './oauth-routes.ts';

/**
 * What happens to a request: an error of Google's, with seconds for Retry-After; no answer at all; the connection cut before
 * anything is done, or after it, so that the answer is lost; a web page in place of JSON; or it waits, and is then done.
 */
export type Fault =
  | ErrorName
  | { error: ErrorName; retryAfter: number }
  | ('silence' | 'hang up' | 'lost answer' | 'no JSON')
  | Promise<unknown>;

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
  #answer: Answer = { account: 'ada@example.com', only: null };
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
    this.#answer = { ...this.#answer, account };
  }

  /** Every box but these is unticked; null: none is. */
  grantsOnly(scopes: string[] | null): void {
    this.#answer = { ...this.#answer, only: scopes };
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
    app.route(
      '/',
      oauthRoutes(this.client, this.#grants, () => this.#answer),
    );
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

  #freeBusy: FreeBusy = ({ timeMin, timeMax, items }, events) => {
    const read = (id: string) => {
      const isOwn = id === 'primary' || id === events.email;
      const reason = isOwn ? this.#unreadable.get(events.email) : 'notFound';
      if (reason) return { busy: [], errors: [{ domain: 'global', reason }] };
      const times = [...(this.#busy.get(events.email) ?? []), ...events.busy()];
      return { busy: joined(times.filter((time) => overlap(time, { start: timeMin, end: timeMax }))) };
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
