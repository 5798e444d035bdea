import { BookerPage } from '../../views/booking/booker.tsx';
import { Countdown } from '../../views/booking/countdown.tsx';
import { DetailsPage } from '../../views/booking/details.tsx';
import { EndedPage } from '../../views/booking/ended.tsx';
import { MorePage } from '../../views/booking/more.tsx';
import { TakenPage } from '../../views/booking/taken.tsx';
import { fieldErrors, words } from '../../views/messages/words.ts';
import { directoryPath, doctorPath } from '../../views/ui/paths.ts';
import { clockTime } from '../../views/ui/when.ts';
import type { Deps } from '../deps.ts';
import { frameOf, plainFrame } from '../frame.ts';
import type { AppContext } from '../http/context.ts';
import { asksForPart, pageOrPart } from '../http/page-or-part.ts';
import { visitorOf } from '../http/visitor.ts';
import { randomId } from '../random-id.ts';
import { boxesAtFault } from './birth-date.ts';
import { type Faults, isFilled, markOfNoted, type Step } from './details.ts';
import { MOST_EXTENSIONS } from './extend.ts';
import { type Draft, findHold, type Hold, liveHoldOf, movableHold, stayWithDraft } from './held.ts';
import { pathOfAppointment } from './link.ts';
import { doctorOfSlot, nearestFree } from './nearest.ts';
import { pathOfMove } from './own-pages.tsx';

const pages = { details: DetailsPage, more: MorePage, booker: BookerPage };

type Shown = { typed?: Draft; faults?: Faults; errors?: Record<string, string>; notice?: string } & Done;

/** What the last click did: lengthened the hold, found what was noted before erased, made this hold in place of another. */
type Done = { extended?: boolean; erased?: boolean; instead?: boolean };

/**
 * A step of the details, over what the hold keeps as draft: what was just typed, its faults, a notice. Where only a part is
 * asked for, it is the countdown.
 */
export async function answerWithStep(
  c: AppContext,
  deps: Deps,
  hold: Hold,
  step: Step,
  shown: Shown & { status?: 409 | 422 | 429 } = {},
) {
  const { typed = {}, faults = {}, errors = {} } = shown;
  const StepPage = pages[step];
  const countdown = {
    hold,
    timeZone: deps.config.CLINIC_TIME_ZONE,
    secondsLeft: Math.ceil(Temporal.Now.instant().until(hold.expiresAt).total('seconds')),
    holdMinutes: deps.config.HOLD_MINUTES,
    extendable: hold.extensions < MOST_EXTENSIONS,
    notice: shown.notice ?? noticeOf(hold, shown, deps.config.CLINIC_TIME_ZONE),
  };
  const page = (
    <StepPage
      {...countdown}
      frame={await frameOf(c, deps, { about: hold.id })}
      typed={{ ...hold.draft, ...typed }}
      errors={{ ...fieldErrors(faults), ...errors }}
      wrongBoxes={boxesAtFault(faults.dateOfBirth)}
      instead={shown.instead}
      cameAlong={hold.cameAlong && isFilled(hold.draft)}
      noted={markOfNoted(hold.draft)}
    />
  );
  return pageOrPart(c, page, <Countdown {...countdown} />, shown.status);
}

function noticeOf(hold: Hold, { extended, erased }: Done, timeZone: string): string | undefined {
  const lengthened = extended && hold.state === 'live';
  const said = [
    lengthened && words.details.extended(clockTime(hold.expiresAt, timeZone)),
    lengthened && hold.extensions >= MOST_EXTENSIONS && words.details.extendedLast,
    erased && words.details.erased,
  ];
  return said.filter(Boolean).join(' ') || undefined;
}

/**
 * Answers for a hold that can't be worked on any more, read again as it is now: booked (the appointment's page), for a
 * move (that page), taken (409, with the nearest free times), ended (410). Null for one that still can be.
 */
export async function answerForClosed(c: AppContext, deps: Deps, holdId: string): Promise<Response | null> {
  const hold = await findHold(deps.db, holdId);
  if (!hold) return c.notFound();
  if (hold.state === 'confirmed') return c.redirect(await pathOfAppointment(deps, hold.appointmentId!), 303);
  const move = await pathOfMove(deps, hold);
  if (move) return c.redirect(move, 303);
  // Who looks whether their time is still held stays where they are typing.
  if (c.req.method === 'GET' && asksForPart(c)) return null;
  if (hold.state === 'ended') return c.html(<EndedPage frame={await frameOf(c, deps)} hold={hold} />, 410);
  if (hold.state === 'taken') return c.html(await takenPage(c, deps, hold), 409);
  return null;
}

/** The nearest free times in place of one that has gone; `hold` is the patient's, which the next one follows. */
export async function takenPage(c: AppContext, deps: Deps, hold: Hold) {
  await stayWithDraft(deps.db, hold.id);
  const frame = await frameOf(c, deps);
  const nearest = await nearestFree(deps.db, hold.doctorId, hold.startsAt);
  const doctor = {
    slug: hold.doctorSlug,
    name: hold.doctorName,
    specialization: hold.specialization,
    active: hold.doctorActive,
  };
  const holdId = idForCookieless(c, deps, hold);
  return <TakenPage frame={frame} doctor={doctor} nearest={nearest} visitor={randomId()} holdId={holdId} />;
}

/**
 * The same for a slot that the visitor could not get hold of; a hold on another slot stays theirs. `asked` is the hold that
 * they came from, for those without cookies.
 */
export async function takenSlotPage(
  c: AppContext,
  deps: Deps,
  slotId: number,
  visitor: string,
  asked: string | undefined,
) {
  const { doctor, startsAt } = await doctorOfSlot(deps.db, slotId);
  const [nearest, other] = await Promise.all([nearestFree(deps.db, doctor.id, startsAt), liveHoldOf(deps.db, visitor)]);
  const frame = { ...plainFrame(deps), held: other };
  return (
    <TakenPage
      frame={frame}
      doctor={doctor}
      nearest={nearest}
      visitor={randomId()}
      holdId={other ? idForCookieless(c, deps, other) : await movableHold(deps.db, asked)}
      keptOther={other !== null}
    />
  );
}

/**
 * The hold's id for an address or a form that must go on without cookies; undefined for the cookie's own visitor, whose
 * holds are found by that. So an address that a patient passes on to a friend gives away neither time nor details.
 */
export const idForCookieless = (c: AppContext, deps: Deps, hold: Hold) =>
  visitorOf(c, deps.config) === hold.visitor ? undefined : hold.id;

/** Where to choose another time: with the same doctor, or with others where that one can't be booked any more. */
export function pathToChoose({ doctorActive, doctorSlug, specialization }: Hold, holdId: string | undefined): string {
  return doctorActive ? doctorPath(doctorSlug, { hold: holdId }) : directoryPath({ specialization, hold: holdId });
}
