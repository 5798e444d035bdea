import { Hono } from 'hono';
import { SignInPage, type SignInProps } from '../../views/desk/sign-in.tsx';
import { deskWords } from '../../views/messages/desk.ts';
import { words } from '../../views/messages/words.ts';
import { TRIAL_PASSWORD } from '../config.ts';
import type { Deps } from '../deps.ts';
import { plainFrame } from '../frame.ts';
import type { AppContext, Env } from '../http/context.ts';
import { readForm } from '../http/form.ts';
import { brake, HOLDS_A_MESSAGE } from '../http/rate-limit.ts';
import { RefusedRequest } from '../http/refusal.ts';
import { deskCookie, pathWithin } from './guard.ts';
import { isPassword, newSession, SESSION_SECONDS } from './session.ts';

export function signInRoutes(deps: Deps) {
  const { config } = deps;
  const tooSoon = brake(deps, Math.ceil(config.HOLD_REQUESTS_PER_MINUTE / HOLDS_A_MESSAGE));
  return new Hono<Env>()
    .get('/desk/sign-in', (c) => {
      const notice = c.req.query('out') === undefined ? undefined : deskWords.signIn.out;
      return signInPage(c, deps, { to: pathWithin(c.req.query('to')), notice });
    })

    .post('/desk/sign-in', async (c) => {
      const { password = '', to } = await readForm(c);
      if (config.deskPassword === null) throw new RefusedRequest('not_found');
      const seconds = await tooSoon(c);
      if (seconds) {
        const notice = deskWords.signIn.tooQuick(words.wait(seconds));
        return signInPage(c, deps, { to: pathWithin(to), notice }, 429);
      }
      if (!isPassword(deps, password))
        return signInPage(c, deps, { to: pathWithin(to), error: deskWords.signIn.wrong }, 422);
      deskCookie.write(c, config, newSession(deps), SESSION_SECONDS);
      return c.redirect(pathWithin(to), 303);
    });
}

function signInPage(
  c: AppContext,
  deps: Deps,
  shown: Pick<SignInProps, 'to' | 'error' | 'notice'>,
  status: 200 | 422 | 429 = 200,
) {
  const { deskPassword } = deps.config;
  if (deskPassword === null) throw new RefusedRequest('not_found');
  c.header('X-Robots-Tag', 'noindex');
  const trialPassword = deskPassword === TRIAL_PASSWORD ? deskPassword : null;
  return c.html(<SignInPage frame={plainFrame(deps)} {...shown} trialPassword={trialPassword} />, status);
}
