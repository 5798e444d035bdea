import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer } from '@emulators/core';
import { getGoogleStore, googlePlugin, seedFromConfig } from '@emulators/google';
import { createAdaptorServer } from '@hono/node-server';
import type { calendar_v3 } from 'googleapis/build/src/apis/calendar';
import { Hono } from 'hono';
import { answerErrors, calendarRoutes, type FreeBusy } from './calendar-routes.ts';
import { calendarsPage } from './calendars-page.ts';
import type { Client } from './client.ts';
import { consentRoutes } from './emulator-consent.ts';
import { type Event, Events, instantOf } from './events.ts';

export type Account = { email: string; name: string };

export const ada: Account = { email: 'ada@example.com', name: 'Ada Lovelace' };
export const ben: Account = { email: 'ben@example.com', name: 'Ben Stranger' };
/** A doctor of the demo clinic. */
export const okafor: Account = { email: 'a.okafor@riverside.example', name: 'Adaeze Okafor' };

export type Emulator = {
  url: string;
  /** What is in this account's calendar, as it was sent. */
  eventsOf(email: string): Event[];
  /** The calendar itself, for what its owner does there without MediBook: `insert`, `patch`, `delete`. */
  calendarOf(email: string): Events;
  /** How many connections of this account hold. */
  grantsOf(email: string): number;
  /** The owner takes MediBook's access away at Google. */
  removeAccess(email: string): void;
  close(): Promise<void>;
};

/**
 * The emulator of Google on 127.0.0.1, with its own page for consent. Before it stands what it lacks: the client's name
 * and secret as HTTP Basic, somebody who does not consent, and events under an id of ours that are changed and kept whole.
 */
export async function startEmulator({
  port = 0,
  users = [ada, ben, okafor],
  client,
}: {
  port?: number;
  users?: Account[];
  client: Client;
}): Promise<Emulator> {
  const front = new Hono();
  const server = createAdaptorServer({ fetch: front.fetch, overrideGlobalObjects: false }) as Server;
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const { app, store, tokenMap } = createServer(googlePlugin, { baseUrl: url });
  const { id: client_id, secret: client_secret, redirectUris: redirect_uris } = client;
  seedFromConfig(store, url, {
    users,
    oauth_clients: [{ client_id, client_secret, redirect_uris, name: 'MediBook' }],
    calendars: users.map(({ email, name }) => ({ id: email, user_email: email, summary: name, primary: true })),
  });
  const google = getGoogleStore(store);
  /** The emulator has them too, and answers of busy times by itself. */
  const mirror = (email: string) => (event: Event) => {
    const before = google.calendarEvents.findBy('user_email', email).find(({ google_id }) => google_id === event.id);
    if (before) google.calendarEvents.delete(before.id);
    if (event.status !== 'cancelled' && event.transparency !== 'transparent')
      seedFromConfig(store, url, { calendar_events: [seedOf(email, event)] });
  };
  const calendars = new Map(users.map(({ email }) => [email, new Events(email, url, mirror(email))]));
  const calendarOf = (email: string) => {
    const events = calendars.get(email);
    if (!events) throw new Error(`The emulator has no account ${email}.`);
    return events;
  };
  const openedBy = (token: string) => {
    const user = tokenMap.get(token);
    return user && { events: calendarOf(user.login), scopes: user.scopes };
  };
  const refreshTokens = () => store.getData<Map<string, { email: string }>>('google.oauth.refreshTokens') ?? new Map();

  front.onError(answerErrors);
  front.route('/', consentRoutes(app, client));
  const freeBusy: FreeBusy = async (asked, _events, headers) => {
    const body = JSON.stringify(asked);
    const answer = (await (
      await app.request('/calendar/v3/freeBusy', { method: 'POST', headers, body })
    ).json()) as calendar_v3.Schema$FreeBusyResponse;
    // It says nothing of a calendar that is not there.
    for (const { id } of asked.items)
      answer.calendars![id] ??= { busy: [], errors: [{ domain: 'global', reason: 'notFound' }] };
    return answer;
  };
  front.route('/', calendarRoutes(openedBy, freeBusy));
  front.get('/calendar', (c) => c.html(calendarsPage([...calendars.values()])));
  front.get('/calendar/event', (c) => c.redirect(`/calendar#${c.req.query('eid')}`));
  front.all('*', (c) => app.fetch(c.req.raw));

  return {
    url,
    calendarOf,
    eventsOf: (email) => calendarOf(email).all(),
    grantsOf: (email) => [...refreshTokens().values()].filter((grant) => grant.email === email).length,
    removeAccess(email) {
      for (const [token, grant] of refreshTokens()) if (grant.email === email) refreshTokens().delete(token);
      for (const [token, { login }] of tokenMap) if (login === email) tokenMap.delete(token);
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function seedOf(email: string, { id, summary, start, end }: Event) {
  const times = { start_date_time: instantOf(start!), end_date_time: instantOf(end!) };
  return { id: id!, user_email: email, calendar_id: email, summary: summary ?? '', ...times };
}
