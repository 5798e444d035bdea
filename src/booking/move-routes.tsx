import { Hono, type MiddlewareHandler } from 'hono';
import { changeWords } from '../../views/messages/changes.ts';
import { words } from '../../views/messages/words.ts';
import { appointmentPath, heldMovePath, movePath } from '../../views/ui/paths.ts';
import type { Deps } from '../deps.ts';
import { addressOf } from '../http/address.ts';
import type { AppContext, Env } from '../http/context.ts';
import { type Form, readForm } from '../http/form.ts';
import { brake, REQUESTS_A_HOLD } from '../http/rate-limit.ts';
import { RefusedRequest, secondsUntil } from '../http/refusal.ts';
import { visitorOrNew } from '../http/visitor.ts';
import { readDate } from '../typed-date.ts';
import { extendHold, MOST_EXTENSIONS } from './extend.ts';
import { adoptHold, findHold, type Hold, movableHold } from './held.ts';
import { holdRules, holdSlot } from './hold.ts';
import { moveAppointment } from './move.ts';
import {
  answerForClosedMove,
  answerWithMove,
  answerWithTimes,
  moveTakenPage,
  tooManyHoldsPage,
} from './move-pages.tsx';
import { isWithDoctor } from './nearest.ts';
import { answerIfClosed, type Own, theirs } from './own-pages.tsx';
import { idForCookieless } from './pages.tsx';
import { releaseHold } from './release.ts';

export function moveRoutes(deps: Deps, holdLimit: MiddlewareHandler<Env>) {
  const tooSoon = brake(deps, deps.config.HOLD_REQUESTS_PER_MINUTE * REQUESTS_A_HOLD);
  return new Hono<Env>()
    .get('/appointments/:token/move', async (c) => {
      const own = await theirs(deps, c.req.param('token'));
      return (await answerIfClosed(c, deps, own)) ?? answerWithTimes(c, deps, own);
    })

    .post('/appointments/:token/move', holdLimit, async (c) => {
      const form = await readForm(c);
      const own = await theirs(deps, c.req.param('token') ?? '');
      return (await answerIfClosed(c, deps, own)) ?? hold(c, deps, own, form);
    })

    .get('/appointments/:token/move/:holdId', async (c) => {
      const own = await theirs(deps, c.req.param('token'));
      const held = await mustFind(deps, own, c.req.param('holdId'));
      const closed = await answerForClosedMove(c, deps, own, held);
      return closed ?? answerWithMove(c, deps, own, held, { extended: c.req.query('extended') !== undefined });
    })

    .post('/appointments/:token/move/:holdId', async (c) => {
      const form = await readForm(c);
      const own = await theirs(deps, c.req.param('token'));
      const held = await mustFind(deps, own, c.req.param('holdId'));
      const seconds = await tooSoon(c);
      if (seconds) {
        const notice = changeWords.move.tooQuick(words.wait(seconds));
        return answerWithMove(c, deps, own, held, { notice, status: 429 });
      }
      switch (form.action ?? 'move') {
        case 'move':
          return move(c, deps, own, held);
        case 'extend':
          return extend(c, deps, own, held);
        case 'change':
          return c.redirect(movePath(own.path, { hold: idForCookieless(c, deps, held) }), 303);
        case 'keep':
          return keep(c, deps, own, held);
        default:
          throw new RefusedRequest('malformed_request');
      }
    });
}

/** A time that is held for this very appointment; what is held for another is as unknown as what is not. */
async function mustFind(deps: Deps, { appointment }: Own, id: string): Promise<Hold> {
  const held = await findHold(deps.db, id);
  if (!held?.moves || held.appointmentId !== appointment.id) throw new RefusedRequest('not_found');
  return held;
}

async function hold(c: AppContext, deps: Deps, own: Own, form: Form) {
  const { db, config } = deps;
  const { appointment, path } = own;
  if (!form.slotId) {
    const from = form.from && readDate(form.from, Temporal.Now.plainDateISO(config.CLINIC_TIME_ZONE))?.toString();
    const hold = await movableHold(db, form.hold);
    return c.redirect(movePath(path, { from: from || undefined, hold, nochoice: true }), 303);
  }
  const slotId = /^[1-9]\d{0,14}$/.test(form.slotId) ? Number(form.slotId) : null;
  if (slotId === null || !(await isWithDoctor(db, slotId, appointment.doctorId))) throw new RefusedRequest('not_found');

  const visitor = { id: visitorOrNew(c, config, form.visitor), address: addressOf(c, deps) };
  if (form.hold) await adoptHold(db, form.hold, visitor.id);
  const outcome = await holdSlot(db, slotId, visitor, { ...holdRules(config), moves: appointment.id });
  if (outcome.ok) return c.redirect(heldMovePath(path, outcome.holdId), 303);
  if (outcome.reason === 'too_many_holds') {
    const seconds = secondsUntil(outcome.firstEndsAt);
    c.header('Retry-After', String(seconds));
    return c.html(await tooManyHoldsPage(c, deps, own, { seconds, asked: form.hold }), 429);
  }
  return c.html(await moveTakenPage(c, deps, own, { slotId, visitor: visitor.id, asked: form.hold }), 409);
}

async function move(c: AppContext, deps: Deps, own: Own, held: Hold) {
  const outcome = await moveAppointment(deps.db, own.appointment.id, held.id, deps.config.CANCEL_CUTOFF_HOURS);
  if (outcome.ok) return c.redirect(appointmentPath(own.path), 303);
  if (outcome.reason === 'patient_busy') {
    const errors = { change: changeWords.move.busy(deps.config.clinic.phone) };
    return answerWithMove(c, deps, own, held, { errors, status: 409 });
  }
  // Refused, it may be as free as before by the time that it is read again.
  return (await answerForClosedMove(c, deps, own, held)) ?? c.redirect(heldMovePath(own.path, held.id), 303);
}

async function extend(c: AppContext, deps: Deps, own: Own, held: Hold) {
  const outcome = await extendHold(deps.db, held.id, holdRules(deps.config));
  if (outcome.ok) return c.redirect(heldMovePath(own.path, held.id, { extended: true }), 303);
  const now = await mustFind(deps, own, held.id);
  if (outcome.reason === 'too_many_holds') {
    const seconds = secondsUntil(outcome.firstEndsAt);
    c.header('Retry-After', String(seconds));
    return answerWithMove(c, deps, own, now, { notice: words.tooManyHolds.lead(words.wait(seconds)), status: 429 });
  }
  if (outcome.reason === 'limit') {
    return answerWithMove(c, deps, own, now, { notice: changeWords.move.limit(MOST_EXTENSIONS), status: 409 });
  }
  return (await answerForClosedMove(c, deps, own, now)) ?? c.redirect(heldMovePath(own.path, held.id), 303);
}

async function keep(c: AppContext, deps: Deps, own: Own, held: Hold) {
  const outcome = await releaseHold(deps.db, held.id);
  return c.redirect(appointmentPath(own.path, { kept: outcome.ok }), 303);
}
