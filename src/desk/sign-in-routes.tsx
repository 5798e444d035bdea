import { Hono } from 'hono';
import { deskWords } from '../../views/messages/desk.ts';
import { words } from '../../views/messages/words.ts';
import type { Deps } from '../deps.ts';
import type { Env } from '../http/context.ts';
import { readForm } from '../http/form.ts';
import { forgivingBrake, HOLDS_A_MESSAGE } from '../http/rate-limit.ts';
import { RefusedRequest } from '../http/refusal.ts';
import { deskCookie, formTokenOf } from './guard.ts';
import { unsentPage } from './message-page.tsx';
import { pathWithin } from './paths.ts';
import { isPassword, newSession, SESSION_SECONDS } from './session.ts';
import { signInPage } from './sign-in-page.tsx';

export function signInRoutes(deps: Deps) {
  const { config } = deps;
  const { tooSoon, forgive } = forgivingBrake(deps, Math.ceil(config.HOLD_REQUESTS_PER_MINUTE / HOLDS_A_MESSAGE));
  return new Hono<Env>()
    .get('/desk/sign-in', (c) => {
      const notice = c.req.query('out') === undefined ? undefined : deskWords.signIn.out;
      return signInPage(c, deps, { to: pathWithin(c.req.query('to')), notice });
    })

    .post('/desk/sign-in', async (c) => {
      const { password = '', to: said, kept, meanwhile } = await readForm(c);
      if (config.deskPassword === null) throw new RefusedRequest('not_found');
      const to = pathWithin(said);
      const same = { to, kept, meanwhile: meanwhile !== undefined };
      if (password === '') return signInPage(c, deps, { ...same, error: deskWords.signIn.empty }, 422);
      const seconds = await tooSoon(c);
      if (seconds) {
        return signInPage(c, deps, { ...same, notice: deskWords.signIn.tooQuick(words.wait(seconds)) }, 429);
      }
      if (!isPassword(deps, password)) return signInPage(c, deps, { ...same, error: deskWords.signIn.wrong }, 422);
      await forgive(c);
      const session = newSession(deps);
      deskCookie.write(c, config, session, SESSION_SECONDS);
      c.set('formToken', formTokenOf(deps, session));
      return (kept && (await unsentPage(c, deps, { path: to, typed: kept }))) || c.redirect(to, 303);
    });
}
