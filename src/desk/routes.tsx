import { Hono } from 'hono';
import { DeskHomePage } from '../../views/desk/home.tsx';
import { UndeliveredPage } from '../../views/desk/mail.tsx';
import { deskWords } from '../../views/messages/desk.ts';
import type { Deps } from '../deps.ts';
import { countLateEvents, countUnreadCalendars } from '../google/shown.ts';
import type { AppContext, Env } from '../http/context.ts';
import { readForm } from '../http/form.ts';
import { RefusedRequest } from '../http/refusal.ts';
import { dealtWith, recipientOf, sendAgain, undeliveredMail } from '../mail/undelivered.ts';
import { deskDoctorRoutes } from './doctor-routes.tsx';
import { deskFrame } from './frame.ts';
import { deskCookie, guard } from './guard.ts';
import { messageRoutes } from './message-routes.tsx';

/** Mails on the page of those that did not arrive. */
const MOST_MAILS = 100;

/** The front desk's pages, behind its sign-in. */
export const deskRoutes = (deps: Deps) =>
  new Hono<Env>()
    .use('/desk', guard(deps))
    .use('/desk/*', guard(deps))

    .get('/desk', async (c) => {
      const [desk, lateEvents, unread] = await Promise.all([
        deskFrame(c, deps),
        deps.config.google ? countLateEvents(deps.db) : 0,
        deps.config.google ? countUnreadCalendars(deps.db) : 0,
      ]);
      return c.html(<DeskHomePage {...desk} {...{ lateEvents, unread }} notice={notYet(c)} />);
    })

    // Where a form went to, and nothing is to be seen: for whoever goes there once more.
    .get('/desk/sign-out', (c) => c.redirect('/desk', 303))
    .get('/desk/mail/:id', (c) => c.redirect('/desk/mail', 303))

    .post('/desk/sign-out', (c) => {
      deskCookie.remove(c, deps.config);
      return c.redirect('/desk/sign-in?out', 303);
    })

    .route('/', deskDoctorRoutes(deps))
    .route('/', messageRoutes(deps))

    .get('/desk/mail', async (c) => {
      const mails = await undeliveredMail(deps.db, MOST_MAILS);
      return c.html(
        <UndeliveredPage
          {...(await deskFrame(c, deps))}
          {...{ mails, most: MOST_MAILS, notice: notYet(c) ?? (await whatWasDone(c, deps)) }}
        />,
      );
    })

    .post('/desk/mail/:id', async (c) => {
      const { action } = await readForm(c);
      const id = c.req.param('id');
      if (!isMailId(id)) throw new RefusedRequest('not_found');
      if (action !== 'again' && action !== 'done') throw new RefusedRequest('malformed_request');
      const outcome = await (action === 'again' ? sendAgain : dealtWith)(deps.db, Number(id));
      const did = outcome.ok ? action : outcome.reason;
      return c.redirect(`/desk/mail?${new URLSearchParams({ did, mail: id })}`, 303);
    });

const isMailId = (id: string | undefined): id is string => /^\d{1,15}$/.test(id ?? '');

/** Of the last click on the list of mails. */
async function whatWasDone(c: AppContext, { db }: Deps): Promise<string | undefined> {
  const { did = '', mail } = c.req.query();
  if (!Object.hasOwn(deskWords.mail.did, did) || !isMailId(mail)) return undefined;
  const recipient = await recipientOf(db, Number(mail));
  return deskWords.mail.did[did]!(recipient ?? deskWords.mail.nobody);
}

const notYet = (c: AppContext) => (c.req.query('notyet') === undefined ? undefined : deskWords.notYet);
