import type { calendar_v3 } from 'googleapis/build/src/apis/calendar/v3.js';
import { NO_ANSWER } from './oauth.ts';

export type GoogleEvent = calendar_v3.Schema$Event;

/** A time that is taken in somebody's calendar. */
export type Busy = { from: Temporal.Instant; until: Temporal.Instant };

/**
 * `unauthorised`: not with this access token. `gone`: there is no such event any more. `exists`: there is one with this id, or
 * was. `forbidden`: whoever agreed has not agreed to this. `set-up`: the clinic's project at Google may not use calendars.
 * `later`: too many at a time, or Google is away. `refused`: never as it is. `code` may be logged.
 */
export type NotWritten = {
  ok: false;
  reason: 'unauthorised' | 'gone' | 'exists' | 'forbidden' | 'set-up' | 'later' | 'refused';
  code: string;
};

/** `account`: the Google address whose calendar it is in, where Google says so. */
export type Written = { ok: true; account: string | null };

/** The calendar that Google shows first of whoever the access token is of. */
export type Calendar = {
  insert(accessToken: string, event: GoogleEvent & { id: string }): Promise<Written | NotWritten>;
  patch(accessToken: string, event: GoogleEvent & { id: string }): Promise<Written | NotWritten>;
  remove(accessToken: string, id: string): Promise<{ ok: true } | NotWritten>;
  busy(
    accessToken: string,
    from: Temporal.Instant,
    until: Temporal.Instant,
  ): Promise<{ ok: true; busy: Busy[] } | NotWritten>;
};

/** Milliseconds that Google gets to answer. */
const PATIENCE = 15_000;

/** Google's calendars, or at `endpoint` what stands in for them. */
export function googleCalendar(endpoint: string | null): Calendar {
  // Loaded only where there is something to write; this much of it, as the whole takes a second and a hundred megabytes.
  const api = async () => {
    const { calendar } = await import('googleapis/build/src/apis/calendar/index.js');
    return calendar({ version: 'v3', ...(endpoint && { rootUrl: `${endpoint}/` }) });
  };
  const calendarId = 'primary';
  return {
    insert: (token, event) =>
      answered(async () => {
        const { data } = await (await api()).events.insert({ calendarId, requestBody: event }, by(token));
        return writtenAs(event.id, data);
      }),
    patch: (token, { id, ...event }) =>
      answered(async () => {
        const { data } = await (await api()).events.patch({ calendarId, eventId: id, requestBody: event }, by(token));
        return writtenAs(id, data);
      }),
    remove: (token, eventId) =>
      answered(async () => {
        await (await api()).events.delete({ calendarId, eventId }, by(token));
        return { ok: true as const };
      }),
    busy: (token, from, until) =>
      answered(async () => {
        const asked = { timeMin: from.toString(), timeMax: until.toString(), items: [{ id: calendarId }] };
        const { data } = await (await api()).freebusy.query({ requestBody: asked }, by(token));
        return busyIn(data);
      }),
  };
}

const by = (token: string) => ({ headers: { Authorization: `Bearer ${token}` }, timeout: PATIENCE, retry: false });

/** Something between here and Google may answer in its place; and what was deleted may be changed, and stays deleted. */
function writtenAs(id: string, { id: told, status, creator, organizer }: GoogleEvent): Written | NotWritten {
  if (told !== id) return { ok: false, reason: 'later', code: 'no event' };
  if (status === 'cancelled') return { ok: false, reason: 'gone', code: 'cancelled' };
  return { ok: true, account: creator?.email ?? organizer?.email ?? null };
}

/**
 * A calendar that could not be read stands in an answer that is otherwise right: it is not a calendar without appointments, nor
 * is one of which nothing is said.
 */
function busyIn({ calendars }: calendar_v3.Schema$FreeBusyResponse): { ok: true; busy: Busy[] } | NotWritten {
  const [found] = Object.values(calendars ?? {});
  const [error] = found?.errors ?? [];
  if (error || !found?.busy) return { ok: false, reason: 'later', code: error?.reason ?? 'no busy times' };
  const instant = (said: string | null | undefined) => Temporal.Instant.from(said ?? '');
  return { ok: true, busy: found.busy.map(({ start, end }) => ({ from: instant(start), until: instant(end) })) };
}

/** No error leaves: it has the request in it, with the token. */
async function answered<T>(ask: () => Promise<T>): Promise<T | NotWritten> {
  try {
    return await ask();
  } catch (error) {
    return notWritten(error);
  }
}

/** https://developers.google.com/workspace/calendar/api/guides/errors */
function notWritten(error: unknown): NotWritten {
  const { status = 0, response } = error as { status?: number; response?: { data?: unknown } };
  const reason = reasonIn(response?.data);
  // Of an answer that is none of Google's the name is an error's of ours.
  const code = [status || (isUnanswered(error) ? NO_ANSWER : (error as Error).name), reason].filter(Boolean).join(' ');
  const because = (reason: NotWritten['reason']): NotWritten => ({ ok: false, reason, code });
  if (status === 401) return because('unauthorised');
  if (status === 404 || status === 410) return because('gone');
  if (status === 409) return because('exists');
  if (status === 403) {
    if (/^(insufficientPermissions|ACCESS_TOKEN_SCOPE_INSUFFICIENT)$/.test(reason)) return because('forbidden');
    // Of this one event: its owner has made it another's.
    if (reason === 'forbiddenForNonOrganizer') return because('refused');
    return because(/^(accessNotConfigured|SERVICE_DISABLED)$/.test(reason) ? 'set-up' : 'later');
  }
  return because(status >= 400 && status < 500 && status !== 429 && status !== 408 ? 'refused' : 'later');
}

/** The client's error has what was asked in it. */
const isUnanswered = (error: unknown) => (error as Error & { config?: unknown }).config !== undefined;

/** Google's own word for it: few letters, and nobody's. */
function reasonIn(data: unknown): string {
  const { errors, status, details } = (data as { error?: Record<string, unknown> } | undefined)?.error ?? {};
  const said =
    (details as { reason?: unknown }[] | undefined)?.[0]?.reason ??
    (errors as { reason?: unknown }[] | undefined)?.[0]?.reason ??
    status;
  return typeof said === 'string' && /^\w{1,60}$/.test(said) ? said : '';
}
