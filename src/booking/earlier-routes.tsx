import { Hono } from 'hono';
import { waitingWords } from '../../views/messages/waiting.ts';
import { fieldErrors, words } from '../../views/messages/words.ts';
import { EarlierPage } from '../../views/waiting/wish.tsx';
import type { Deps } from '../deps.ts';
import { frameOf } from '../frame.ts';
import type { AppContext, Env } from '../http/context.ts';
import { readForm } from '../http/form.ts';
import { brake } from '../http/rate-limit.ts';
import { RefusedRequest } from '../http/refusal.ts';
import { entryPath } from '../waiting/link.ts';
import { entryOfAppointment, joinWaiting, MOST_ENTRIES, type Wish } from '../waiting/waiting.ts';
import { anyWish, faultsOfWish, wishOf } from '../waiting/wish.ts';
import { answerIfClosed, type Own, theirs } from './own-pages.tsx';

/** An appointment that is to become an earlier one: its patient waits, and keeps it meanwhile. */
export function earlierRoutes(deps: Deps) {
  const tooSoon = brake(deps, deps.config.HOLD_REQUESTS_PER_MINUTE);
  return new Hono<Env>()
    .get('/appointments/:token/earlier', async (c) => {
      const own = await mustBeTheirs(c, deps);
      const closed = await answerIfClosed(c, deps, own);
      if (closed) return closed;
      // Who waits already sees, and changes, what for.
      const entry = await entryOfAppointment(deps.db, own.appointment.id);
      return entry ? c.redirect(entryPath(deps.secrets, entry), 303) : earlierPage(c, deps, own, anyWish);
    })

    .post('/appointments/:token/earlier', async (c) => {
      const form = await readForm(c);
      const own = await mustBeTheirs(c, deps);
      const closed = await answerIfClosed(c, deps, own);
      if (closed) return closed;
      const wish = wishOf(form);
      if (Object.keys(faultsOfWish(wish)).length > 0) return earlierPage(c, deps, own, wish, { status: 422 });
      const seconds = await tooSoon(c);
      if (seconds) {
        return earlierPage(c, deps, own, wish, {
          refused: waitingWords.wish.tooQuick(words.wait(seconds)),
          status: 429,
        });
      }
      const { intake, doctorId, id } = own.appointment;
      const outcome = await joinWaiting(deps.db, intake, { doctorId, specialization: null }, wish, id);
      if (outcome.ok) return c.redirect(entryPath(deps.secrets, outcome.waitingId), 303);
      const refused = waitingWords.wish.tooMany(MOST_ENTRIES, deps.config.clinic.phone);
      return earlierPage(c, deps, own, wish, { refused, status: 409 });
    });
}

async function earlierPage(
  c: AppContext,
  deps: Deps,
  own: Own,
  wish: Wish,
  { refused, status }: { refused?: string; status?: 409 | 422 | 429 } = {},
) {
  const shown = {
    ...own,
    wish,
    errors: fieldErrors(faultsOfWish(wish), waitingWords.errors),
    refused,
    offerMinutes: deps.config.OFFER_MINUTES,
  };
  return c.html(<EarlierPage frame={await frameOf(c, deps)} {...shown} />, status ?? 200);
}

async function mustBeTheirs(c: AppContext, deps: Deps): Promise<Own> {
  if (deps.config.mail === 'none') throw new RefusedRequest('not_found');
  return theirs(deps, c.req.param('token') ?? '');
}
