import type { OpenToPatient } from '../../src/booking/cancel.ts';
import type { Connection } from '../../src/google/connection.ts';
import type { DoctorCalendar, Shown } from '../../src/google/shown.ts';
import { isToCome } from '../booking/to-come.ts';
import { googleWords } from '../messages/google.ts';

/**
 * What to say after a step with a calendar, by how it went. The address keeps that for whoever looks at the page again, so each
 * is said only for as long as it is so; undefined where it is not, or there is nothing to say.
 */
export function saidOfAppointment(how: string | undefined, calendars: Shown[], open: OpenToPatient) {
  const { back } = googleWords;
  const has = (...states: Shown['state'][]) => calendars.some(({ state }) => states.includes(state));
  switch (how) {
    case 'look':
      return allInWords(calendars, open) || undefined;
    case 'added':
      return isToCome(open) && has('added') ? back.added : undefined;
    case 'waiting':
      return has('waiting') ? back.waiting : undefined;
    case 'connected':
      return calendars.length > 0 && !has('lost') ? back.connected : undefined;
    case 'refused':
    case 'unticked':
    case 'late':
    case 'away':
    case 'trouble':
      return isToCome(open) && !has('added', 'waiting') ? back[how] : undefined;
    default:
      return saidOfSwitch(
        how,
        calendars.map((shown) => ({ ...shown, lost: shown.state === 'lost' })),
      );
  }
}

/** The same on the page of all appointments, and of what is pressed on both. */
export function saidOfSwitch(how: string | undefined, calendars: Pick<Connection, 'lost' | 'addsLater'>[]) {
  const { back } = googleWords;
  const one = (adds: boolean) => calendars.some(({ lost, addsLater }) => !lost && addsLater === adds);
  switch (how) {
    case 'stopped':
      return one(false) ? back.stopped : undefined;
    case 'started':
      return one(true) ? back.started : undefined;
    case 'disconnected':
      return calendars.length === 0 ? back.disconnected : back.disconnectedOne;
    case 'behind':
      return back.behind;
    default:
      return undefined;
  }
}

/** The same to a doctor, and at the front desk. */
export function saidOfDoctor(how: string | undefined, calendar: DoctorCalendar | null) {
  const { back } = googleWords.doctor;
  switch (how) {
    case 'connected':
      return calendar && !calendar.lost ? back.connected : undefined;
    case 'disconnected':
      return calendar ? undefined : back.disconnected;
    case 'refused':
    case 'unticked':
    case 'late':
    case 'away':
    case 'trouble':
      return !calendar || calendar.lost ? back[how] : undefined;
    default:
      return undefined;
  }
}

/** How an appointment stands in each of these; of several, whose each is. */
export const allInWords = (calendars: Shown[], open: OpenToPatient) =>
  calendars
    .map((shown, nth) => {
      const name = nameOf(calendars, nth);
      return name ? `${name}: ${stateInWords(shown, open, { named: true })}` : stateInWords(shown, open);
    })
    .join(' ');

/** What one of several calendars is called on the page: whose it is, as far as that may be told; null where it is the only one. */
export function nameOf(calendars: Shown[], nth: number): string | null {
  const hints = calendars.map(({ connectedHere, account }) => (connectedHere && account ? hintOf(account) : null));
  const hint = hints[nth];
  if (!hint || calendars.length === 1) return null;
  return hints.filter((other) => other === hint).length === 1 ? hint : googleWords.nth(hint, nth + 1);
}

/** How an appointment stands in a calendar. `named`: whose that is was said just before. */
export function stateInWords(shown: Shown, open: OpenToPatient, { named = false } = {}): string {
  const { state, account, written, connectedHere, addsLater } = shown;
  switch (state) {
    case 'added':
      if (connectedHere && account && !named) return googleWords.addedTo(hintOf(account));
      return addsLater ? googleWords.addedByItself : googleWords.added;
    case 'waiting':
      return written ? googleWords.waitingChange : googleWords.waiting;
    case 'lost':
      if (open === 'cancelled') return googleWords.lostCancelled;
      if (open === 'over') return googleWords.lostOver;
      return written ? googleWords.lost : googleWords.lostNew;
    case 'refused':
      if (open === 'cancelled') return googleWords.refusedCancelled;
      return written ? googleWords.refusedChange : googleWords.refused;
    default:
      return googleWords[state];
  }
}

/**
 * Enough of a Google address to know one's own by: who booked for somebody else, and that person, both have the appointment's
 * page, and neither need have told the other theirs. Dots, as a line may end after an ellipsis, and elinks prints no word joiner.
 */
export const hintOf = (account: string): string => account.replace(/^(.)(?:.{0,2}|.*(.))@/u, '$1...$2@');
