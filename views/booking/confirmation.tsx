import type { Appointment } from '../../src/booking/appointment.ts';
import type { OpenToPatient } from '../../src/booking/cancel.ts';
import type { Shown } from '../../src/google/shown.ts';
import { waitingWords } from '../messages/waiting.ts';
import { words } from '../messages/words.ts';
import { Facts } from '../ui/facts.tsx';
import { LiveRegions } from '../ui/live-regions.tsx';
import { moneyInWords } from '../ui/money.ts';
import { type Frame, Page } from '../ui/page.tsx';
import { doctorPath, movePath } from '../ui/paths.ts';
import { Phone } from '../ui/phone.tsx';
import { momentInWords } from '../ui/when.ts';
import { GooglePanel, isAwaited } from './google.tsx';
import { referenceAloud, referenceInPrint } from './reference.ts';
import { isToCome } from './to-come.ts';

export type ConfirmationProps = {
  frame: Frame;
  appointment: Appointment;
  path: string;
  /** What the patient may still do with it. */
  open: OpenToPatient;
  /** True where the doctor still takes bookings. */
  bookable: boolean;
  /** The addresses that mail about it goes to; none where no mail is sent. */
  mailedTo: string[];
  /** Those of them that did not take it. */
  refused: string[];
  /** True where the patient waits for an earlier time. */
  waits: boolean;
  /** True just after the patient has kept it as it was. */
  kept: boolean;
  /** How it stands in the patient's Google Calendars; null where nobody can connect one. */
  calendars: Shown[] | null;
  /** What became of the last step with one. */
  said: string | undefined;
};

/** The patient's own page of an appointment: what was booked, the reference, and what comes next. */
export const ConfirmationPage = (props: ConfirmationProps) => {
  const { frame, appointment, open, kept, calendars, said } = props;
  const { clinic } = frame;
  const scheduled = isToCome(open);
  const title = titleOf(props);
  const awaited = isAwaited(calendars ?? []);
  return (
    <Page frame={frame} title={title} scripted={awaited}>
      {said && <p class="notice screen-only">{said}</p>}
      {kept && scheduled && <p class="notice">{words.confirmation.kept}</p>}
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
          {scheduled ? <WhatNext {...props} /> : <Questions {...props} />}
          <p class="screen-only">
            <a href="/">{words.confirmation.another}</a>
          </p>
          {awaited && <LiveRegions heard />}
        </div>
      </div>
    </Page>
  );
};

/** That it is moved is said for as long as it stands: the first time may be in a calendar, or on paper. */
function titleOf({ appointment, open }: ConfirmationProps): string {
  if (open === 'cancelled') return words.confirmation.cancelledTitle;
  if (open === 'over') return words.confirmation.overTitle;
  return appointment.sequence > 0 ? words.confirmation.movedTitle : words.confirmation.title;
}

const WhatNext = ({
  frame: { clinic },
  path,
  open,
  appointment,
  mailedTo,
  refused,
  waits,
  calendars,
}: ConfirmationProps) => {
  const taken = mailedTo.filter((address) => !refused.includes(address));
  return (
    <>
      <h2>{words.confirmation.next}</h2>
      <ul>
        {mailedTo.length === 0 && <li>{words.confirmation.keep}</li>}
        {taken.length > 0 && <li>{words.confirmation.mailed(taken.join(words.confirmation.and))}</li>}
        {refused.length > 0 && (
          <li>
            <strong>{words.confirmation.refused(refused.join(words.confirmation.and))}</strong>{' '}
            {words.confirmation.refusedHelp(<Phone number={clinic.phone} />)}
          </li>
        )}
        <li>{words.confirmation.arrive}</li>
        <li class="screen-only">
          <a href={`${path}/calendar.ics`}>{words.confirmation.calendar}</a>
        </li>
        <li class="screen-only">{words.confirmation.print}</li>
      </ul>
      {calendars && <GooglePanel {...{ path, calendars, open, appointment }} />}
      <h2>{words.confirmation.changeHeading}</h2>
      {open === 'open' ? (
        <>
          <ul class="screen-only tasks">
            <li>
              <a href={movePath(path)}>{words.confirmation.move}</a>
            </li>
            <li>
              <a href={`${path}/cancel`}>{words.confirmation.cancel}</a>
            </li>
            {mailedTo.length > 0 && (
              <li>
                <a href={`${path}/earlier`}>{waits ? waitingWords.waits : waitingWords.link}</a>
              </li>
            )}
          </ul>
          <p>{words.confirmation.change(<Phone number={clinic.phone} />)}</p>
        </>
      ) : (
        <p>{words.confirmation.tooLate(<Phone number={clinic.phone} />)}</p>
      )}
    </>
  );
};

/** For an appointment that is over or cancelled. */
const Questions = ({ frame: { clinic }, appointment, path, open, bookable, calendars }: ConfirmationProps) => (
  <>
    <h2>{words.confirmation.afterwards}</h2>
    {bookable && (
      <p class="screen-only">
        <a href={doctorPath(appointment.doctorSlug)}>{words.confirmation.again(appointment.doctorName)}</a>
      </p>
    )}
    <p>{words.confirmation.questions(<Phone number={clinic.phone} />)}</p>
    {calendars && calendars.length > 0 && <GooglePanel {...{ path, calendars, open, appointment }} />}
  </>
);
