import { Hono, type MiddlewareHandler } from 'hono';
import { TooManyHoldsPage } from '../../views/booking/too-many-holds.tsx';
import { words } from '../../views/messages/words.ts';
import type { Deps } from '../deps.ts';
import { doctorPage, readDate } from '../doctors/page.tsx';
import { frameOf } from '../frame.ts';
import { addressOf } from '../http/address.ts';
import type { AppContext, Env } from '../http/context.ts';
import { type Form, readForm } from '../http/form.ts';
import { RefusedRequest } from '../http/refusal.ts';
import { visitorOf, visitorOrNew } from '../http/visitor.ts';
import { confirmHold } from './confirm.ts';
import { faultsOfStep, readBooking, type Step, stepOf, steps, typedOf } from './details.ts';
import { extendHold } from './extend.ts';
import { adoptHold, findHold, type Hold, liveHoldOf, saveDraft } from './held.ts';
import { holdSlot } from './hold.ts';
import { answerForClosed, pathOfAppointment, stepPage, takenSlotPage } from './pages.tsx';
import { releaseHold } from './release.ts';

export const holdRoutes = (deps: Deps, holdLimit: MiddlewareHandler<Env>) =>
  new Hono<Env>()
    .post('/holds', holdLimit, async (c) => {
      const form = await readForm(c);
      const slotId = /^[1-9]\d{0,14}$/.test(form.slotId ?? '') ? Number(form.slotId) : null;
      if (slotId === null) return chooseFirst(c, deps, form);

      const visitor = { id: visitorOrNew(c, deps.config, form.visitor), address: addressOf(c, deps) };
      if (form.hold) await adoptHold(deps.db, form.hold, visitor.id);
      const outcome = await holdSlot(deps.db, slotId, visitor, {
        holdMinutes: deps.config.HOLD_MINUTES,
        holdsPerAddress: deps.config.HOLDS_PER_ADDRESS,
      });
      if (outcome.ok) return c.redirect(`/holds/${outcome.holdId}`, 303);
      switch (outcome.reason) {
        case 'slot_not_found':
          throw new RefusedRequest('not_found');
        case 'taken':
          return c.html(await takenSlotPage(deps, slotId, visitor.id), 409);
        case 'too_many_holds': {
          const seconds = Math.max(1, Math.ceil(Temporal.Now.instant().until(outcome.firstEndsAt).total('seconds')));
          c.header('Retry-After', String(seconds));
          return c.html(<TooManyHoldsPage frame={await frameOf(c, deps)} seconds={seconds} />, 429);
        }
      }
    })

    // Where the address line ends up after a refusal.
    .get('/holds', async (c) => {
      const visitor = visitorOf(c, deps.config);
      const hold = visitor ? await liveHoldOf(deps.db, visitor) : null;
      return c.redirect(hold ? `/holds/${hold.id}` : '/doctors', 303);
    })

    .get('/holds/:id', (c) => showStep(c, deps, 'details'))
    .get('/holds/:id/:step{more|booker}', (c) => showStep(c, deps, c.req.param('step') as Step))

    .post('/holds/:id', holdLimit, async (c) => {
      const form = await readForm(c);
      const hold = await mustFind(deps, c.req.param('id'));
      const typed = typedOf(form, 'details');
      switch (form.action ?? 'book') {
        case 'book':
          await saveDraft(deps.db, hold.id, typed);
          return book(c, deps, { ...hold, draft: { ...hold.draft, ...typed } });
        case 'extend':
          await saveDraft(deps.db, hold.id, typed);
          return extend(c, deps, hold, 'details');
        case 'more':
        case 'booker':
          await saveDraft(deps.db, hold.id, typed);
          return c.redirect(`/holds/${hold.id}/${form.action}`, 303);
        case 'release':
          return release(c, deps, hold);
        default:
          throw new RefusedRequest('malformed_request');
      }
    })

    .post('/holds/:id/:step{more|booker}', holdLimit, async (c) => {
      const step = c.req.param('step') as Step;
      const form = await readForm(c);
      const hold = await mustFind(deps, c.req.param('id'));
      const typed =
        form.action === 'remove' ? Object.fromEntries(steps[step].map((field) => [field, ''])) : typedOf(form, step);
      const closed = await answerForClosed(c, deps, hold.id);
      if (closed) return closed;
      if (form.action !== 'extend') {
        const faults = faultsOfStep(typed, step);
        if (Object.keys(faults).length > 0) return c.html(await stepPage(c, deps, hold, step, { typed, faults }), 422);
      }
      await saveDraft(deps.db, hold.id, typed);
      return form.action === 'extend' ? extend(c, deps, hold, step) : c.redirect(`/holds/${hold.id}`, 303);
    });

