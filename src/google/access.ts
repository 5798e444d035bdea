import type { Config } from '../config.ts';
import type { Db } from '../db/client.ts';
import type { Secrets } from '../http/secrets.ts';
import { NotYet } from '../jobs/worker.ts';
import { type Calendar, googleCalendar, type NotWritten } from './calendar.ts';
import { keepTokens, loseConnection, type Opened, openConnection } from './connection.ts';
import { googleOAuth, NO_ANSWER, type OAuth } from './oauth.ts';

/** Google, as this clinic knows it. */
export type Google = { oauth: OAuth; calendar: Calendar };

/** Null where the clinic has no part in it. `origin`: where MediBook is, such as `https://booking.example`. */
export const openGoogle = ({ google }: Pick<Config, 'google'>, origin: string): Google | null =>
  google && { oauth: googleOAuth(google, origin), calendar: googleCalendar(google.endpoint) };

/**
 * `lost`: Google lets us in no more, and the connection says so now. `set-up`: what is wrong is for the clinic to put right.
 * The others as of a calendar. `code` may be logged.
 */
export type Unable = { ok: false; reason: 'lost' | 'set-up' | 'gone' | 'exists' | 'later' | 'refused'; code: string };

/** It is to be tried again. What keeps all from being done is not logged for each that waits for it (set-up.ts). */
export const notYet = ({ reason, code }: Pick<Unable, 'reason' | 'code'>) =>
  new NotYet(code, `${reason} ${code}`, { said: reason === 'set-up' || code === NO_ANSWER });

type Deps = { db: Db; secrets: Secrets; google: Google };

/** Milliseconds before its end at which an access token is not used any more. */
const ABOUT_TO_END = 60_000;

/**
 * Does something in the name of a calendar's owner: with a new access token where the one that is kept is too old, and once
 * more with a new one where Google does not take it.
 */
export async function inTheirName<T extends { ok: true }>(
  deps: Deps,
  connectionId: string,
  act: (accessToken: string) => Promise<T | NotWritten>,
): Promise<T | Unable> {
  const opened = await openConnection(deps.db, deps.secrets, connectionId);
  if (!opened.ok) {
    return { ok: false, code: opened.reason, reason: opened.reason === 'lost' ? 'lost' : 'set-up' };
  }
  const isFresh = opened.accessUntil.epochMilliseconds - ABOUT_TO_END > Temporal.Now.instant().epochMilliseconds;
  const done = isFresh ? await act(opened.access) : null;
  if (done && (done.ok || done.reason !== 'unauthorised')) return known(deps, connectionId, done);
  const renewed = await renew(deps, connectionId, opened);
  return renewed.ok ? known(deps, connectionId, await act(renewed.access)) : renewed;
}

async function renew(
  { db, secrets, google }: Deps,
  id: string,
  { refresh }: Opened,
): Promise<{ ok: true; access: string } | Unable> {
  const tokens = await google.oauth.refresh(refresh);
  if (!tokens.ok) {
    if (tokens.reason === 'lost') await loseConnection(db, id, tokens.code);
    return { ok: false, reason: tokens.reason, code: tokens.code };
  }
  await keepTokens(db, secrets, id, tokens);
  return { ok: true, access: tokens.access };
}

/**
 * Who may not do this with a token of theirs has lost the calendar. A token of this moment that is not taken goes by: Google has
 * just said that it lets us in, and is known to say so for a while; a connection that is lost for that nobody brings back but
 * its owner.
 */
async function known<T extends { ok: true }>({ db }: Deps, id: string, done: T | NotWritten): Promise<T | Unable> {
  if (done.ok) return done;
  const { reason, code } = done;
  if (reason === 'unauthorised') return { ok: false, reason: 'later', code };
  if (reason !== 'forbidden') return { ok: false, reason, code };
  await loseConnection(db, id, reason);
  return { ok: false, reason: 'lost', code };
}
