import { Hono, type MiddlewareHandler } from 'hono';
import { TooManyHoldsPage } from '../../views/booking/too-many-holds.tsx';
import { words } from '../../views/messages/words.ts';
import type { Deps } from '../deps.ts';
import { doctorPage } from '../doctors/page.tsx';
import { frameOf } from '../frame.ts';
import { addressOf } from '../http/address.ts';
import type { AppContext, Env } from '../http/context.ts';
import { type Form, readForm } from '../http/form.ts';
import { brake, REQUESTS_A_HOLD } from '../http/rate-limit.ts';
import { RefusedRequest } from '../http/refusal.ts';
import { visitorOf, visitorOrNew } from '../http/visitor.ts';
import { readDate } from '../typed-date.ts';
import { confirmHold } from './confirm.ts';
import { faultsOfStep, keptOf, readBooking, type Step, stepOf, steps, typedOf } from './details.ts';
import { extendHold } from './extend.ts';
import { adoptHold, type Draft, findHold, type Hold, liveHoldOf, saveDraft } from './held.ts';
import { holdSlot } from './hold.ts';
import { answerForClosed, pathOfAppointment, stepPage, takenPage, takenSlotPage } from './pages.tsx';
import { releaseHold } from './release.ts';

export function holdRoutes(deps: Deps, holdLimit: MiddlewareHandler<Env>) {
  const tooSoon = brake(deps, deps.config.HOLD_REQUESTS_PER_MINUTE * REQUESTS_A_HOLD);
  return (
    new Hono<Env>()
      .post('/holds', holdLimit, async (c) => {
        const form = await readForm(c);
        const slotId = /^[1-9]\d{0,14}$/.test(form.slotId ?? '') ? Number(form.slotId) : null;
        if (slotId === null) return chooseFirst(c, deps, form);

        const visitor = { id: visitorOrNew(c, deps.config, form.visitor), address: addressOf(c, deps) };
        if (form.hold) await adoptHold(deps.db, form.hold, visitor.id);
        const outcome = await holdSlot(deps.db, slotId, visitor, holdRules(deps));
        if (outcome.ok) return c.redirect(`/holds/${outcome.holdId}`, 303);
        switch (outcome.reason) {
          case 'slot_not_found':
            throw new RefusedRequest('not_found');
          case 'taken':
            return c.html(await takenSlotPage(deps, slotId, visitor.id, form.hold), 409);
          case 'too_many_holds':
            return tooManyHolds(c, deps, outcome.firstEndsAt);
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

      .post('/holds/:id', async (c) => {
        const form = await readForm(c);
        const hold = await mustFind(deps, c.req.param('id'));
        const typed = typedOf(form, 'details');
        const seconds = await tooSoon(c);
        if (seconds) return tooQuick(c, deps, hold, 'details', { typed, seconds });
        switch (form.action ?? 'book') {
          case 'book':
            await saveDraft(deps.db, hold.id, typed, visitorOf(c, deps.config));
            return book(c, deps, { ...hold, draft: { ...hold.draft, ...typed } });
          case 'extend':
            await saveDraft(deps.db, hold.id, typed, visitorOf(c, deps.config));
            return extend(c, deps, hold, 'details');
          case 'more':
          case 'booker':
            await saveDraft(deps.db, hold.id, typed, visitorOf(c, deps.config));
            return c.redirect(`/holds/${hold.id}/${form.action}`, 303);
          case 'change':
            await saveDraft(deps.db, hold.id, typed, visitorOf(c, deps.config));
            return c.redirect(`/doctors/${hold.doctorSlug}?hold=${hold.id}`, 303);
          case 'release':
            return release(c, deps, hold);
          default:
            throw new RefusedRequest('malformed_request');
        }
      })

      .post('/holds/:id/:step{more|booker}', async (c) => {
        const step = c.req.param('step') as Step;
        const form = await readForm(c);
        const hold = await mustFind(deps, c.req.param('id'));
        const typed =
          form.action === 'remove' ? Object.fromEntries(steps[step].map((field) => [field, ''])) : typedOf(form, step);
        const seconds = await tooSoon(c);
        if (seconds) return tooQuick(c, deps, hold, step, { typed, seconds });
        const faults = form.action === 'extend' ? {} : faultsOfStep(typed, step);
        const faulty = Object.keys(faults).length > 0;
        // What is at fault is not saved, so that "go back without saving" is true; but where there is no page left to put it
        // right on, nothing typed is lost.
        const closed = await answerForClosed(c, deps, hold.id);
        const kept = keptOf(hold.draft, step, typed);
        if (closed || !faulty) await saveDraft(deps.db, hold.id, kept, visitorOf(c, deps.config));
        if (closed) return closed;
        if (faulty) return c.html(await stepPage(c, deps, hold, step, { typed, faults }), 422);
        return form.action === 'extend' ? extend(c, deps, hold, step) : c.redirect(`/holds/${hold.id}`, 303);
      })
  );
}

/** Nothing is done yet, and nothing typed is lost: the same page again, with when to send it. */
async function tooQuick(c: AppContext, deps: Deps, hold: Hold, step: Step, asked: { typed: Draft; seconds: number }) {
  const { typed, seconds } = asked;
  if (hold.state !== 'live' && hold.state !== 'run_out') throw new RefusedRequest('too_many_requests', seconds);
  c.header('Retry-After', String(seconds));
  return c.html(
    await stepPage(c, deps, hold, step, { typed, notice: words.details.tooQuick(words.wait(seconds)) }),
    429,
  );
}

const holdRules = ({ config }: Deps) => ({
  holdMinutes: config.HOLD_MINUTES,
  holdsPerAddress: config.HOLDS_PER_ADDRESS,
});

/** The address has as many holds as it may; the first of them ends at this instant. */
async function tooManyHolds(c: AppContext, deps: Deps, firstEndsAt: Temporal.Instant) {
  const seconds = Math.max(1, Math.ceil(Temporal.Now.instant().until(firstEndsAt).total('seconds')));
  c.header('Retry-After', String(seconds));
  return c.html(<TooManyHoldsPage frame={await frameOf(c, deps)} seconds={seconds} />, 429);
}

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

  // Refused as taken, and free again by the time the page is made: the patient has only just been late, so once more.
  for (let attempt = 1; attempt <= 3; attempt++) {
    const outcome = await confirmHold(deps.db, hold.id, read.booking, { soft: true });
    if (outcome.ok) return c.redirect(await pathOfAppointment(deps, outcome.appointmentId), 303);
    if (outcome.reason === 'patient_busy') {
      const errors = { change: words.details.busy(deps.config.clinic.phone) };
      return c.html(await stepPage(c, deps, hold, 'details', { errors }), 409);
    }
    const closed = await answerForClosed(c, deps, hold.id);
    if (closed) return closed;
  }
  return c.html(await takenPage(c, deps, hold), 409);
}

async function extend(c: AppContext, deps: Deps, hold: Hold, step: Step) {
  const path = step === 'details' ? `/holds/${hold.id}` : `/holds/${hold.id}/${step}`;
  const outcome = await extendHold(deps.db, hold.id, holdRules(deps));
  if (outcome.ok) return c.redirect(`${path}?extended`, 303);
  if (outcome.reason === 'too_many_holds') return tooManyHolds(c, deps, outcome.firstEndsAt);
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