async function mustFind(deps: Deps, id: string): Promise<Hold> {
  const hold = await findHold(deps.db, id);
  if (!hold) throw new RefusedRequest('not_found');
  return hold;
}

/** The form came without a time: the same page again, and says so. */
async function chooseFirst(c: AppContext, deps: Deps, form: Form) {
  if (form.slotId) throw new RefusedRequest('not_found');
  const page = await doctorPage(c, deps, form.doctor ?? '', {
    from: form.from ? readDate(form.from) : null,
    holdId: form.hold,
    noneChosen: true,
  });
  return c.html(page, 422);
}

async function showStep(c: AppContext, deps: Deps, step: Step) {
  const hold = await mustFind(deps, c.req.param('id') ?? '');
  const closed = await answerForClosed(c, deps, hold.id);
  if (closed) return closed;
  return c.html(await stepPage(c, deps, hold, step, { extended: c.req.query('extended') !== undefined }));
}

/** Soft expiry: a hold that has run out still books while its slot is free (WCAG 2.2.1). */
async function book(c: AppContext, deps: Deps, hold: Hold) {
  const read = readBooking(hold.draft);
  // A repeated click finds its appointment, whatever the form says by now.
  if (!read.ok && hold.state !== 'confirmed') {
    const closed = await answerForClosed(c, deps, hold.id);
    return closed ?? c.html(await stepPage(c, deps, hold, stepOf(read.faults), { faults: read.faults }), 422);
  }
  if (!read.ok) return c.redirect(await pathOfAppointment(deps, hold.appointmentId!), 303);

  const outcome = await confirmHold(deps.db, hold.id, read.booking, { soft: true });
  if (outcome.ok) return c.redirect(await pathOfAppointment(deps, outcome.appointmentId), 303);
  if (outcome.reason === 'patient_busy') {
    const errors = { name: words.details.busy(deps.config.clinic.phone) };
    return c.html(await stepPage(c, deps, hold, 'details', { errors }), 409);
  }
  const closed = await answerForClosed(c, deps, hold.id);
  if (closed) return closed;
  throw new Error(`Confirming was refused as ${outcome.reason}, but the hold is open.`);
}

async function extend(c: AppContext, deps: Deps, hold: Hold, step: Step) {
  const path = step === 'details' ? `/holds/${hold.id}` : `/holds/${hold.id}/${step}`;
  const outcome = await extendHold(deps.db, hold.id, deps.config.HOLD_MINUTES);
  if (outcome.ok) return c.redirect(`${path}?extended`, 303);
  if (outcome.reason === 'limit') {
    const now = await mustFind(deps, hold.id);
    return c.html(await stepPage(c, deps, now, step, { notice: words.details.limit }), 409);
  }
  const closed = await answerForClosed(c, deps, hold.id);
  return closed ?? c.redirect(path, 303);
}

async function release(c: AppContext, deps: Deps, hold: Hold) {
  const outcome = await releaseHold(deps.db, hold.id);
  if (outcome.ok) return c.redirect(`/doctors/${hold.doctorSlug}?letgo`, 303);
  const closed = await answerForClosed(c, deps, hold.id);
  if (closed) return closed;
  throw new RefusedRequest('not_found');
}
