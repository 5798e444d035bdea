import { setTimeout as sleep } from 'node:timers/promises';
import { Hono } from 'hono';
import { NoCookiesPage, NotYoursPage } from '../../views/google/consent.tsx';
import { deskDayPath } from '../../views/ui/paths.ts';
import { findAppointment } from '../booking/appointment.ts';
import { pathOfAppointment } from '../booking/link.ts';
import { findCalendarDoctor } from '../calendars/doctor.ts';
import { ownPath } from '../calendars/link.ts';
import type { Deps } from '../deps.ts';
import { deskCookie } from '../desk/guard.ts';
import { isSession } from '../desk/session.ts';
import { frameOf } from '../frame.ts';
import type { AppContext, Env } from '../http/context.ts';
import { brake } from '../http/rate-limit.ts';
import { RefusedRequest } from '../http/refusal.ts';
import { openGoogle } from './access.ts';
import { markOf } from './begin.ts';
import { connectCalendar, isConnectedBy } from './connection.ts';
import { type Consent, consentIn, type Purpose, verifierOf } from './consent.ts';
import { CALLBACK, scopes, type Tokens } from './oauth.ts';
import { calendarsOf } from './shown.ts';

/** How it went, as the page says to which somebody comes back. */
type How = 'added' | 'waiting' | 'connected' | 'refused' | 'unticked' | 'late' | 'away' | 'trouble';

/** Milliseconds that somebody waits for their appointment to be in the calendar before they are told that it will be. */
const A_WHILE = 3_000;

/** Milliseconds that an answer that came twice waits for its twin. */
const A_MOMENT = 1_500;

/** The way to Google's page and back, for whoever connects a calendar; `beginConsent` sends them here. */
export function consentRoutes(deps: Deps) {
  const { config, secrets, db } = deps;
  const google = openGoogle(config, config.PUBLIC_URL ?? '');
  if (!google) return new Hono<Env>();
  const tooSoon = brake(deps, config.HOLD_REQUESTS_PER_MINUTE);

  /** The answer that Google gave is worth a calendar, or it is said why not. */
  const connect = async (c: AppContext, consent: Consent, mark: string): Promise<How> => {
    const { error, code } = c.req.query();
    if (error) return error === 'access_denied' ? 'refused' : 'trouble';
    if (!code) return 'trouble';
    // On a bad line the browser asks again, and Google takes a code only once.
    if (await isConnectedBy(db, consent.id)) return 'connected';
    const tokens = await google.oauth.exchange(code, verifierOf(secrets, mark, consent));
    if (!tokens.ok) {
      // Asked twice at once, the first has the tokens, and is about to write them down.
      if (tokens.reason === 'lost' && (await before(A_MOMENT, () => isConnectedBy(db, consent.id)))) return 'connected';
      c.get('log').warn({ why: tokens.code }, 'Google gave no tokens');
      return tokens.reason === 'later' ? 'away' : 'trouble';
    }
    if (!isEnough(consent.purpose, tokens)) return 'unticked';
    if (tokens.refresh === null) return 'trouble';
    const agreed = { consent: consent.id, tokens: { ...tokens, refresh: tokens.refresh } };
    await connectCalendar(db, secrets, { ...agreed, ...ownerOf(consent.purpose) });
    return 'connected';
  };

  return new Hono<Env>()
    .get('/auth/google', async (c) => {
      const seconds = await tooSoon(c);
      if (seconds) throw new RefusedRequest('too_many_requests', seconds);
      const state = c.req.query('state') ?? '';
      const mark = markOf(c, deps);
      if (!mark) return c.html(<NoCookiesPage frame={await frameOf(c, deps)} />, 403);
      const consent = consentIn(secrets, mark, state);
      if (!consent) return notYours(c, deps);
      const verifier = verifierOf(secrets, mark, consent);
      const asked = consent.purpose.for === 'patient' ? scopes.patient : scopes.doctor;
      return c.redirect(await google.oauth.consentUrl({ state, verifier, scopes: asked }), 303);
    })

    .get(CALLBACK, async (c) => {
      const mark = markOf(c, deps);
      const consent = mark ? consentIn(secrets, mark, c.req.query('state') ?? '') : null;
      const path = consent && (await pathBack(c, deps, consent.purpose));
      if (!consent || !path) return notYours(c, deps);
      const braked = await tooSoon(c);
      const how = consent.late ? 'late' : braked ? 'away' : await connect(c, consent, mark!);
      const shown = how === 'connected' && consent.purpose.for === 'patient' ? await whenWritten(deps, consent) : how;
      return c.redirect(`${path}${path.includes('?') ? '&' : '?'}calendar=${shown}`, 303);
    });
}

async function notYours(c: AppContext, deps: Deps) {
  return c.html(<NotYoursPage frame={await frameOf(c, deps)} />, 400);
}

/** People can untick, on Google's page, what they were asked for. */
const isEnough = ({ for: who }: Purpose, tokens: Tokens) =>
  (who === 'patient' ? scopes.patient : scopes.doctor).every((scope) => tokens.scopes.includes(scope));

const ownerOf = (purpose: Purpose) =>
  purpose.for === 'patient' ? { appointmentId: purpose.appointmentId } : { doctorId: purpose.doctorId };

/** The page that somebody came from; null where its link was revoked meanwhile, or the front desk has signed out. */
async function pathBack(c: AppContext, deps: Deps, purpose: Purpose): Promise<string | null> {
  if (purpose.for === 'patient') {
    const appointment = await findAppointment(deps.db, purpose.appointmentId);
    const isStill = appointment?.linkVersion === purpose.linkVersion;
    return isStill ? pathOfAppointment(deps, purpose.appointmentId) : null;
  }
  const doctor = await findCalendarDoctor(deps.db, { id: purpose.doctorId });
  if (!doctor) return null;
  if (purpose.for === 'staff')
    return isSession(deps, deskCookie.read(c, deps.config)) ? deskDayPath(doctor.slug, { date: purpose.date }) : null;
  return doctor.calendarVersion === purpose.calendarVersion ? ownPath(deps.secrets, doctor) : null;
}

/** Most often a job has written it by then, so that nobody has to look again, with or without scripts. */
async function whenWritten({ db }: Deps, { purpose }: Consent): Promise<How> {
  const { appointmentId } = purpose as Extract<Purpose, { for: 'patient' }>;
  const states = async () => (await calendarsOf(db, appointmentId)).map(({ state }) => state);
  if (!(await before(A_WHILE, async () => !(await states()).includes('waiting')))) return 'waiting';
  return (await states()).includes('added') ? 'added' : 'connected';
}

/** Whether it comes true within so many milliseconds. */
async function before(milliseconds: number, isSo: () => Promise<boolean>): Promise<boolean> {
  for (const until = performance.now() + milliseconds; performance.now() < until; await sleep(100)) {
    if (await isSo()) return true;
  }
  return false;
}
