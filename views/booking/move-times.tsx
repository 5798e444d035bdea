import type { Appointment } from '../../src/booking/appointment.ts';
import type { Days } from '../../src/doctors/days.ts';
import type { Doctor } from '../../src/doctors/directory.ts';
import type { Window } from '../../src/doctors/window.ts';
import { AsOf } from '../doctors/as-of.tsx';
import { DateJump } from '../doctors/date-jump.tsx';
import { OtherDays } from '../doctors/other-days.tsx';
import { changeWords } from '../messages/changes.ts';
import { fieldError, words } from '../messages/words.ts';
import { ErrorSummary, type FieldErrors } from '../ui/error-summary.tsx';
import { HoldForm } from '../ui/hold-form.tsx';
import { LiveRegions } from '../ui/live-regions.tsx';
import { type Frame, Page } from '../ui/page.tsx';
import { livePath, movePath } from '../ui/paths.ts';
import { Phone } from '../ui/phone.tsx';
import { idOfTime, TimeChoice } from '../ui/time-choice.tsx';
import { dayInWords, momentInWords, zoneInWords } from '../ui/when.ts';
import { MoveNext } from './move-next.tsx';

export type MoveTimesProps = {
  frame: Frame;
  appointment: Appointment;
  /** The path of the appointment's own page. */
  path: string;
  window: Window;
  days: Pick<Days, 'free' | 'nextFreeDate'>;
  /** When the days were read. */
  asOf: Temporal.Instant;
  /** Null where the doctor has retired. */
  doctor: Pick<Doctor, 'nextFree'> | null;
  holdMinutes: number;
  /** Random for each page. */
  visitor: string;
  /** A hold to move from, for visitors without cookies. */
  holdId?: string | undefined;
  /** True where the form came without a time. */
  noneChosen: boolean;
  /** What was typed as a date to go to, where it was none. */
  badDate?: string | undefined;
};

/** The doctor's free times for an appointment that is to move; what the patient has now stands first, and stays. */
export const MoveTimesPage = (props: MoveTimesProps) => {
  const { frame, appointment, path, window, days, noneChosen, badDate } = props;
  const [first] = days.free;
  const noTime = noneChosen && first ? fieldError('slotId', 'required') : undefined;
  const errors: FieldErrors = {
    ...(noTime && first && { [idOfTime(first)]: noTime }),
    ...(badDate !== undefined && { from: fieldError('from', 'not_a_date') }),
  };
  const now = momentInWords(appointment.startsAt, frame.clinic.timeZone);
  const wrong = Object.keys(errors).length > 0;
  // Who goes on to other days hears by the title that these are others; of what is wrong, by that first.
  const title =
    window.earlier && !wrong
      ? words.doctor.titleFrom(changeWords.move.title, dayInWords(window.dates[0]!, { weekday: false }))
      : changeWords.move.title;
  return (
    <Page frame={frame} title={title} error={wrong} scripted>
      <ErrorSummary errors={errors} />
      <h1>{changeWords.move.title}</h1>
      <p class="lead">{changeWords.move.lead(now, appointment.doctorName)}</p>
      <p>
        <a href={path}>{changeWords.move.keepAsItIs}</a>
      </p>
      <ChooseTime {...props} noTime={noTime} badDay={errors.from} />
    </Page>
  );
};

const ChooseTime = (props: MoveTimesProps & { noTime: string | undefined; badDay: string | undefined }) => {
  const { frame, path, window, days, doctor, holdMinutes, holdId, badDate, badDay } = props;
  const [from, to] = [dayInWords(window.dates[0]!), dayInWords(window.dates.at(-1)!)];
  const anyHere = days.free.length > 0;
  const anyTime = doctor?.nextFree != null;
  return (
    <section aria-labelledby="times">
      <h2 id="times" tabindex={-1}>
        {changeWords.move.choose}
      </h2>
      <div class="toolbar">
        <div class="explained">
          {anyHere && (
            <p>
              {changeWords.move.explain(words.doctor.minutes(holdMinutes))}{' '}
              {words.doctor.timeZone(zoneInWords(frame.clinic.timeZone))}
            </p>
          )}
          {anyHere && frame.held && <p>{words.doctor.letsGo}</p>}
          <LiveRegions>
            {anyTime && (anyHere ? words.doctor.window(from, to) : words.doctor.noneInWindow(from, to))}
          </LiveRegions>
        </div>
        {(anyTime || badDay) && (
          <DateJump action={toTimes(movePath(path))} holdId={holdId} value={badDate} error={badDay} inPlace={false} />
        )}
      </div>
      {window.outside && (
        <p class="notice">
          {window.outside === 'past' ? words.doctor.past : words.doctor.lastDay(dayInWords(window.lastDay))}
        </p>
      )}
      {doctor ? (
        <Choice {...props} {...{ doctor }} />
      ) : (
        <p>{changeWords.move.none(<Phone number={frame.clinic.phone} />)}</p>
      )}
    </section>
  );
};

type ChoiceProps = MoveTimesProps & { doctor: Pick<Doctor, 'nextFree'>; noTime: string | undefined };

/** Also where there is no time yet: one that comes free can be chosen. */
const Choice = (props: ChoiceProps) => {
  const { frame, appointment, path, window, days, asOf, doctor, visitor, holdId, noTime } = props;
  const { clinic } = frame;
  const { timeZone } = clinic;
  const { dates, earlier } = window;
  const from = dates[0]!;
  return (
    <HoldForm action={movePath(path)} visitor={visitor} holdId={holdId}>
      {doctor.nextFree && <Pager {...props} />}
      <AsOf
        // Not to the times on it: a link within the page that is open would bring nothing new.
        href={movePath(path, { from: earlier ? from : undefined, hold: holdId })}
        live={livePath(appointment.doctorSlug, { from, move: true })}
        {...{ asOf, timeZone }}
        inPlace={false}
      />
      <input type="hidden" name="from" value={from} />
      <TimeChoice times={days.free} {...{ dates, timeZone }} error={noTime} />
      <div id="next">
        <MoveNext
          {...{ clinic, days }}
          soonest={doctor.nextFree?.date ?? null}
          daysFrom={(from) => toTimes(movePath(path, { from, hold: holdId }))}
        />
      </div>
    </HoldForm>
  );
};

/** Where the days have changed, and a screen reader goes on. */
const toTimes = (path: string) => `${path}#times`;

const Pager = ({ path, window: { earlier, later }, holdId }: MoveTimesProps) => (
  <OtherDays
    earlier={earlier && toTimes(movePath(path, { from: earlier, hold: holdId }))}
    later={later && toTimes(movePath(path, { from: later, hold: holdId }))}
    part={undefined}
  />
);
