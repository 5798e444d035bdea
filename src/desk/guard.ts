import { createMiddleware } from 'hono/factory';
import type { Deps } from '../deps.ts';
import type { AppContext, Env } from '../http/context.ts';
import { ownCookie } from '../http/cookie.ts';
import { readForm } from '../http/form.ts';
import { RefusedRequest } from '../http/refusal.ts';
import { isSession } from './session.ts';

export const deskCookie = ownCookie('desk');

/**
 * Lets only the front desk through: who is not signed in goes to sign in, and from there to what they wanted. A form must bring
 * the token of the session's own pages, as a browser sends the cookie along with any form. Where the front desk has no
 * password it has no pages.
 */
export const guard = (deps: Deps) =>
  createMiddleware<Env>(async (c, next) => {
    if (deps.config.deskPassword === null) throw new RefusedRequest('not_found');
    c.header('X-Robots-Tag', 'noindex');
    const session = deskCookie.read(c, deps.config);
    if (!isSession(deps, session)) return c.redirect(`/desk/sign-in?${new URLSearchParams({ to: c.req.path })}`, 303);
    const formToken = deps.secrets.seal('desk form', session);
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD') await bringsToken(c, deps, session);
    c.set('formToken', formToken);
    return next();
  });

async function bringsToken(c: AppContext, { secrets }: Deps, session: string): Promise<void> {
  const { token = '' } = await readForm(c);
  if (!secrets.matches('desk form', session, token)) throw new RefusedRequest('foreign_origin');
}

/** A page within the front desk's, from wherever it was said; its first page where it was none. */
export const pathWithin = (said: string | undefined): string =>
  said !== undefined && /^\/desk(\/[\w/-]*)?$/.test(said) && !said.startsWith('/desk/sign-') ? said : '/desk';
