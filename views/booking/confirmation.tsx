import type { Appointment } from '../../src/booking/appointment.ts';
import type { Clinic } from '../../src/config.ts';
import { words } from '../messages/words.ts';
import { Facts } from '../ui/facts.tsx';
import { moneyInWords } from '../ui/money.ts';
import { type Frame, Page } from '../ui/page.tsx';
import { doctorPath } from '../ui/paths.ts';
import { Phone } from '../ui/phone.tsx';
import { momentInWords } from '../ui/when.ts';
import { referenceAloud, referenceInPrint } from './reference.ts';

export type ConfirmationProps = {
  frame: Frame;
  appointment: Appointment;
  path: string;
  now: Temporal.Instant;
  /** True where the doctor still takes bookings. */
  bookable: boolean;
};

const titles = {
  scheduled: words.confirmation.title,
  completed: words.confirmation.overTitle,
  'no-show': words.confirmation.overTitle,
  cancelled: words.confirmation.cancelledTitle,
};

/** The patient's own page of an appointment: what was booked, the reference, and what comes next. */
export const ConfirmationPage = ({ frame, appointment, path, now, bookable }: ConfirmationProps) => {
  const { clinic } = frame;
  const over = appointment.status === 'scheduled' && Temporal.Instant.compare(appointment.endsAt, now) <= 0;
  const scheduled = appointment.status === 'scheduled' && !over;
  const title = titles[over ? 'completed' : appointment.status];
  return (
    <Page frame={frame} title={title}>
      <div class="beside">
        <div class={scheduled ? 'ticket ticket-valid' : 'ticket'}>
          <h1>{title}</h1>
          <p class="reference">
            {words.confirmation.reference}: <strong>{referenceInPrint(appointment.reference)}</strong>
          </p>
          <p class="aside">{words.confirmation.spelled(referenceAloud(appointment.reference))}</p>
          <Facts
            facts={[
              [words.details.when, momentInWords(appointment.startsAt, clinic.timeZone, { year: true })],
              [words.details.with, `${appointment.doctorName}, ${appointment.specialization}`],
              [words.confirmation.where, `${clinic.name}, ${clinic.address}`],
              [words.confirmation.patient, appointment.intake.name],
              [words.details.bookedBy, appointment.bookedBy?.name ?? ''],
              [words.confirmation.reason, appointment.reason ?? ''],
              [words.confirmation.fee, moneyInWords(appointment.consultationFee, appointment.currency)],
            ]}
          />
        </div>
        <div>
          {scheduled ? <WhatNext clinic={clinic} path={path} /> : <Questions {...{ clinic, appointment, bookable }} />}
          <p class="screen-only">
            <a href="/">{words.confirmation.another}</a>
          </p>
        </div>
      </div>
    </Page>
  );
};

const WhatNext = ({ clinic, path }: { clinic: Clinic; path: string }) => (
  <>
    <h2>{words.confirmation.next}</h2>
    <ul>
      <li>{words.confirmation.keep}</li>
      <li>{words.confirmation.arrive}</li>
      <li class="screen-only">
        <a href={`${path}/calendar.ics`}>{words.confirmation.calendar}</a>
      </li>
      <li class="screen-only">{words.confirmation.print}</li>
    </ul>
    <h2>{words.confirmation.changeHeading}</h2>
    <p>{words.confirmation.change(<Phone number={clinic.phone} />)}</p>
  </>
);

type QuestionsProps = { clinic: Clinic; appointment: Appointment; bookable: boolean };

/** For an appointment that is over or cancelled. */
const Questions = ({ clinic, appointment, bookable }: QuestionsProps) => (
  <>
    <h2>{words.confirmation.afterwards}</h2>
    {bookable && (
      <p class="screen-only">
        <a href={doctorPath(appointment.doctorSlug)}>{words.confirmation.again(appointment.doctorName)}</a>
      </p>
    )}
    <p>{words.confirmation.questions(<Phone number={clinic.phone} />)}</p>
  </>
);
