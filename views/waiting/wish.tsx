import type { Child } from 'hono/jsx';
import type { Appointment } from '../../src/booking/appointment.ts';
import type { Doctor } from '../../src/doctors/directory.ts';
import type { Wish } from '../../src/waiting/waiting.ts';
import { waitingWords } from '../messages/waiting.ts';
import { Actions } from '../ui/actions.tsx';
import { Choices } from '../ui/choices.tsx';
import { ErrorSummary, type FieldErrors, isFaulty } from '../ui/error-summary.tsx';
import { type Frame, Page } from '../ui/page.tsx';
import { timesPath } from '../ui/paths.ts';
import { momentInWords } from '../ui/when.ts';
import { WishFields } from './wish-fields.tsx';

type WishPageProps = {
  frame: Frame;
  wish: Wish;
  errors: FieldErrors;
  /** Minutes that a time is held for who is offered it. */
  offerMinutes: number;
};

/**
 * First of two steps: with whom, and when. It is a form of choices only, so that its address can be gone back to; but for who
 * comes back from the second step with what they have typed there, which is carried.
 */
export const WishPage = (props: WishPageProps & { doctor: Doctor; anyone: boolean; carried: [string, string][] }) => {
  const { frame, doctor, anyone, wish, errors, offerMinutes, carried } = props;
  const faulty = Object.keys(errors).length > 0;
  return (
    <Page frame={frame} title={waitingWords.wish.title} error={faulty} scripted={faulty}>
      <ErrorSummary errors={errors} />
      <h1>{waitingWords.wish.title}</h1>
      <p class="lead">{waitingWords.wish.lead(offerMinutes)}</p>
      <form
        {...(carried.length > 0 ? { method: 'post', action: '/waiting-list' } : { action: '/waiting-list/details' })}
      >
        {carried.map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        {carried.length > 0 && <input type="hidden" name="step" value="details" />}
        <input type="hidden" name="doctor" value={doctor.slug} />
        <Choices
          name="scope"
          legend={waitingWords.wish.scope}
          choices={[
            { value: 'doctor', label: waitingWords.wish.onlyDoctor(doctor.name), chosen: !anyone },
            { value: 'anyone', label: waitingWords.wish.anyone(doctor.specialization), chosen: anyone },
          ]}
        />
        <WishFields {...{ wish, errors }} />
        <Actions>
          <button type="submit">{waitingWords.wish.next}</button>
          <a href={timesPath(doctor.slug)}>{waitingWords.wish.back(doctor.name)}</a>
        </Actions>
      </form>
    </Page>
  );
};

type EarlierProps = WishPageProps & { appointment: Appointment; path: string; refused?: string | undefined };

/** For an appointment that is to become an earlier one with the same doctor: who waits is known. */
export const EarlierPage = ({ appointment, path, offerMinutes, ...asked }: EarlierProps) => {
  const when = momentInWords(appointment.startsAt, asked.frame.clinic.timeZone, { year: true });
  return (
    <OnlyWishPage
      {...asked}
      title={waitingWords.wish.titleOfAppointment}
      lead={waitingWords.wish.leadOfAppointment(when, offerMinutes)}
      action={`${path}/earlier`}
      button={waitingWords.wish.join}
      back={<a href={path}>{waitingWords.wish.keep}</a>}
    />
  );
};

/** For who is on the list; `path` is that of their entry. */
export const ChangePage = ({ path, ...asked }: Omit<WishPageProps, 'offerMinutes'> & { path: string }) => (
  <OnlyWishPage
    {...asked}
    title={waitingWords.change.title}
    lead={waitingWords.change.lead}
    action={`${path}/change`}
    button={waitingWords.change.save}
    back={<a href={path}>{waitingWords.change.back}</a>}
  />
);

type OnlyWishProps = Omit<WishPageProps, 'offerMinutes'> & {
  title: string;
  lead: string;
  action: string;
  button: string;
  back: Child;
  refused?: string | undefined;
};

const OnlyWishPage = ({ frame, title, lead, action, button, back, refused, wish, errors }: OnlyWishProps) => {
  const faulty = isFaulty({ errors, refused });
  return (
    <Page frame={frame} title={title} error={faulty} scripted={faulty}>
      <ErrorSummary {...{ errors, refused }} />
      <h1>{title}</h1>
      <p class="lead">{lead}</p>
      <form method="post" action={action}>
        <WishFields {...{ wish, errors }} />
        <Actions>
          <button type="submit">{button}</button>
          {back}
        </Actions>
      </form>
    </Page>
  );
};
