import type { FreeTime } from '../../src/doctors/days.ts';
import type { Doctor } from '../../src/doctors/directory.ts';
import { words } from '../messages/words.ts';
import { type Frame, titleInFull } from '../ui/page.tsx';
import { doctorPath, livePath, timesPath } from '../ui/paths.ts';
import { SwapLink } from '../ui/swap-link.tsx';
import { TimeChoice } from '../ui/time-choice.tsx';
import { dayInWords } from '../ui/when.ts';
import { AsOf } from './as-of.tsx';
import { OtherDays } from './other-days.tsx';
import { WhatNext } from './what-next.tsx';

/**
 * The days in view. `free`: what can be chosen, in order; `nextFreeDate`: the first day after these that has a free time, null
 * where none has. `made`: the times of each day as they were made for everybody, with nothing chosen.
 */
export type DaysInView = {
  /** `YYYY-MM-DD`, in order. */
  dates: string[];
  free: FreeTime[];
  nextFreeDate: string | null;
  made?: Record<string, string> | undefined;
  asOf: Temporal.Instant;
  /** Which times these are, in short: what is told of the changes since begins there. */
  seen?: string | undefined;
};

export type TimesProps = {
  frame: Frame;
  doctor: Doctor;
  days: DaysInView;
  /** First days of the windows before and after, `YYYY-MM-DD`; null where there is nothing to go to. */
  earlier: string | null;
  later: string | null;
  /** Where the date asked for is not in the horizon: before it, or after `lastDay`. The days are the nearest then. */
  outside: 'past' | 'beyond' | null;
  /** The last day that can be booked, `YYYY-MM-DD`. */
  lastDay: string;
  /** The id of the slot that a link came with: chosen already. */
  chosen?: number | undefined;
  /** A hold to move from, for visitors without cookies. */
  holdId?: string | undefined;
  /** What was wrong with the choice. */
  error?: string | undefined;
  /** False on a page that says something of its own, an error or a notice, which would stay and be wrong by then. */
  inPlace: boolean;
};

/**
 * The days in view, the way to others, and the button: what changes in place. `data-status` and `data-title` are what
 * static/page.ts says and shows when it has changed.
 */
export const Times = (props: TimesProps) => {
  const { frame, doctor, days, earlier, later, chosen, holdId, error, inPlace } = props;
  const { dates, free, made, asOf, seen } = days;
  const { timeZone } = frame.clinic;
  const from = dates[0]!;
  const anyTime = doctor.nextFree !== null;
  const outside = anyTime && outsideInWords(props);
  return (
    <div
      id="days"
      data-status={anyTime ? [outside, timesInWords(props)].filter(Boolean).join(' ') : undefined}
      data-title={titleInFull(frame, titleOfTimes(props))}
    >
      {outside && <p class="notice">{outside}</p>}
      {anyTime && (
        <OtherDays
          earlier={earlier && address(doctor, earlier, holdId)}
          later={later && address(doctor, later, holdId)}
          part={inPlace ? 'days' : undefined}
        />
      )}
      <AsOf
        // Not to the times on it: a link within the page that is open would bring nothing new.
        href={doctorPath(doctor.slug, { from: earlier ? from : undefined, hold: holdId })}
        live={livePath(doctor.slug, { from, seen })}
        {...{ asOf, timeZone, inPlace }}
      />
      <input type="hidden" name="from" value={from} />
      <TimeChoice times={free} {...{ dates, made, timeZone, chosen, error }} />
      <div id="next">
        <WhatNext clinic={frame.clinic} {...{ doctor, days, holdId }} />
      </div>
      {free.length > 0 && later && (
        <p>
          <SwapLink id="after" href={address(doctor, later, holdId)} part={inPlace ? 'days' : undefined} focus="times">
            {words.doctor.after(dayInWords(dates.at(-1)!))}
          </SwapLink>
        </p>
      )}
    </div>
  );
};

/** Which days are in view: what is heard when they change. */
export function timesInWords({ days }: TimesProps): string {
  const [first, last] = [dayInWords(days.dates[0]!), dayInWords(days.dates.at(-1)!)];
  return days.free.length > 0 ? words.doctor.window(first, last) : words.doctor.noneInWindow(first, last);
}

const outsideInWords = ({ outside, lastDay }: TimesProps) =>
  outside && (outside === 'past' ? words.doctor.past : words.doctor.lastDay(dayInWords(lastDay)));

export const titleOfTimes = ({ doctor, earlier, days }: TimesProps) =>
  earlier
    ? words.doctor.titleFrom(doctor.name, dayInWords(days.dates[0]!, { weekday: false }))
    : words.doctor.title(doctor.name, doctor.specialization);

const address = ({ slug }: Doctor, from: string, hold: string | undefined) => timesPath(slug, { from, hold });
