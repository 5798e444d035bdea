import type { calendar_v3 } from 'googleapis/build/src/apis/calendar';
import { type Context, Hono } from 'hono';
import { GoogleError } from './errors.ts';
import type { Event, Events } from './events.ts';

/** What a token opens: a calendar, as far as its scopes go. */
export type Opened = { events: Events; scopes: string[] };

/** Busy times in these calendars, asked for by the owner of `events`. */
export type FreeBusy = (
  asked: { timeMin: string; timeMax: string; items: { id: string }[] },
  events: Events,
  headers: Record<string, string>,
) => calendar_v3.Schema$FreeBusyResponse | Promise<calendar_v3.Schema$FreeBusyResponse>;

const scope = (name: string) => `https://www.googleapis.com/auth/calendar${name}`;

/** Which scopes Google lets write events of one's own, and read when somebody is busy; one of them is enough. */
const toWrite = ['', '.events', '.events.owned'].map(scope);
const toReadBusy = ['', '.readonly', '.freebusy', '.events.freebusy'].map(scope);

/** Events of the Calendar API, and its busy times by `freeBusy`, in the calendar that the request's token opens. */
export function calendarRoutes(openedBy: (token: string) => Opened | undefined, freeBusy: FreeBusy): Hono {
  const opened = (c: Context, scopes: string[]) => {
    const found = openedBy(/^Bearer (.+)$/.exec(c.req.header('authorization') ?? '')?.[1] ?? '');
    if (!found) throw new GoogleError('authError');
    if (!found.scopes.some((granted) => scopes.includes(granted))) throw new GoogleError('insufficientPermissions');
    return found.events;
  };
  const calendar = (c: Context) => {
    const events = opened(c, toWrite);
    if (!['primary', events.email].includes(c.req.param('calendar')!)) throw new GoogleError('notFound');
    return events;
  };
  const sent = (c: Context) => c.req.json<Event>();
  const all = '/calendar/v3/calendars/:calendar/events';
  const one = `${all}/:id`;
  const app = new Hono();
  app.post(all, async (c) => c.json(calendar(c).insert(await sent(c))));
  app.get(one, (c) => c.json(calendar(c).get(c.req.param('id'))));
  app.patch(one, async (c) => c.json(calendar(c).patch(c.req.param('id'), await sent(c))));
  app.delete(one, (c) => {
    calendar(c).delete(c.req.param('id'));
    return c.body(null, 204);
  });
  app.post('/calendar/v3/freeBusy', async (c) => {
    const events = opened(c, toReadBusy);
    return c.json(await freeBusy(await c.req.json(), events, c.req.header()));
  });
  return app;
}

/** What stands in for Google answers as Google does, also when it refuses. */
export function answerErrors(error: Error): Response {
  if (error instanceof GoogleError) return error.answer();
  console.error(error);
  return new GoogleError('backendError').answer();
}
