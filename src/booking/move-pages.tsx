import { Countdown } from '../../views/booking/countdown.tsx';
import { MovePage } from '../../views/booking/move.tsx';
import { MoveEndedPage, MoveTakenPage, MoveTooManyHoldsPage } from '../../views/booking/move-refused.tsx';
import { MoveTimesPage } from '../../views/booking/move-times.tsx';
import { words } from '../../views/messages/words.ts';
import { appointmentPath } from '../../views/ui/paths.ts';
import { clockTime } from '../../views/ui/when.ts';
import type { Deps } from '../deps.ts';
import { daysOfTimes } from '../doctors/days.ts';
import { findDoctor } from '../doctors/directory.ts';
import { windowOf } from '../doctors/window.ts';
import { frameOf, plainFrame } from '../frame.ts';
import type { AppContext } from '../http/context.ts';
import { asksForPart, pageOrPart } from '../http/page-or-part.ts';
import { randomId } from '../random-id.ts';
import { storable } from '../storable.ts';
import { readDate } from '../typed-date.ts';
import { MOST_EXTENSIONS } from './extend.ts';
import { findHold, type Hold, liveHoldOf, movableHold } from './held.ts';
import { doctorOfSlot, nearestFree } from './nearest.ts';
import { answerIfClosed, type Own } from './own-pages.tsx';
import { idForCookieless } from './pages.tsx';

/** The doctor's times to choose from, from the day on that the address names. */
export async function answerWithTimes(c: AppContext, deps: Deps, own: Own) {
  const { db, config } = deps;
  const { doctorId, doctorSlug } = own.appointment;
  const asked = c.req.query('from');
  const from = asked ? readDate(asked, Temporal.Now.plainDateISO(config.CLINIC_TIME_ZONE)) : null;
  const badDate = asked && !from ? storable(asked) : undefined;
  const window = windowOf(from, config);
  const asOf = Temporal.Now.instant();
  const [frame, days, doctor, holdId] = await Promise.all([
    frameOf(c, deps),
    daysOfTimes(db, { doctorId, from: window.first, days: window.dates.length }),
    findDoctor(db, doctorSlug),
    movableHold(db, c.req.query('hold')),
  ]);
  const noneChosen = c.req.query('nochoice') !== undefined && days.free.length > 0;
  const props = {
    ...{ ...own, frame, window, days, asOf, doctor, holdId, badDate, noneChosen },
    holdMinutes: config.HOLD_MINUTES,
    visitor: randomId(),
  };
  return c.html(<MoveTimesPage {...props} />, noneChosen || badDate !== undefined ? 422 : 200);
}

type Shown = { extended?: boolean; notice?: string; errors?: Record<string, string>; status?: 409 | 429 };

/** The time that is held, beside the one that the appointment has. Where only a part is asked for, it is the countdown. */
export async function answerWithMove(c: AppContext, deps: Deps, own: Own, hold: Hold, shown: Shown) {
  const { config } = deps;
  const countdown = {
    hold,
    timeZone: config.CLINIC_TIME_ZONE,
    secondsLeft: Math.ceil(Temporal.Now.instant().until(hold.expiresAt).total('seconds')),
    holdMinutes: config.HOLD_MINUTES,
    extendable: hold.extensions < MOST_EXTENSIONS,
    notice: shown.notice ?? (shown.extended ? extendedInWords(hold, config.CLINIC_TIME_ZONE) : undefined),
    at: `${own.path}/move/${hold.id}`,
  };
  const frame = await frameOf(c, deps, { about: hold.id });
  const page = <MovePage {...own} {...countdown} frame={frame} errors={shown.errors ?? {}} />;
  return pageOrPart(c, page, <Countdown {...countdown} />, shown.status);
}

function extendedInWords(hold: Hold, timeZone: string): string | undefined {
  if (hold.state !== 'live') return;
  const last = hold.extensions >= MOST_EXTENSIONS ? ` ${words.details.extendedLast}` : '';
  return `${words.details.extended(clockTime(hold.expiresAt, timeZone))}${last}`;
}

/**
 * Answers where nothing can be moved to this time any more, read again as it is now: moved already (the appointment's page),
 * the appointment closed to the patient, the time taken (409, with the nearest ones) or let go (410). Null where it can.
 */
export async function answerForClosedMove(c: AppContext, deps: Deps, own: Own, held: Hold): Promise<Response | null> {
  const hold = (await findHold(deps.db, held.id)) ?? held;
  if (hold.state === 'confirmed') return c.redirect(appointmentPath(own.path), 303);
  // Who looks whether their time is still held is told so where they are.
  if (c.req.method === 'GET' && asksForPart(c)) return null;
  const closed = await answerIfClosed(c, deps, own);
  if (closed) return closed;
  if (hold.state === 'ended') return c.html(<MoveEndedPage {...own} hold={hold} frame={await frameOf(c, deps)} />, 410);
  if (hold.state === 'taken') {
    const frame = await frameOf(c, deps);
    const nearest = await nearestFree(deps.db, hold.doctorId, hold.startsAt);
    const shown = { ...own, frame, nearest, visitor: randomId(), holdId: idForCookieless(c, deps, hold) };
    return c.html(<MoveTakenPage {...shown} keptOther={false} />, 409);
  }
  return null;
}

/** `asked`: the hold that they came from, for those without cookies. */
type Chosen = { slotId: number; visitor: string; asked: string | undefined };

/** The nearest free times in place of one that could not be held. */
export async function moveTakenPage(c: AppContext, deps: Deps, own: Own, { slotId, visitor, asked }: Chosen) {
  const { startsAt } = await doctorOfSlot(deps.db, slotId);
  const [nearest, other] = await Promise.all([
    nearestFree(deps.db, own.appointment.doctorId, startsAt),
    liveHoldOf(deps.db, visitor),
  ]);
  const frame = { ...plainFrame(deps), held: other };
  const holdId = other ? idForCookieless(c, deps, other) : await movableHold(deps.db, asked);
  const shown = { ...own, frame, nearest, holdId, keptOther: other !== null };
  return <MoveTakenPage {...shown} visitor={randomId()} />;
}

export async function tooManyHoldsPage(
  c: AppContext,
  deps: Deps,
  own: Own,
  { seconds, asked }: { seconds: number; asked: string | undefined },
) {
  const [frame, holdId] = await Promise.all([frameOf(c, deps), movableHold(deps.db, asked)]);
  return <MoveTooManyHoldsPage {...own} {...{ frame, seconds, holdId }} />;
}
