import { Hono } from 'hono';
import { z } from 'zod';
import { MessagesPage } from '../../views/desk/messages.tsx';
import { deskWords } from '../../views/messages/desk.ts';
import { fieldErrors } from '../../views/messages/words.ts';
import { faultsOf, letterRules } from '../booking/patient-rules.ts';
import { answerMessage, clearSuspicion, LISTS, listMessages, type Message, undoAnswer } from '../contact/message.ts';
import type { Deps } from '../deps.ts';
import type { AppContext, Env } from '../http/context.ts';
import { type Form, readForm } from '../http/form.ts';
import { RefusedRequest } from '../http/refusal.ts';
import { deskFrame } from './frame.ts';
import { messagePage, messageTyped } from './message-page.tsx';

/** Messages a page. */
const PAGE = 50;

const rules = z.object({ answer: letterRules.answer });

/** What people wrote to the practice, and the answers. Behind the guard of routes.tsx. */
export const messageRoutes = (deps: Deps) =>
  new Hono<Env>()
    .get('/desk/messages', async (c) => {
      const list = LISTS.find((name) => name === c.req.query('list')) ?? 'open';
      const page = /^[1-9]\d{0,4}$/.test(c.req.query('page') ?? '') ? Number(c.req.query('page')) : 1;
      const [desk, messages] = await Promise.all([
        deskFrame(c, deps),
        listMessages(deps.db, list, { limit: PAGE, offset: (page - 1) * PAGE }),
      ]);
      const more = desk.waits[list] > page * PAGE ? `/desk/messages?list=${list}&page=${page + 1}` : null;
      return c.html(<MessagesPage {...{ ...desk, list, messages: [...messages], more }} />);
    })

    .get('/desk/messages/:reference', async (c) => {
      const notice = c.req.query('notyet') === undefined ? undefined : deskWords.notYet;
      return messagePage(c, deps, await mustFind(c, deps), { notice });
    })

    .post('/desk/messages/:reference', async (c) => {
      const form = await readForm(c);
      const message = await mustFind(c, deps);
      const { answer: typed } = form;
      switch (form.action) {
        case 'answer': {
          const read = rules.safeParse(form);
          if (!read.success) {
            const errors = fieldErrors(faultsOf(read.error), deskWords.errors);
            return messagePage(c, deps, message, { typed, errors, status: 422 });
          }
          return answer(c, deps, message, { answer: read.data.answer, seen: seenBy(form) });
        }
        case 'otherwise':
          // What was typed is thrown away by nobody but who typed it.
          if (typed) {
            const notice = deskWords.messages.drop;
            return messagePage(c, deps, message, { typed, notice, dropping: true, status: 422 });
          }
          return answer(c, deps, message, { answer: null, seen: seenBy(form) });
        case 'drop':
          return answer(c, deps, message, { answer: null, seen: seenBy(form) });
        case 'undo':
          await undoAnswer(deps.db, message.id, seenBy(form));
          return unlessTyped(c, deps, message, typed);
        case 'notspam':
          await clearSuspicion(deps.db, message.id, deps.config.clinic.email);
          return unlessTyped(c, deps, message, typed);
        default:
          throw new RefusedRequest('malformed_request');
      }
    });

/** The number of the last answer on the page that the form came from. */
const seenBy = ({ seen = '' }: Form) => (/^\d{1,4}$/.test(seen) ? Number(seen) : 0);

/** Two at the front desk may answer at once: one answer goes out, and the other's words stay on their page. */
async function answer(c: AppContext, deps: Deps, message: Message, given: { answer: string | null; seen: number }) {
  if (given.answer !== null && deps.config.mail === 'none') throw new RefusedRequest('malformed_request');
  const outcome = await answerMessage(deps.db, message.id, given);
  if (outcome.ok || given.answer === null) return c.redirect(pathOf(message), 303);
  const now = await mustFind(c, deps);
  // The same click again.
  if (now.answer === given.answer) return c.redirect(pathOf(message), 303);
  return messagePage(c, deps, now, { typed: given.answer, notice: deskWords.messages.taken, status: 409 });
}

/** After what needs no words: the page anew, with those that were typed meanwhile. */
async function unlessTyped(c: AppContext, deps: Deps, message: Message, typed: string | undefined) {
  if (!typed) return c.redirect(pathOf(message), 303);
  return messagePage(c, deps, await mustFind(c, deps), { typed, notice: deskWords.messages.stillTyped });
}

const pathOf = ({ reference }: Message) => `/desk/messages/${reference}`;

async function mustFind(c: AppContext, deps: Deps): Promise<Message> {
  const message = await messageTyped(deps, c.req.param('reference'));
  if (!message) throw new RefusedRequest('not_found');
  return message;
}
