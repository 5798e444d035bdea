import { Hono } from 'hono';
import { waitingWords } from '../../views/messages/waiting.ts';
import { fieldErrors, words } from '../../views/messages/words.ts';
import { WaitingDetailsPage } from '../../views/waiting/details.tsx';
import { JoinedPage } from '../../views/waiting/joined.tsx';
import { WishPage } from '../../views/waiting/wish.tsx';
import { boxesAtFault } from '../booking/birth-date.ts';
import { type Faults, readBooking, typedOf } from '../booking/details.ts';
import type { Draft } from '../booking/held.ts';
import type { Deps } from '../deps.ts';
import { type Doctor, findDoctor } from '../doctors/directory.ts';
import { frameOf } from '../frame.ts';
import type { AppContext, Env } from '../http/context.ts';
import { type Form, keptForBack, readForm } from '../http/form.ts';
import { brake } from '../http/rate-limit.ts';
import { RefusedRequest } from '../http/refusal.ts';
import { storable } from '../storable.ts';
import { joinWaiting } from './waiting.ts';
import { anyWish, faultsOfWish, fieldsOf, isChosen, type Typed, wishOf } from './wish.ts';

export function waitingRoutes(deps: Deps) {
  const tooSoon = brake(deps, deps.config.HOLD_REQUESTS_PER_MINUTE);
  return (
    new Hono<Env>()
      // Also the address of a form that was sent: who reloads it, or types it, begins with a doctor.
      .get(
        '/waiting-list',
        async (c): Promise<Response> =>
          c.req.query('doctor') === undefined ? c.redirect('/doctors', 303) : wishPage(c, deps, c.req.query()),
      )

      .get('/waiting-list/details', async (c) => {
        const typed = c.req.query();
        return Object.keys(faultsOfWish(wishOf(typed))).length > 0
          ? wishPage(c, deps, { scope: 'doctor', ...typed })
          : detailsPage(c, deps, typed, {});
      })

      // Back to the first step, and on from there, nothing that was typed is lost, and none of it is in an address.
      .post('/waiting-list', async (c) => {
        const form = await readForm(c);
        keptForBack(c);
        if (form.step === 'wish') return wishPage(c, deps, form, { carried: typedFieldsOf(form) });
        if (Object.keys(faultsOfWish(wishOf(form))).length > 0)
          return wishPage(c, deps, { scope: 'doctor', ...form }, { carried: typedFieldsOf(form) });
        const doctor = await mustFindDoctor(deps, form.doctor);
        const typed = typedOf(form, 'details');
        if (form.step === 'details') return detailsPage(c, deps, form, { typed });
        const read = readBooking(typed);
        if (!read.ok) return detailsPage(c, deps, form, { typed, faults: read.faults });
        const seconds = await tooSoon(c);
        if (seconds) {
          return detailsPage(c, deps, form, {
            typed,
            refused: waitingWords.wish.tooQuick(words.wait(seconds)),
            status: 429,
          });
        }
        const whom = isAnyone(form)
          ? { doctorId: null, specialization: doctor.specialization }
          : { doctorId: doctor.id, specialization: null };
        // The same whoever is on the list already, and however often: that is for who can read their mail.
        await joinWaiting(deps.db, read.booking.patient, whom, wishOf(form));
        return c.redirect('/waiting-list/joined', 303);
      })

      .get('/waiting-list/joined', async (c) => c.html(<JoinedPage frame={await frameOf(c, deps)} />))
  );
}

const isAnyone = (typed: Typed) => typed.scope === 'anyone';

/** What was typed on the second step, as fields to be carried through the first. */
const typedFieldsOf = (form: Form) => Object.entries(typedOf(form, 'details'));

/** First step; before anything was chosen, everything is. */
async function wishPage(
  c: AppContext,
  deps: Deps,
  typed: Typed,
  { carried = [] }: { carried?: [string, string][] } = {},
) {
  const doctor = await mustFindDoctor(deps, typed.doctor);
  const chosen = isChosen(typed);
  const wish = chosen ? wishOf(typed) : anyWish;
  const errors = fieldErrors(faultsOfWish(wish), waitingWords.errors);
  const shown = { doctor, wish, errors, anyone: isAnyone(typed), carried, offerMinutes: deps.config.OFFER_MINUTES };
  return c.html(<WishPage frame={await frameOf(c, deps)} {...shown} />, Object.keys(errors).length > 0 ? 422 : 200);
}

/** Second step, with what was typed and what was wrong with it. */
async function detailsPage(
  c: AppContext,
  deps: Deps,
  choices: Typed,
  { typed = {}, faults = {}, refused, status }: { typed?: Draft; faults?: Faults; refused?: string; status?: 429 },
) {
  const doctor = await mustFindDoctor(deps, choices.doctor);
  const wish = wishOf(choices);
  const anyone = isAnyone(choices);
  const carried: [string, string][] = [
    ['doctor', doctor.slug],
    ['scope', anyone ? 'anyone' : 'doctor'],
    ...fieldsOf(wish),
  ];
  const errors = fieldErrors(faults);
  const wrongBoxes = boxesAtFault(faults.dateOfBirth);
  const shown = { doctor, anyone, wish, carried, typed, errors, wrongBoxes, refused };
  return c.html(
    <WaitingDetailsPage frame={await frameOf(c, deps)} {...shown} />,
    status ?? (Object.keys(faults).length > 0 ? 422 : 200),
  );
}

/** Whom it is about; where no mail is sent, nobody can wait for one. */
async function mustFindDoctor({ db, config }: Deps, slug: string | undefined): Promise<Doctor> {
  const doctor = config.mail === 'none' ? null : await findDoctor(db, storable(slug ?? ''));
  if (!doctor) throw new RefusedRequest('not_found');
  return doctor;
}
