import type { Days } from '../../src/doctors/days.ts';
import type { Doctor } from '../../src/doctors/directory.ts';
import { words } from '../messages/words.ts';
import { HoldButton } from '../ui/hold-form.tsx';
import { type Frame, titleInFull } from '../ui/page.tsx';
import { directoryPath, timesPath } from '../ui/paths.ts';
import { Phone } from '../ui/phone.tsx';
import { SwapLink } from '../ui/swap-link.tsx';
import { TimeChoice } from '../ui/time-choice.tsx';
import { dayInWords } from '../ui/when.ts';

export type TimesProps = {
  frame: Frame;
  doctor: Doctor;
  days: Days;
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
  const { frame, doctor, days, later, chosen, holdId, error, inPlace } = props;
  const { free } = days;
  const anyTime = doctor.nextFree !== null;
  const outside = anyTime && outsideInWords(props);
  return (
    <div
      id="days"
      data-status={anyTime ? [outside, timesInWords(props)].filter(Boolean).join(' ') : undefined}
      data-title={titleInFull(frame, titleOfTimes(props))}
    >
      {outside && <p class="notice">{outside}</p>}
      {free.length === 0 && anyTime && <NoTimes {...props} />}
      {anyTime && <OtherDays {...props} />}
      {free.length > 0 && (
        <>
          <input type="hidden" name="from" value={days.days[0]!.date} />
          <TimeChoice times={free} timeZone={frame.clinic.timeZone} chosen={chosen} error={error} />
          <HoldButton />
          {later && (
            <p>
              <SwapLink
                id="after"
                href={address(doctor, later, holdId)}
                part={inPlace ? 'days' : undefined}
                focus="times"
              >
                {words.doctor.after(dayInWords(days.days.at(-1)!.date))}
              </SwapLink>
            </p>
          )}
        </>
      )}
      {!anyTime && <NoTimesAtAll {...props} />}
    </div>
  );
};

/** Which days are in view: what is heard when they change. */
export function timesInWords({ days }: TimesProps): string {
  const [first, last] = [dayInWords(days.days[0]!.date), dayInWords(days.days.at(-1)!.date)];
  return days.free.length > 0 ? words.doctor.window(first, last) : words.doctor.noneInWindow(first, last);
}

const outsideInWords = ({ outside, lastDay }: TimesProps) =>
  outside && (outside === 'past' ? words.doctor.past : words.doctor.lastDay(dayInWords(lastDay)));

export const titleOfTimes = ({ doctor, earlier, days }: TimesProps) =>
  earlier
    ? words.doctor.titleFrom(doctor.name, dayInWords(days.days[0]!.date, { weekday: false }))
    : words.doctor.title(doctor.name, doctor.specialization);

/** Before the times, each of which is a stop in a text browser. */
const OtherDays = ({ doctor, earlier, later, holdId, inPlace }: TimesProps) => {
  const to = { earlier: earlier && address(doctor, earlier, holdId), later: later && address(doctor, later, holdId) };
  if (!to.earlier && !to.later) return null;
  const link = (id: 'earlier' | 'later') => {
    const href = to[id];
    if (!href) return null;
    return (
      <p>
        <SwapLink id={id} href={href} part={inPlace ? 'days' : undefined}>
          {words.doctor[id]}
        </SwapLink>
      </p>
    );
  };
  return (
    <nav class="pager" aria-label={words.doctor.otherDays}>
      {link('earlier')}
      {link('later')}
    </nav>
  );
};

const NoTimes = ({ frame, doctor, days, holdId }: TimesProps) => {
  const said = days.nextFreeDate ? words.doctor.nextFree : words.doctor.soonestFree;
  const next = days.nextFreeDate ?? doctor.nextFree?.date;
  return (
    <>
      {next && <p>{said(<a href={address(doctor, next, holdId)}>{dayInWords(next)}</a>)}</p>}
      <p>{words.doctor.call(<Phone number={frame.clinic.phone} />)}</p>
    </>
  );
};

const NoTimesAtAll = ({ frame, doctor }: TimesProps) => (
  <>
    <p>{words.doctor.noneAtAll(<Phone number={frame.clinic.phone} />)}</p>
    <p>
      <a href={directoryPath({ specialization: doctor.specialization })}>{words.taken.others(doctor.specialization)}</a>
    </p>
  </>
);

const address = ({ slug }: Doctor, from: string, hold: string | undefined) => timesPath(slug, { from, hold });
