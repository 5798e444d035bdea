import { DoctorPage, type DoctorPageProps } from '../../views/doctors/doctor.tsx';
import { Times } from '../../views/doctors/times.tsx';
import { movableHold } from '../booking/held.ts';
import type { Deps } from '../deps.ts';
import { frameOf } from '../frame.ts';
import type { AppContext } from '../http/context.ts';
import { pageOrPart } from '../http/page-or-part.ts';
import { RefusedRequest } from '../http/refusal.ts';
import { randomId } from '../random-id.ts';
import { storable } from '../storable.ts';
import { daysOfTimes, hasGone } from './days.ts';
import { findDoctor } from './directory.ts';

/** Days a page of times shows: with ten, far fewer people need "later" than with five. */
const DAYS = 10;

type Asked = Pick<DoctorPageProps, 'badDate' | 'chosen' | 'holdId' | 'noneChosen' | 'letGo'> & {
  from: Temporal.PlainDate | null;
};

/**
 * The doctor's page with ten days of times, fewer at the end of the horizon; the nearest ones to a date outside it. Where
 * only the times are asked for, those; a page with an error is always whole.
 */
export async function doctorPage(c: AppContext, deps: Deps, slug: string, { from, ...asked }: Asked) {
  const doctor = await findDoctor(deps.db, storable(slug));
  if (!doctor) throw new RefusedRequest('not_found');
  const today = Temporal.Now.plainDateISO(deps.config.CLINIC_TIME_ZONE);
  const lastDay = today.add({ days: deps.config.HORIZON_DAYS - 1 });
  const beyond = from !== null && isAfter(from, lastDay);
  // Not yesterday: the link of a page that stood open at midnight leads there, and nobody asked for it.
  const past = from !== null && isAfter(today.subtract({ days: 1 }), from);
  const first = latest(today, beyond ? lastDay.subtract({ days: DAYS - 1 }) : (from ?? today));
  const shown = Math.min(DAYS, first.until(lastDay).days + 1);
  const days = await daysOfTimes(deps.db, { doctorId: doctor.id, from: first, days: shown });
  const frame = await frameOf(c, deps);
  const { chosen } = asked;
  const own = chosen !== undefined && frame.held?.slotId === chosen;
  const gone = chosen !== undefined && !own && (await hasGone(deps.db, doctor.id, chosen));
  const anyHere = days.free.length > 0;
  // Where there is nothing to choose, nothing was forgotten.
  const noneChosen = anyHere && asked.noneChosen === true;
  const wrong = noneChosen || asked.badDate !== undefined;
  const props: DoctorPageProps = {
    ...asked,
    noneChosen,
    frame,
    doctor,
    days,
    outside: beyond ? 'beyond' : past ? 'past' : null,
    lastDay: lastDay.toString(),
    gone,
    inPlace: anyHere && !wrong && !gone && !asked.letGo,
    earlier: isAfter(first, today) ? latest(today, first.subtract({ days: DAYS })).toString() : null,
    later: isAfter(lastDay, first.add({ days: DAYS - 1 })) ? first.add({ days: DAYS }).toString() : null,
    holdMinutes: deps.config.HOLD_MINUTES,
    visitor: randomId(),
    holdId: await movableHold(deps.db, asked.holdId),
  };
  const page = <DoctorPage {...props} />;
  if (wrong) return c.html(page, 422);
  return pageOrPart(c, page, <Times {...props} />);
}

const isAfter = (a: Temporal.PlainDate, b: Temporal.PlainDate) => Temporal.PlainDate.compare(a, b) > 0;

const latest = (a: Temporal.PlainDate, b: Temporal.PlainDate) => (isAfter(b, a) ? b : a);
