import { waitingWords } from '../messages/waiting.ts';
import { fieldError, words } from '../messages/words.ts';
import { Avatar } from '../ui/avatar.tsx';
import { ErrorSummary, type FieldErrors } from '../ui/error-summary.tsx';
import { Facts } from '../ui/facts.tsx';
import { HoldForm } from '../ui/hold-form.tsx';
import { LiveRegions } from '../ui/live-regions.tsx';
import { moneyInWords } from '../ui/money.ts';
import { Page } from '../ui/page.tsx';
import { doctorPath, timesPath } from '../ui/paths.ts';
import { idOfTime } from '../ui/time-choice.tsx';
import { momentInWords, zoneInWords } from '../ui/when.ts';
import { DateJump } from './date-jump.tsx';
import { Times, type TimesProps, timesInWords, titleOfTimes } from './times.tsx';

export type DoctorPageProps = Omit<TimesProps, 'error'> & {
  holdMinutes: number;
  /** Random for each page. */
  visitor: string;
  /** True where the time that a link came with can't be had any more. */
  gone: boolean;
  /** What was typed as a date to go to, where it was none. */
  badDate?: string | undefined;
  /** True where the form came without a time. */
  noneChosen?: boolean;
  /** True just after a hold was let go. */
  letGo?: boolean;
  /** True where one can wait for a time that frees up: where mail is sent. */
  waitable: boolean;
};

export const DoctorPage = (props: DoctorPageProps) => {
  const { frame, doctor, days, badDate, noneChosen = false, letGo = false } = props;
  const [first] = days.free;
  const noTime = noneChosen ? fieldError('slotId', 'required') : undefined;
  const errors: FieldErrors = {
    ...(noTime && first && { [idOfTime(first)]: noTime }),
    ...(badDate !== undefined && { from: fieldError('from', 'not_a_date') }),
  };
  return (
    <Page frame={frame} title={titleOfTimes(props)} error={Object.keys(errors).length > 0} scripted>
      <ErrorSummary errors={errors} />
      {letGo && !frame.held && <p class="notice">{words.doctor.letGo}</p>}
      <div class="profile">
        <Avatar name={doctor.name} size={96} />
        <div>
          <h1>{doctor.name}</h1>
          <p class="lead">{doctor.specialization}</p>
        </div>
      </div>
      {doctor.bio && <p class="bio">{doctor.bio}</p>}
      <Profile {...props} />
      <ChooseTime {...props} noTime={noTime} badDay={errors.from} />
    </Page>
  );
};

const Profile = ({ frame, doctor, holdId }: DoctorPageProps) => {
  const { nextFree } = doctor;
  const soonest = nextFree && timesPath(doctor.slug, { from: nextFree.date, slot: nextFree.slotId, hold: holdId });
  return (
    <Facts
      side="by-side"
      facts={[
        [words.doctor.qualification, doctor.qualification],
        [words.doctor.experience, doctor.experience > 0 && words.doctor.years(doctor.experience)],
        [words.doctor.fee, moneyInWords(doctor.consultationFee, doctor.currency)],
        [words.doctor.length, words.doctor.minutes(doctor.slotDuration)],
        [words.doctor.next, soonest && <a href={soonest}>{momentInWords(nextFree.startsAt, frame.clinic.timeZone)}</a>],
      ]}
    />
  );
};

type ChooseTimeProps = DoctorPageProps & {
  /** What was wrong: with the choice of a time, with the date to go to. */
  noTime: string | undefined;
  badDay: string | undefined;
};

const ChooseTime = (props: ChooseTimeProps) => {
  const { frame, doctor, days, holdMinutes, visitor, gone, holdId, badDate, noTime, badDay, inPlace, waitable } = props;
  const anyTime = doctor.nextFree !== null;
  const anyHere = days.free.length > 0;
  return (
    <section aria-labelledby="times">
      <h2 id="times" tabindex={-1}>
        {words.doctor.times}
      </h2>
      {gone && <p class="notice">{words.doctor.chosenHasGone}</p>}
      <div class="toolbar">
        <div class="explained">
          {anyHere && (
            <p>
              {words.doctor.explain(holdMinutes)} {words.doctor.timeZone(zoneInWords(frame.clinic.timeZone))}
            </p>
          )}
          {anyHere && frame.held && <p>{words.doctor.letsGo}</p>}
          {/* Also where nothing is to be said yet: what comes free may be chosen, and lost. */}
          <LiveRegions>{anyTime && timesInWords(props)}</LiveRegions>
        </div>
        {(anyTime || badDay) && (
          <DateJump action={doctorPath(doctor.slug)} holdId={holdId} value={badDate} error={badDay} inPlace={inPlace} />
        )}
      </div>
      {/* Also where there is no time yet: one that comes free can be chosen. */}
      <HoldForm doctorSlug={doctor.slug} visitor={visitor} holdId={holdId}>
        <Times {...props} error={noTime} />
      </HoldForm>
      {waitable && (
        <p>
          {waitingWords.linkLead} <a href={`/waiting-list?doctor=${doctor.slug}`}>{waitingWords.link}</a>
        </p>
      )}
    </section>
  );
};
