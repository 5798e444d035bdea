import type { Deps } from '../deps.ts';
import type { AppContext } from '../http/context.ts';
import { ownCookie } from '../http/cookie.ts';
import { RefusedRequest } from '../http/refusal.ts';
import { isRandomId, randomId } from '../random-id.ts';
import { type Purpose, stateOf } from './consent.ts';

/** Marks the browser that goes to Google, so that what comes back is its own. */
const cookie = ownCookie('google');

/** Seconds: longer than Google's page may be open. */
const KEPT = 2 * 60 * 60;

/** Null where this browser has none, or keeps none. */
export function markOf(c: AppContext, { config }: Deps): string | null {
  const mark = cookie.read(c, config);
  return isRandomId(mark) ? mark : null;
}

/** Sends somebody on the way to Google's page; the next step sees whether their browser keeps the mark. */
export function beginConsent(c: AppContext, deps: Deps, purpose: Purpose): Response {
  if (!deps.config.google) throw new RefusedRequest('not_found');
  // The same for two tabs: each comes back with its own state.
  const mark = markOf(c, deps) ?? randomId();
  cookie.write(c, deps.config, mark, KEPT);
  return c.redirect(`/auth/google?${new URLSearchParams({ state: stateOf(deps.secrets, mark, purpose) })}`, 303);
}
