import { Hono } from 'hono';
import { waitingWords } from '../../views/messages/waiting.ts';
import { words } from '../../views/messages/words.ts';
import { OfferClosedPage, type OfferClosedProps, OfferPage } from '../../views/waiting/offer.tsx';
import { pathOfAppointment } from '../booking/link.ts';
import type { Deps } from '../deps.ts';
import { frameOf } from '../frame.ts';
import type { AppContext, Env } from '../http/context.ts';
import { readForm } from '../http/form.ts';
import { brake, REQUESTS_A_HOLD } from '../http/rate-limit.ts';
import { RefusedRequest } from '../http/refusal.ts';
import { entryPath } from './link.ts';
import { acceptOffer, declineOffer, findOffer, type Offer } from './offer.ts';

export function offerRoutes(deps: Deps) {
  const tooSoon = brake(deps, deps.config.HOLD_REQUESTS_PER_MINUTE * REQUESTS_A_HOLD);
  return new Hono<Env>()
    .get('/offers/:id', async (c) => {
      const offer = await mustFind(deps, c.req.param('id'));
      return (await answered(c, deps, offer)) ?? c.html(<OfferPage frame={await frameOf(c, deps)} offer={offer} />);
    })

    .post('/offers/:id', async (c) => {
      const { action } = await readForm(c);
      const offer = await mustFind(deps, c.req.param('id'));
      if (action !== 'accept' && action !== 'decline') throw new RefusedRequest('malformed_request');
      if (offer.state === 'accepted') return (await answered(c, deps, offer))!;
      const seconds = await tooSoon(c);
      if (seconds) {
        return openStill(c, deps, offer, waitingWords.offer.tooQuick(words.wait(seconds)), 429);
      }
      return action === 'accept' ? accept(c, deps, offer) : decline(c, deps, offer);
    });
}

async function accept(c: AppContext, deps: Deps, offer: Offer) {
  const most = deps.config.APPOINTMENTS_PER_PATIENT;
  const outcome = await acceptOffer(deps.db, offer.id, { most });
  if (outcome.ok) return c.redirect(await pathOfAppointment(deps, outcome.appointmentId), 303);
  switch (outcome.reason) {
    case 'offer_not_found':
      throw new RefusedRequest('not_found');
    case 'patient_busy':
      return openStill(c, deps, offer, waitingWords.offer.busy(deps.config.clinic.phone), 409);
    case 'too_many_appointments':
      return openStill(c, deps, offer, waitingWords.offer.tooMany(most, deps.config.clinic.phone), 409);
    case 'declined':
      return closed(c, deps, offer, 'declined', 409);
    case 'passed': {
      const now = await mustFind(deps, offer.id);
      return closed(c, deps, offer, now.state === 'withdrawn' ? 'withdrawn' : 'passed', 410);
    }
    case 'not_to_move':
      return closed(c, deps, offer, 'notToMove', 409);
  }
}

/** To the same page by another way, so that a reload says nothing twice. */
async function decline(c: AppContext, deps: Deps, offer: Offer) {
  const outcome = await declineOffer(deps.db, offer.id);
  if (outcome.ok) return c.redirect(`/offers/${offer.id}`, 303);
  const now = await mustFind(deps, offer.id);
  return (await answered(c, deps, now)) ?? c.redirect(`/offers/${offer.id}`, 303);
}

/** The page of an offer that was answered, or passed on; null where it stands. */
async function answered(c: AppContext, deps: Deps, offer: Offer): Promise<Response | null> {
  switch (offer.state) {
    case 'accepted':
      return isFresh(offer)
        ? c.redirect(await pathOfAppointment(deps, offer.appointmentId!), 303)
        : closed(c, deps, offer, 'accepted', 200);
    case 'declined':
      return closed(c, deps, offer, 'declined', 200);
    case 'passed':
    case 'withdrawn':
      return closed(c, deps, offer, offer.state, 410);
    default:
      return null;
  }
}

/** For a day it leads to the appointment; then it does no more than any other mail, as a link to that can be revoked. */
const isFresh = ({ answeredAt }: Offer): boolean =>
  answeredAt !== null && answeredAt.until(Temporal.Now.instant()).total('hours') < 24;

async function openStill(c: AppContext, deps: Deps, offer: Offer, refused: string, status: 409 | 429) {
  return c.html(<OfferPage frame={await frameOf(c, deps)} {...{ offer, refused }} />, status);
}

async function closed(c: AppContext, deps: Deps, offer: Offer, why: OfferClosedProps['why'], status: 200 | 409 | 410) {
  const entry = entryPath(deps.secrets, offer.waitingId);
  return c.html(<OfferClosedPage frame={await frameOf(c, deps)} {...{ offer, why, entry }} />, status);
}

async function mustFind({ db }: Deps, id: string): Promise<Offer> {
  const offer = await findOffer(db, id);
  if (!offer) throw new RefusedRequest('not_found');
  return offer;
}
