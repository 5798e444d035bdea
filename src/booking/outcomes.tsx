import { TooManyHoldsPage } from '../../views/booking/too-many-holds.tsx';
import { words } from '../../views/messages/words.ts';
import { appointmentPath, doctorPath, holdPath } from '../../views/ui/paths.ts';
import type { Deps } from '../deps.ts';
import { frameOf } from '../frame.ts';
import { addressOf } from '../http/address.ts';
import type { AppContext } from '../http/context.ts';
import type { Form } from '../http/form.ts';
import { RefusedRequest, secondsUntil } from '../http/refusal.ts';
import { visitorOrNew } from '../http/visitor.ts';
import { confirmHold } from './confirm.ts';
import { firstAtFault, isNotedForAnother, markOfNoted, readBooking, type Step } from './details.ts';
import { extendHold, MOST_EXTENSIONS } from './extend.ts';
import { adoptHold, type Draft, findHold, type Hold, liveHoldOf, movableHold, saveDraft } from './held.ts';
import { holdRules, holdSlot } from './hold.ts';
import { pathOfAppointment } from './link.ts';
import { doctorOfSlot } from './nearest.ts';
import { answerForClosed, answerWithStep, takenPage, takenSlotPage } from './pages.tsx';
import { releaseHold } from './release.ts';

/** Holds the slot that was chosen on a page of times. */
export async function hold(c: AppContext, deps: Deps, slotId: number, form: Form) {
  const visitor = { id: visitorOrNew(c, deps.config, form.visitor), address: addressOf(c, deps) };
  if (form.hold) await adoptHold(deps.db, form.hold, visitor.id);
  const before = await liveHoldOf(deps.db, visitor.id);
  const outcome = await holdSlot(deps.db, slotId, visitor, holdRules(deps.config));
  if (outcome.ok) {
    const instead = !outcome.already && before !== null;
    return c.redirect(holdPath(outcome.holdId, 'details', { instead }), 303);
  }
  switch (outcome.reason) {
    case 'slot_not_found':
      throw new RefusedRequest('not_found');
    case 'taken':
      return c.html(await takenSlotPage(c, deps, slotId, visitor.id, form.hold), 409);
    case 'too_many_holds': {
      const [frame, { doctor, startsAt }, holdId] = await Promise.all([
        frameOf(c, deps),
        doctorOfSlot(deps.db, slotId),
        movableHold(deps.db, form.hold),
      ]);
      const from = startsAt.toZonedDateTimeISO(deps.config.CLINIC_TIME_ZONE).toPlainDate().toString();
      const chosen = { doctor, slotId, from, holdId };
      const seconds = secondsUntil(outcome.firstEndsAt);
      c.header('Retry-After', String(seconds));
      return c.html(<TooManyHoldsPage frame={frame} seconds={seconds} {...chosen} />, 429);
    }
  }
}

/** The details as they were sent. `noted` marks what their page shows of what is noted on the others. */
type Sent = { typed: Draft; noted: string | undefined };

/** Soft expiry: a hold that has run out still books while its slot is free (WCAG 2.2.1). `held` is as it was before `sent`. */
export async function book(c: AppContext, deps: Deps, held: Hold, sent: Sent) {
  const notice = whatToLookAt(held, sent);
  if (notice) {
    const { typed } = sent;
    const closed = await answerForClosed(c, deps, held.id);
    return closed ?? answerWithStep(c, deps, held, 'details', { typed, notice, status: 409 });
  }
  const hold = { ...held, draft: { ...held.draft, ...sent.typed } };
  const read = readBooking(hold.draft);
  // A repeated click finds its appointment, whatever the form says by now.
  if (!read.ok && hold.state !== 'confirmed') {
    const closed = await answerForClosed(c, deps, hold.id);
    const { step } = firstAtFault(read.faults);
    // The refusal that is met most has an address of its own: Back leads there, and reload sends no form.
    return closed ?? c.redirect(holdPath(hold.id, step, { check: true }), 303);
  }
  if (!read.ok) return c.redirect(await pathOfAppointment(deps, hold.appointmentId!), 303);

  const most = deps.config.APPOINTMENTS_PER_PATIENT;
  const outcome = await confirmHold(deps.db, hold.id, read.booking, { soft: true, most });
  if (outcome.ok) return c.redirect(await pathOfAppointment(deps, outcome.appointmentId), 303);
  if (outcome.reason === 'patient_busy') {
    const errors = { change: words.details.busy(deps.config.clinic.phone) };
    return answerWithStep(c, deps, hold, 'details', { errors, status: 409 });
  }
  if (outcome.reason === 'too_many_appointments') {
    const errors = { release: words.details.tooManyAppointments(most, deps.config.clinic.phone) };
    return answerWithStep(c, deps, hold, 'details', { errors, status: 409 });
  }
  // Refused as taken, it may be free again by the time that it is read again.
  return (await answerForClosed(c, deps, hold.id)) ?? c.html(await takenPage(c, deps, hold), 409);
}

