import { createMiddleware } from 'hono/factory';
import type { Deps } from '../deps.ts';
import type { AppContext, Env } from '../http/context.ts';
import { ownCookie } from '../http/cookie.ts';
import { readForm } from '../http/form.ts';
import { RefusedRequest } from '../http/refusal.ts';
import { unsentPage } from './message-page.tsx';
import { pageOfForm } from './paths.ts';
import { isSession } from './session.ts';
import { signInPage } from './sign-in-page.tsx';

export const deskCookie = ownCookie('desk');

/**
 * Lets only the front desk through: who is not signed in goes to sign in, and from there to what they wanted. A form must bring
 * the token of the session's own pages, as a browser sends the cookie along with any form; without, nothing is done, and what
 * was typed is kept. Where the front desk has no password it has no pages.
 */
export const guard = (deps: Deps) =>
  createMiddleware<Env>(async (c, next) => {
    if (deps.config.deskPassword === null) throw new RefusedRequest('not_found');
    c.header('X-Robots-Tag', 'noindex');
    const posted = c.req.method !== 'GET' && c.req.method !== 'HEAD';
    const session = deskCookie.read(c, deps.config);
    if (!isSession(deps, session)) return posted ? signedOutMeanwhile(c, deps) : toSignIn(c);
    c.set('formToken', formTokenOf(deps, session));
    return posted && !(await bringsToken(c, deps, session)) ? ofAnotherSession(c, deps) : next();
  });

/** What the forms of a session's pages carry. */
export const formTokenOf = ({ secrets }: Deps, session: string) => secrets.seal('desk form', session);

function toSignIn(c: AppContext) {
  const { pathname, search } = new URL(c.req.url);
  return c.redirect(`/desk/sign-in?${new URLSearchParams({ to: pathname + search })}`, 303);
}

async function signedOutMeanwhile(c: AppContext, deps: Deps) {
  if (c.req.path === '/desk/sign-out') return c.redirect('/desk/sign-in?out', 303);
  const { answer } = await readForm(c);
  return signInPage(c, deps, { to: pageOfForm(c.req.path), kept: answer, meanwhile: true }, 403);
}

async function bringsToken(c: AppContext, { secrets }: Deps, session: string): Promise<boolean> {
  const { token = '' } = await readForm(c);
  return secrets.matches('desk form', session, token);
}

/** A page that was open when its session ended, and another began. */
async function ofAnotherSession(c: AppContext, deps: Deps) {
  const { answer } = await readForm(c);
  const page = answer && (await unsentPage(c, deps, { path: c.req.path, typed: answer, status: 409 }));
  return page || c.redirect(pageOfForm(c.req.path), 303);
}
