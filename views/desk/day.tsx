import type { Child } from 'hono/jsx';
import type { BusyTime, DayTime, DeskDay } from '../../src/desk/day.ts';
import type { DoctorCalendar } from '../../src/google/shown.ts';
import { referenceInPrint } from '../booking/reference.ts';
import { dayWords } from '../messages/day.ts';
import { ErrorSummary } from '../ui/error-summary.tsx';
import { deskDayPath } from '../ui/paths.ts';
import { TextField } from '../ui/text-field.tsx';
import { clockTime, dayInWords } from '../ui/when.ts';
import { DeskPage, type DeskProps } from './frame.tsx';
import { OwnCalendar } from './own-calendar.tsx';

export type DayPageProps = DeskProps & {
  doctor: { slug: string; name: string; email: string; calendarVersion: number };
  day: DeskDay;
  /** `YYYY-MM-DD`, as are the days before and after; null where there is nothing to go to. */
  date: string;
  before: string | null;
  after: string | null;
  today: boolean;
  /** The whole address of the doctor's own page. */
  link: string;
  /** False where no mail is sent from here. */
  mailed: boolean;
  notice?: string | undefined;
  /** What was typed as a date to go to, where it was none. */
  badDate?: string | undefined;
  /** Whether a calendar at Google can be connected, and the doctor's; null where none is. */
  google: boolean;
  calendar: DoctorCalendar | null;
};

/** The day of one doctor. */
export const DayPage = (props: DayPageProps) => {
  const { doctor, day, date, notice, badDate, ...desk } = props;
  const error = badDate === undefined ? undefined : dayWords.badDate;
  const { timeZone } = desk.frame.clinic;
  return (
    <DeskPage
      {...desk}
      title={dayWords.title(doctor.name, dayInWords(date, { weekday: false }))}
      at="doctors"
      below
      error={error !== undefined}
      scripted={error !== undefined}
    >
      <ErrorSummary errors={error ? { date: error } : {}} />
      <h1>{doctor.name}</h1>
      {notice && (
        <p class="notice" role="status">
          {notice}
        </p>
      )}
      <p class="lead">{countsOf(props)}</p>
      <OtherDays {...props} error={error} />
      <Times {...{ times: day.times, doctor: doctor.name, date, timeZone }} />
      <BusyTimes {...{ busy: day.busy, doctor: doctor.name, timeZone }} />
      <OwnCalendar {...props} />
      <p class="screen-only">
        <a href="/desk/doctors">{dayWords.all}</a>
      </p>
    </DeskPage>
  );
};

function countsOf({ day: { times }, date, today }: DayPageProps): string {
  const booked = times.filter(({ status }) => status !== null).length;
  const free = times.filter(({ state }) => state === 'free').length;
  return dayWords.counts(today ? dayWords.todayIs(dayInWords(date)) : dayInWords(date), booked, free);
}

const OtherDays = ({ doctor, before, after, today, badDate, error }: DayPageProps & { error: string | undefined }) => (
  <>
    <nav class="pager" aria-label={dayWords.otherDays}>
      {before && (
        <p>
          <a id="earlier" href={deskDayPath(doctor.slug, { date: before })}>
            {dayWords.before}
          </a>
        </p>
      )}
      {!today && (
        <p>
          <a href={deskDayPath(doctor.slug)}>{dayWords.today}</a>
        </p>
      )}
      {after && (
        <p>
          <a id="later" href={deskDayPath(doctor.slug, { date: after })}>
            {dayWords.after}
          </a>
        </p>
      )}
    </nav>
    <form method="get" action={deskDayPath(doctor.slug)} class="jump">
      <TextField
        name="date"
        // A date box shows nothing that is no date: what was typed stays to be put right.
        type={badDate === undefined ? 'date' : 'text'}
        label={dayWords.jump}
        value={badDate}
        error={error}
        autocomplete="off"
      />
      <p class="actions">
        <button type="submit" class="secondary">
          {dayWords.jumpButton}
        </button>
      </p>
    </form>
  </>
);

type TimesProps = { times: DayTime[]; doctor: string; date: string; timeZone: string };

const Times = ({ times, doctor, date, timeZone }: TimesProps) =>
  times.length === 0 ? (
    <p>{dayWords.none(doctor)}</p>
  ) : (
    <table class="board">
      <caption>{dayWords.caption(dayInWords(date))}</caption>
      <thead>
        <tr>
          <th scope="col">{dayWords.columns.time}</th>
          <th scope="col">{dayWords.columns.status}</th>
        </tr>
      </thead>
      <tbody>
        {times.map((time) => (
          <tr>
            <th scope="row">{rangeOf(time, timeZone)}</th>
            <td>
              {statusOf(time, doctor, timeZone)}
              {time.busy && time.state !== 'blocked' && (
                <>
                  <br />
                  {dayWords.alsoBusy(doctor)}
                </>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );

function statusOf(time: DayTime, doctor: string, timeZone: string): Child {
  const until = time.until ? clockTime(time.until, timeZone) : '';
  const patient = time.patient ?? '';
  switch (time.state) {
    case 'free':
    case 'gone':
      return <span class="aside">{dayWords.states[time.state]}</span>;
    case 'held':
      return dayWords.states.held(until);
    case 'offered':
      return dayWords.states.offered(patient, until);
    case 'blocked':
      return dayWords.states.blocked(doctor);
    case 'booked':
    case 'beside':
      return (
        <>
          {time.state === 'beside' && time.status === 'scheduled'
            ? dayWords.states.beside
            : dayWords.states.booked[time.status!]}
          <strong>{patient}</strong>, {referenceInPrint(time.reference!)}
        </>
      );
  }
}

type BusyTimesProps = { busy: BusyTime[]; doctor: string; timeZone: string };

/** Also of hours in which there is no time that it could block. */
const BusyTimes = ({ busy, doctor, timeZone }: BusyTimesProps) =>
  busy.length === 0 ? null : (
    <>
      <h2>{dayWords.busy(doctor)}</h2>
      <ul>
        {busy.map((time) => (
          <li>{time.allDay ? dayWords.allDay : rangeOf(time, timeZone)}</li>
        ))}
      </ul>
    </>
  );

const rangeOf = ({ startsAt, endsAt }: { startsAt: Temporal.Instant; endsAt: Temporal.Instant }, timeZone: string) =>
  dayWords.range(clockTime(startsAt, timeZone), clockTime(endsAt, timeZone));
