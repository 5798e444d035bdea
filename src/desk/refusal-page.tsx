import { DeskRefusalPage } from '../../views/desk/refusal.tsx';
import type { Deps } from '../deps.ts';
import { plainFrame } from '../frame.ts';
import type { AppContext } from '../http/context.ts';
import type { RefusedRequest } from '../http/refusal.ts';
import { A_MOMENT, within } from '../http/within.ts';
import { deskFrame } from './frame.ts';

/** Whether somebody at the front desk is refused; where that has no password, it has no pages either. */
export const isOfDesk = (c: AppContext, { config }: Deps) =>
  config.deskPassword !== null && /^\/desk(\/|$)/.test(c.req.path);

/** A page that refuses, as the front desk's pages are; the menu is there for who is signed in, whatever else goes wrong. */
export async function deskRefusalPage(c: AppContext, deps: Deps, refused: RefusedRequest) {
  const [frame, formToken] = [plainFrame(deps), c.get('formToken')];
  const signedIn = formToken !== undefined;
  const uncounted = {
    frame,
    formToken,
    waits: { open: 0, answered: 0, suspected: 0, undelivered: 0, lostCalendars: 0 },
  };
  // A database that is away is not asked.
  const counts = signedIn && refused.status < 500;
  const desk = counts ? await within(A_MOMENT, deskFrame(c, deps), uncounted) : uncounted;
  return c.html(<DeskRefusalPage {...{ frame, refused }} desk={signedIn ? desk : null} />, refused.status);
}
