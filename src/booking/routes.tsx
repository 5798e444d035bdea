import { Hono, type MiddlewareHandler } from 'hono';
import { doctorPath, type HoldQuery, holdPath } from '../../views/ui/paths.ts';
import type { Deps } from '../deps.ts';
import { findDoctor } from '../doctors/directory.ts';
import type { AppContext, Env } from '../http/context.ts';
import { type Form, readForm } from '../http/form.ts';
import { asksForPart } from '../http/page-or-part.ts';
import { brake, REQUESTS_A_HOLD } from '../http/rate-limit.ts';
import { RefusedRequest } from '../http/refusal.ts';
import { visitorOf } from '../http/visitor.ts';
import { storable } from '../storable.ts';
import { readDate } from '../typed-date.ts';
import {
  blank,
  type Faults,
  faultsOfStep,
  filledOf,
  firstAtFault,
  keptOf,
  readBooking,
  type Step,
  steps,
  typedOf,
  unsaved,
  unsavedOf,
} from './details.ts';
import { type Draft, liveHoldOf, movableHold, saveDraft } from './held.ts';
import { book, extend, hold, mustFind, release, tooQuick } from './outcomes.tsx';
import { pathOfMove } from './own-pages.tsx';
import { answerForClosed, answerWithStep, idForCookieless, pathToChoose } from './pages.tsx';

export function holdRoutes(deps: Deps, holdLimit: MiddlewareHandler<Env>) {
  const tooSoon = brake(deps, deps.config.HOLD_REQUESTS_PER_MINUTE * REQUESTS_A_HOLD);
  return (
    new Hono<Env>()
      .post('/holds', holdLimit, async (c) => {
        const form = await readForm(c);
        const slotId = /^[1-9]\d{0,14}$/.test(form.slotId ?? '') ? Number(form.slotId) : null;
        return slotId === null ? chooseFirst(c, deps, form) : hold(c, deps, slotId, form);
      })

      // Where the address line ends up after a refusal.
      .get('/holds', async (c) => {
        const visitor = visitorOf(c, deps.config);
        const hold = visitor ? await liveHoldOf(deps.db, visitor) : null;
        return c.redirect(hold ? holdPath(hold.id) : '/doctors', 303);
      })

      .get('/holds/:id', (c) => showStep(c, deps, 'details'))
      .get('/holds/:id/:step{more|booker}', (c) => showStep(c, deps, c.req.param('step') as Step))

      .post('/holds/:id', async (c) => {
        const form = await readForm(c);
        const held = await mustFind(deps, c.req.param('id'));
        const move = form.action === 'release' ? null : await pathOfMove(deps, held);
        if (move) return c.redirect(move, 303);
        const typed = typedOf(form, 'details');
        const seconds = await tooSoon(c);
        if (seconds) return tooQuick(c, deps, held, 'details', { typed, seconds });
        const keep = (kept = typed) => saveDraft(deps.db, held.id, kept, visitorOf(c, deps.config));
        switch (form.action ?? 'book') {
          case 'book':
            await keep();
            return book(c, deps, held, { typed, noted: form.noted });
          case 'extend':
            // A tab from before empties nothing that was typed in another; this one, extended in place, stays as it is.
            await keep(asksForPart(c) ? filledOf(typed) : typed);
            return extend(c, deps, held, 'details');
          case 'more':
            await keep();
            return c.redirect(holdPath(held.id, 'more'), 303);
          case 'booker':
            await keep();
            return c.redirect(holdPath(held.id, 'booker'), 303);
          case 'change':
            await keep();
            return c.redirect(pathToChoose(held, idForCookieless(c, deps, held)), 303);
          case 'release':
            return release(c, deps, held);
          case 'clear':
            await saveDraft(deps.db, held.id, blank);
            return c.redirect(holdPath(held.id), 303);
          default:
            throw new RefusedRequest('malformed_request');
        }
      })

      .post('/holds/:id/:step{more|booker}', async (c) => {
        const step = c.req.param('step') as Step;
        const form = await readForm(c);
        const held = await mustFind(deps, c.req.param('id'));
        const typed =
          form.action === 'remove' ? Object.fromEntries(steps[step].map((field) => [field, ''])) : typedOf(form, step);
        const seconds = await tooSoon(c);
        if (seconds) return tooQuick(c, deps, held, step, { typed, seconds });
        const faults = form.action === 'extend' ? {} : faultsOfStep(typed, step);
        const faulty = Object.keys(faults).length > 0;
        const closed = await answerForClosed(c, deps, held.id);
        // "Go back without saving" is true of what is at fault, and of what only came along with Extend; but where there is no
        // page left to put a fault right on, nothing typed is lost.
        const isSaved = form.action !== 'extend' && (closed !== null || !faulty);
        const kept = isSaved ? { ...keptOf(held.draft, step, typed), ...unsaved(step) } : unsaved(step, typed);
        await saveDraft(deps.db, held.id, kept, visitorOf(c, deps.config));
        if (closed) return closed;
        if (faulty) return c.redirect(holdPath(held.id, step, { check: true }), 303);
        return form.action === 'extend' ? extend(c, deps, held, step) : c.redirect(holdPath(held.id), 303);
      })
  );
}

/** The form came without a time: the same page again, and says so. */
async function chooseFirst(c: AppContext, deps: Deps, form: Form) {
  const doctor = form.slotId ? null : await findDoctor(deps.db, storable(form.doctor ?? ''));
  if (!doctor) throw new RefusedRequest('not_found');
  const today = Temporal.Now.plainDateISO(deps.config.CLINIC_TIME_ZONE);
  const from = (form.from && readDate(form.from, today)?.toString()) || undefined;
  const hold = await movableHold(deps.db, form.hold);
  return c.redirect(doctorPath(doctor.slug, { from, hold, nochoice: true }), 303);
}

async function showStep(c: AppContext, deps: Deps, step: Step) {
  const held = await mustFind(deps, c.req.param('id') ?? '');
  const closed = await answerForClosed(c, deps, held.id);
  if (closed) return closed;
  const said = (name: keyof HoldQuery) => c.req.query(name) !== undefined;
  const typed = unsavedOf(held.draft, step) ?? {};
  const faults = said('check') ? faultsShown(held.draft, step) : {};
  if (Object.keys(faults).length > 0) return answerWithStep(c, deps, held, step, { typed, faults, status: 422 });
  const done = { extended: said('extended'), erased: said('erased'), instead: said('instead') };
  return answerWithStep(c, deps, held, step, { typed, ...done });
}

/**
 * What is at fault on this step: of what is not saved there, else of what is to be booked. None where it was put right
 * since.
 */
function faultsShown(soFar: Draft, step: Step): Faults {
  const notSaved = unsavedOf(soFar, step);
  if (notSaved) return faultsOfStep(notSaved, step);
  const read = readBooking(soFar);
  const at = read.ok ? null : firstAtFault(read.faults);
  return at?.step === step ? at.faults : {};
}
