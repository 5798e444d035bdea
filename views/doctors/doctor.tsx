import type { Days } from '../../src/doctors/days.ts';
import type { Doctor } from '../../src/doctors/directory.ts';
import { fieldError, words } from '../messages/words.ts';
import { ErrorSummary, type FieldErrors } from '../ui/error-summary.tsx';
import { Facts } from '../ui/facts.tsx';
import { HoldForm } from '../ui/hold-form.tsx';
import { moneyInWords } from '../ui/money.ts';
import { type Frame, Page } from '../ui/page.tsx';
import { directoryPath, doctorPath } from '../ui/paths.ts';
import { Phone } from '../ui/phone.tsx';
import { TextField } from '../ui/text-field.tsx';
import { dayInWords, momentInWords, zoneInWords } from '../ui/when.ts';

export type DoctorPageProps = {
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
  holdMinutes: number;
  /** Random for each page. */
  visitor: string;
  /** The id of the slot that a link came with: chosen already. */
  chosen?: number | undefined;
  /** True where the time that a link came with can't be had any more. */
  gone: boolean;
  /** A hold to move from, for visitors without cookies. */
  holdId?: string | undefined;
  /** What was typed as a date to go to, where it was none. */
  badDate?: string | undefined;
  /** True where the form came without a time. */
  noneChosen?: boolean;
  /** True just after a hold was let go. */
  letGo?: boolean;
};

export const DoctorPage = (props: DoctorPageProps) => {
  const { frame, doctor, days, badDate, noneChosen = false, letGo = false } = props;
  const title = props.earlier
    ? words.doctor.titleFrom(doctor.name, dayInWords(days.days[0]!.date, { weekday: false }))
    : words.doctor.title(doctor.name, doctor.specialization);
  const errors: FieldErrors = {
    ...(noneChosen && freeTimes(days).length > 0 && { slotId: fieldError('slotId', 'required') }),
    ...(badDate !== undefined && { from: fieldError('from', 'not_a_date') }),
  };
  return (
    <Page frame={frame} title={title} error={Object.keys(errors).length > 0}>
      <ErrorSummary errors={errors} />
      {letGo && !frame.held && (
        <p class="notice" role="status">
          {words.doctor.let_go}
        </p>
      )}
      <h1>{doctor.name}</h1>
      <p class="lead">{doctor.specialization}</p>
      {doctor.bio && <p>{doctor.bio}</p>}
      <Profile doctor={doctor} timeZone={frame.clinic.timeZone} />
      <Times {...props} errors={errors} />
    </Page>
  );
};

const Profile = ({ doctor, timeZone }: { doctor: Doctor; timeZone: string }) => (
  <Facts
    facts={[
      [words.doctor.qualification, doctor.qualification],
      [words.doctor.experience, doctor.experience > 0 && words.doctor.years(doctor.experience)],
      [words.doctor.fee, moneyInWords(doctor.consultationFee, doctor.currency)],
      [words.doctor.length, words.doctor.minutes(doctor.slotDuration)],
      [words.doctor.next, doctor.nextFree && momentInWords(doctor.nextFree.startsAt, timeZone)],
    ]}
  />
);

const Times = (props: DoctorPageProps & { errors: FieldErrors }) => {
  const { frame, doctor, days, later, outside, lastDay, holdMinutes, chosen, gone, holdId, errors } = props;
  const free = freeTimes(days);
  const { first, last } = windowOf(days);
  const anyTime = doctor.nextFree !== null;
  return (
    <section aria-labelledby="times">
      <h2 id="times">{words.doctor.times}</h2>
      {gone && <p class="notice">{words.doctor.chosenHasGone}</p>}
      {outside && anyTime && (
        <p class="notice">{outside === 'past' ? words.doctor.past : words.doctor.lastDay(dayInWords(lastDay))}</p>
      )}
      {free.length > 0 && <p>{words.doctor.explain(holdMinutes)}</p>}
      {free.length === 0 && anyTime && <NoTimes {...props} />}
      {/* Before the times: each of those is a stop in a text browser. */}
      {(anyTime || errors.from) && <OtherDays {...props} />}
      {free.length > 0 && (
        <>
          <p class="aside">
            {words.doctor.window(first, last)}. {words.doctor.timeZone(zoneInWords(frame.clinic.timeZone))}
          </p>
          <HoldForm
            doctorSlug={doctor.slug}
            visitor={props.visitor}
            holdId={holdId}
            from={days.days[0]!.date}
            times={free}
            timeZone={frame.clinic.timeZone}
            chosen={chosen}
            error={errors.slotId}
          />
          {later && (
            <p>
              <a href={address(doctor, later, holdId)}>{words.doctor.after(last)}</a>
            </p>
          )}
        </>
      )}
      {!anyTime && <NoTimesAtAll {...props} />}
    </section>
  );
};

const freeTimes = ({ days }: Days) =>
  days.flatMap(({ date, slots }) =>
    slots.filter((slot) => slot.status === 'available').map((slot) => ({ id: slot.id, date, startsAt: slot.startsAt })),
  );

const windowOf = ({ days }: Days) => ({ first: dayInWords(days[0]!.date), last: dayInWords(days.at(-1)!.date) });

const OtherDays = ({ doctor, earlier, later, holdId, badDate, errors }: DoctorPageProps & { errors: FieldErrors }) => (
  <nav aria-label={words.doctor.otherDays}>
    {(earlier || later) && (
      <div class="pager">
        {earlier && (
          <p>
            <a href={address(doctor, earlier, holdId)}>{words.doctor.earlier}</a>
          </p>
        )}
        {later && (
          <p>
            <a href={address(doctor, later, holdId)}>{words.doctor.later}</a>
          </p>
        )}
      </div>
    )}
    <DateJump doctor={doctor} holdId={holdId} value={badDate} error={errors.from} />
  </nav>
);

const NoTimes = ({ frame, doctor, days, holdId }: DoctorPageProps) => {
  const { first, last } = windowOf(days);
  const said = days.nextFreeDate ? words.doctor.nextFree : words.doctor.soonestFree;
  const next = days.nextFreeDate ?? doctor.nextFree?.date;
  return (
    <>
      <p>{words.doctor.noneInWindow(first, last)}</p>
      {next && <p>{said(<a href={address(doctor, next, holdId)}>{dayInWords(next)}</a>)}</p>}
      <p>{words.doctor.call(<Phone number={frame.clinic.phone} />)}</p>
    </>
  );
};

const NoTimesAtAll = ({ frame, doctor }: DoctorPageProps) => (
  <>
    <p>{words.doctor.noneAtAll(<Phone number={frame.clinic.phone} />)}</p>
    <p>
      <a href={directoryPath({ specialization: doctor.specialization })}>{words.taken.others(doctor.specialization)}</a>
    </p>
  </>
);

type DateJumpProps = {
  doctor: Doctor;
  holdId: string | undefined;
  value: string | undefined;
  error: string | undefined;
};

const DateJump = ({ doctor, holdId, value, error }: DateJumpProps) => (
  <form method="get" action={doctorPath(doctor.slug)} class="jump">
    {holdId && <input type="hidden" name="hold" value={holdId} />}
    <TextField
      name="from"
      type="date"
      label={words.doctor.jump}
      hint={words.doctor.jumpHint}
      value={value}
      error={error}
      autocomplete="off"
    />
    <p class="actions">
      <button type="submit" class="secondary">
        {words.doctor.jumpButton}
      </button>
    </p>
  </form>
);

const address = ({ slug }: Doctor, from: string, holdId: string | undefined) =>
  `${doctorPath(slug, { from, hold: holdId })}#times`;
