import type { OpenToPatient } from '../../src/booking/cancel.ts';
import { changeWords } from '../messages/changes.ts';
import { words } from '../messages/words.ts';
import { Page } from '../ui/page.tsx';
import { doctorPath } from '../ui/paths.ts';
import { Phone } from '../ui/phone.tsx';
import { AppointmentFacts, type AppointmentFactsProps } from './appointment-facts.tsx';
import { referenceInPrint } from './reference.ts';

export type ClosedProps = AppointmentFactsProps & {
  /** The path of the appointment's own page. */
  path: string;
  why: Exclude<OpenToPatient, 'open'>;
  /** Hours before it begins until which it can be changed online. */
  cutoffHours: number;
  /** True where the doctor still takes bookings. */
  bookable: boolean;
};

/** An appointment that the patient can't cancel or move by themselves, or not any more. */
export const ClosedPage = ({ frame, appointment, path, why, cutoffHours, bookable }: ClosedProps) => {
  const { title, lead } = inWords(why, cutoffHours);
  const reference = referenceInPrint(appointment.reference);
  return (
    <Page frame={frame} title={title}>
      <h1>{title}</h1>
      <p class="lead">{lead}</p>
      {why === 'cancelled' ? (
        <p>
          {bookable ? (
            <a href={doctorPath(appointment.doctorSlug)}>{words.confirmation.again(appointment.doctorName)}</a>
          ) : (
            <a href="/">{words.confirmation.another}</a>
          )}
        </p>
      ) : (
        <p>{changeWords.closed.call(<Phone number={frame.clinic.phone} />, reference)}</p>
      )}
      <AppointmentFacts frame={frame} appointment={appointment} />
      <p>
        <a href={path}>{changeWords.closed.back}</a>
      </p>
    </Page>
  );
};

function inWords(why: ClosedProps['why'], cutoffHours: number): { title: string; lead: string } {
  switch (why) {
    case 'cancelled':
      return { title: words.confirmation.cancelledTitle, lead: changeWords.closed.cancelled };
    case 'over':
      return { title: words.confirmation.overTitle, lead: changeWords.closed.over };
    case 'too_late':
      return { title: changeWords.closed.tooLateTitle, lead: changeWords.closed.tooLate(cutoffHours) };
  }
}
