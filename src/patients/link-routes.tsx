import { Hono } from 'hono';
import { DeadLinkPage, NoCookiesPage, SignInPage } from '../../views/patients/sign-in.tsx';
import type { Deps } from '../deps.ts';
import { frameOf } from '../frame.ts';
import type { AppContext, Env } from '../http/context.ts';
import { ownCookie } from '../http/cookie.ts';
import { readForm } from '../http/form.ts';
import { isRandomId, randomId } from '../random-id.ts';
import { patientOf, sessionCookie, tokenOf } from './session.ts';
import { isUsedBy, LINK_MINUTES, linkOfToken, signIn, signOut } from './sign-in.ts';

/**
 * Marks the browser that has opened a link: on a bad line its button is pressed again, as no answer came, and gives the
 * same session as the first time; to any other browser the link is used up by then.
 */
export const openedBy = ownCookie('signing-in');

/** Where the link in the mail leads. */
export function linkRoutes(deps: Deps) {
  const { db, config, secrets } = deps;
  const markOf = (c: AppContext) => {
    const mark = openedBy.read(c, config);
    return isRandomId(mark) ? mark : null;
  };
  const deadLink = async (c: AppContext) => c.html(<DeadLinkPage frame={await frameOf(c, deps)} />, 410);

  return new Hono<Env>()
    .get('/my-appointments/sign-in/:token', async (c) => {
      const link = await linkOfToken(db, secrets, c.req.param('token'));
      if (!link) return deadLink(c);
      const mark = markOf(c);
      if (!link.open) {
        if ((await patientOf(c, deps))?.email === link.email) return c.redirect('/my-appointments', 303);
        if (!mark || !(await isUsedBy(db, secrets, link, mark))) return deadLink(c);
      }
      openedBy.write(c, config, mark ?? randomId(), LINK_MINUTES * 60);
      return c.html(<SignInPage frame={await frameOf(c, deps)} path={c.req.path} email={link.email} />);
    })

    .post('/my-appointments/sign-in/:token', async (c) => {
      await readForm(c);
      const link = await linkOfToken(db, secrets, c.req.param('token'));
      const mark = markOf(c);
      // Whoever keeps no cookie would not be signed in by the next page, and the link would be gone.
      if (link?.open && !mark) return c.html(<NoCookiesPage frame={await frameOf(c, deps)} />, 403);
      const token = link && mark && (await signIn(db, secrets, link, mark));
      if (!token) return deadLink(c);
      const before = tokenOf(c, deps);
      if (before && before !== token) await signOut(db, before);
      sessionCookie.write(c, config, token);
      return c.redirect('/my-appointments', 303);
    });
}