/**
 * What nobody has seen who books, so that nothing is booked yet: one patient's notes for the next, at a computer that people
 * share; notes erased or changed while the page stood open.
 */
function whatToLookAt({ draft, cameAlong, erased }: Hold, { typed, noted }: Sent): string | undefined {
  if (cameAlong && isNotedForAnother(draft, typed)) return words.details.whose(draft.name!, typed.name!);
  if (noted === undefined ? erased : noted !== markOfNoted(draft))
    return erased ? words.details.erased : words.details.changed;
}

export async function extend(c: AppContext, deps: Deps, hold: Hold, step: Step) {
  const outcome = await extendHold(deps.db, hold.id, holdRules(deps.config));
  if (outcome.ok) return c.redirect(holdPath(hold.id, step, { extended: true, erased: hold.erased }), 303);
  if (outcome.reason === 'too_many_holds') {
    const seconds = secondsUntil(outcome.firstEndsAt);
    c.header('Retry-After', String(seconds));
    const notice = words.tooManyHolds.lead(words.wait(seconds));
    return answerWithStep(c, deps, await mustFind(deps, hold.id), step, { notice, status: 429 });
  }
  if (outcome.reason === 'limit') {
    const now = await mustFind(deps, hold.id);
    return answerWithStep(c, deps, now, step, { notice: words.details.limit(MOST_EXTENSIONS), status: 409 });
  }
  const closed = await answerForClosed(c, deps, hold.id);
  return closed ?? c.redirect(holdPath(hold.id, step), 303);
}

export async function release(c: AppContext, deps: Deps, hold: Hold) {
  const outcome = await releaseHold(deps.db, hold.id);
  if (outcome.ok && hold.moves) {
    return c.redirect(appointmentPath(await pathOfAppointment(deps, hold.appointmentId!), { kept: true }), 303);
  }
  if (outcome.ok)
    return c.redirect(hold.doctorActive ? doctorPath(hold.doctorSlug, { letgo: true }) : holdPath(hold.id), 303);
  const closed = await answerForClosed(c, deps, hold.id);
  if (closed) return closed;
  throw new RefusedRequest('not_found');
}

/** Nothing is done yet, and nothing typed is lost: the same page again, with when to send it. */
export async function tooQuick(
  c: AppContext,
  deps: Deps,
  hold: Hold,
  step: Step,
  asked: { typed: Draft; seconds: number },
) {
  const { typed, seconds } = asked;
  if (hold.state === 'taken') await saveDraft(deps.db, hold.id, typed);
  if (hold.state !== 'live' && hold.state !== 'run_out') throw new RefusedRequest('too_many_requests', seconds);
  const notice = words.details.tooQuick(words.wait(seconds));
  return answerWithStep(c, deps, hold, step, { typed, notice, status: 429 });
}

export async function mustFind(deps: Deps, id: string): Promise<Hold> {
  const hold = await findHold(deps.db, id);
  if (!hold) throw new RefusedRequest('not_found');
  return hold;
}
