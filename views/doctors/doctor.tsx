import type { Days } from '../../src/doctors/days.ts';
import type { Doctor } from '../../src/doctors/directory.ts';
import { fieldError, words } from '../messages/words.ts';
import { ErrorSummary, type FieldErrors } from '../ui/error-summary.tsx';
import { Facts } from '../ui/facts.tsx';
import { HoldForm } from '../ui/hold-form.tsx';
import { moneyInWords } from '../ui/money.ts';
import { type Frame, Page } from '../ui/page.tsx';
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
  const { frame, doctor, badDate, noneChosen = false, letGo = false } = props;
  const errors: FieldErrors = {
    ...(noneChosen && { slotId: fieldError('slotId', 'required') }),
    ...(badDate !== undefined && { from: fieldError('from', 'not_a_date') }),
  };
  return (
    <Page
      frame={frame}
      title={words.doctor.title(doctor.name, doctor.specialization)}
      error={Object.keys(errors).length > 0}
    >
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
      <Times {...props} error={errors.slotId} />
      <DateJump doctor={doctor} holdId={props.holdId} value={badDate} error={errors.from} />
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
      [words.doctor.next, doctor.nextFree ? momentInWords(doctor.nextFree.startsAt, timeZone) : words.home.noneFree],
    ]}
  />
);

const Times = (props: DoctorPageProps & { error: string | undefined }) => {
  const { frame, doctor, days, earlier, later, holdMinutes, chosen, gone, holdId, error } = props;
  const free = days.days.flatMap(({ date, slots }) =>
    slots.filter((slot) => slot.status === 'available').map((slot) => ({ id: slot.id, date, startsAt: slot.startsAt })),
  );
  const first = dayInWords(days.days[0]!.date);
  const last = dayInWords(days.days.at(-1)!.date);
  const path = `/doctors/${doctor.slug}`;
  return (
    <section aria-labelledby="times">
      <h2 id="times">{words.doctor.times}</h2>
      {gone && <p class="notice">{words.doctor.chosenHasGone}</p>}
      {free.length > 0 ? (
        <>
          <p>{words.doctor.explain(holdMinutes)}</p>
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
            error={error}
          />
        </>
      ) : (
        <NoTimes {...props} first={first} last={last} />
      )}
      <nav class="pager" aria-label={words.doctor.times}>
        {earlier && (
          <p>
            <a href={address(path, earlier, holdId)}>{words.doctor.earlier}</a>
          </p>
        )}
        {later && (
          <p>
            <a href={address(path, later, holdId)}>{words.doctor.later}</a>
          </p>
        )}
      </nav>
    </section>
  );
};

const NoTimes = ({ frame, doctor, days, holdId, first, last }: DoctorPageProps & { first: string; last: string }) => {
  const next = days.nextFreeDate ?? doctor.nextFree?.date;
  return (
    <>
      <p>{words.doctor.noneInWindow(first, last)}</p>
      {next ? (
        <p>
          {words.doctor.nextFree}
          <a href={address(`/doctors/${doctor.slug}`, next, holdId)}>{dayInWords(next)}</a>.
        </p>
      ) : (
        <p>{words.doctor.noneAtAll}</p>
      )}
      <p>{words.doctor.call(<Phone number={frame.clinic.phone} />)}</p>
    </>
  );
};

type DateJumpProps = {
  doctor: Doctor;
  holdId: string | undefined;
  value: string | undefined;
  error: string | undefined;
};

const DateJump = ({ doctor, holdId, value, error }: DateJumpProps) => (
  <form method="get" action={`/doctors/${doctor.slug}`} class="jump">
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

const address = (path: string, from: string, holdId: string | undefined) =>
  `${path}?from=${from}${holdId ? `&hold=${holdId}` : ''}#times`;
