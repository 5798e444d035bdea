import { DoctorPage, type DoctorPageProps } from '../../views/doctors/doctor.tsx';
import { type DaysInView, Times } from '../../views/doctors/times.tsx';
import { movableHold } from '../booking/held.ts';
import type { Deps } from '../deps.ts';
import { frameOf, plainFrame } from '../frame.ts';
import type { AppContext } from '../http/context.ts';
import { asksForPart, pageOrPart } from '../http/page-or-part.ts';
import { RefusedRequest } from '../http/refusal.ts';
import { visitorOf } from '../http/visitor.ts';
import { shownDays } from '../live/shown.tsx';
import { randomId } from '../random-id.ts';
import { storable } from '../storable.ts';
import { daysOfTimes, hasGone } from './days.ts';
import { type Doctor, findDoctor, nextFree } from './directory.ts';
import { type Window, windowOf } from './window.ts';

type Asked = Pick<DoctorPageProps, 'badDate' | 'chosen' | 'holdId' | 'noneChosen' | 'letGo'> & {
  from: Temporal.PlainDate | null;
};

/**
 * The doctor's page with ten days of times, fewer at the end of the horizon; the nearest ones to a date outside it. Where
 * only the times are asked for, those; a page with an error is always whole.
 */
export async function doctorPage(c: AppContext, deps: Deps, slug: string, { from, ...asked }: Asked) {
  const window = windowOf(from, deps.config);
  if (isForEverybody(c, deps, asked)) return pageForEverybody(c, deps, storable(slug), window);
  const doctor = await findDoctor(deps.db, storable(slug));
  if (!doctor) throw new RefusedRequest('not_found');
  const { dates, first } = window;
  const found = await daysOfTimes(deps.db, { doctorId: doctor.id, from: first, days: dates.length });
  const days = { ...found, dates, asOf: Temporal.Now.instant() };
  const frame = await frameOf(c, deps);
  const { chosen } = asked;
  const own = chosen !== undefined && frame.held?.slotId === chosen;
  const gone = chosen !== undefined && !own && (await hasGone(deps.db, doctor.id, chosen));
  const anyHere = days.free.length > 0;
  // Where there is nothing to choose, nothing was forgotten.
  const noneChosen = anyHere && asked.noneChosen === true;
  const wrong = noneChosen || asked.badDate !== undefined;
  const props: DoctorPageProps = {
    ...propsOf(deps, doctor, window, days),
    ...asked,
    noneChosen,
    frame,
    gone,
    inPlace: anyHere && !wrong && !gone && !asked.letGo,
    visitor: randomId(),
    holdId: await movableHold(deps.db, asked.holdId),
  };
  const page = <DoctorPage {...props} />;
  if (wrong) return c.html(page, 422);
  return pageOrPart(c, page, <Times {...props} />);
}

/**
 * Nothing on it is about who asks. Whoever has held a time before is shown what the database says now: their own change may
 * be on its way to this instance.
 */
function isForEverybody(c: AppContext, deps: Deps, asked: Omit<Asked, 'from'>): boolean {
  return (
    visitorOf(c, deps.config) === null && Object.values(asked).every((value) => value === undefined || value === false)
  );
}

/** Stands for the one thing that differs from page to page; no doctor's text has it. */
const VISITOR = randomId();

/** Made once for all who ask for the same until something changes. */
async function pageForEverybody(c: AppContext, deps: Deps, slug: string, window: Window) {
  const { db, live } = deps;
  const id = await live.kept.get(`id ${slug}`, 'doctors', async () => (await findDoctor(db, slug))?.id ?? null);
  if (id === null) throw new RefusedRequest('not_found');
  const part = asksForPart(c);
  const key = `${part ? 'times' : 'page'} ${id} ${window.first} ${window.outside}`;
  const { html } = await live.kept.get(
    key,
    `${id}`,
    async () => {
      const asOf = Temporal.Now.instant();
      const after = window.first.add({ days: window.dates.length }).toString();
      const [doctor, shown, next] = await Promise.all([
        findDoctor(db, slug),
        shownDays(deps, id, window.dates),
        nextFree(db, id, after),
      ]);
      if (!doctor) throw new RefusedRequest('not_found');
      const days: DaysInView = { ...shown, nextFreeDate: next?.date ?? null, asOf };
      const props = propsOf(deps, doctor, window, days);
      return {
        html: String(await (part ? <Times {...props} /> : <DoctorPage {...props} />)),
        until: Math.min(shown.until, shown.fresh),
      };
    },
    ({ until }) => until,
  );
  const own = html.replace(VISITOR, randomId());
  return pageOrPart(c, own, own);
}

const propsOf = (deps: Deps, doctor: Doctor, window: Window, days: DaysInView): DoctorPageProps => ({
  frame: plainFrame(deps),
  doctor,
  days,
  outside: window.outside,
  lastDay: window.lastDay,
  earlier: window.earlier,
  later: window.later,
  gone: false,
  inPlace: days.free.length > 0,
  holdMinutes: deps.config.HOLD_MINUTES,
  waitable: deps.config.mail !== 'none',
  visitor: VISITOR,
});
