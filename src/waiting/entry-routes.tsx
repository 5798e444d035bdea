import { Hono } from 'hono';
import { waitingWords } from '../../views/messages/waiting.ts';
import { fieldErrors } from '../../views/messages/words.ts';
import { EntryPage } from '../../views/waiting/entry.tsx';
import { ChangePage } from '../../views/waiting/wish.tsx';
import type { Deps } from '../deps.ts';
import { frameOf } from '../frame.ts';
import type { AppContext, Env } from '../http/context.ts';
import { readForm } from '../http/form.ts';
import { RefusedRequest } from '../http/refusal.ts';
import { entryOfToken, entryPath } from './link.ts';
import { changeWish, confirmWaiting, type Entry, findEntry, leaveWaiting, MOST_ENTRIES, type Wish } from './waiting.ts';
import { faultsOfWish, wishOf } from './wish.ts';

/** What a patient waits for, by the link in their mail. */
export const entryRoutes = (deps: Deps) =>
  new Hono<Env>()
    .get('/waiting-list/:token', async (c) => {
      const notice = c.req.query('saved') === undefined ? undefined : waitingWords.change.saved;
      return entryPage(c, deps, await theirs(c, deps), { notice });
    })

    .post('/waiting-list/:token/confirm', async (c) => {
      await readForm(c);
      const entry = await theirs(c, deps);
      const outcome = await confirmWaiting(deps.db, entry.id);
      if (outcome.ok) return c.redirect(entryPath(deps.secrets, entry.id), 303);
      const refused = waitingWords.wish.tooMany(MOST_ENTRIES, deps.config.clinic.phone);
      return entryPage(c, deps, entry, { refused });
    })

    .post('/waiting-list/:token', async (c) => {
      await readForm(c);
      const entry = await theirs(c, deps);
      await leaveWaiting(deps.db, entry.id);
      return c.redirect(entryPath(deps.secrets, entry.id), 303);
    })

    .get('/waiting-list/:token/change', async (c) => {
      const entry = await theirs(c, deps);
      return entry.ended ? entryPage(c, deps, entry) : changePage(c, deps, entry, entry);
    })

    .post('/waiting-list/:token/change', async (c) => {
      const wish = wishOf(await readForm(c));
      const entry = await theirs(c, deps);
      if (!entry.ended && Object.keys(faultsOfWish(wish)).length > 0) return changePage(c, deps, entry, wish);
      await changeWish(deps.db, entry.id, wish);
      return c.redirect(`${entryPath(deps.secrets, entry.id)}?saved`, 303);
    });

async function entryPage(
  c: AppContext,
  deps: Deps,
  entry: Entry,
  said: { notice?: string | undefined; refused?: string } = {},
) {
  const shown = { entry, path: entryPath(deps.secrets, entry.id), offerMinutes: deps.config.OFFER_MINUTES };
  return c.html(<EntryPage frame={await frameOf(c, deps)} {...shown} {...said} />, said.refused ? 409 : 200);
}

async function changePage(c: AppContext, deps: Deps, entry: Entry, wish: Wish) {
  const errors = fieldErrors(faultsOfWish(wish), waitingWords.errors);
  const shown = { wish, errors, path: entryPath(deps.secrets, entry.id) };
  return c.html(<ChangePage frame={await frameOf(c, deps)} {...shown} />, Object.keys(errors).length > 0 ? 422 : 200);
}

async function theirs(c: AppContext, { db, secrets }: Deps): Promise<Entry> {
  const id = entryOfToken(secrets, c.req.param('token') ?? '');
  const entry = id === null ? null : await findEntry(db, id);
  if (!entry) throw new RefusedRequest('not_found');
  return entry;
}
