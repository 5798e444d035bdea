import type { Config } from '../config.ts';
import { isRandomId, randomId } from '../random-id.ts';
import type { AppContext } from './context.ts';
import { ownCookie } from './cookie.ts';

const cookie = ownCookie('visitor');

const A_DAY = 24 * 60 * 60;

/** The cookie lets pages say "held for you"; no right hangs on it. Null where cookies are blocked, or on a first visit. */
export function visitorOf(c: AppContext, config: Config): string | null {
  const id = cookie.read(c, config);
  return isRandomId(id) ? id : null;
}

/**
 * A visitor for this request: the cookie's, else the one that the form offers, else a new one; the answer's cookie keeps
 * it for a day from now. The form's is random for each page, so that a second click on it is the same visitor before any cookie.
 */
export function visitorOrNew(c: AppContext, config: Config, offered: string | undefined): string {
  const id = visitorOf(c, config) ?? (isRandomId(offered) ? offered : randomId());
  cookie.write(c, config, id, A_DAY);
  return id;
}
