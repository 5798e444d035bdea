import type { Appointment } from '../../src/booking/appointment.ts';
import { words } from '../messages/words.ts';
import { Facts } from '../ui/facts.tsx';
import type { Frame } from '../ui/page.tsx';
import { momentInWords } from '../ui/when.ts';
import { referenceInPrint } from './reference.ts';

export type AppointmentFactsProps = { frame: Frame; appointment: Appointment };

/** Which appointment a page is about, in short. */
export const AppointmentFacts = ({ frame, appointment }: AppointmentFactsProps) => (
  <section aria-labelledby="chosen" class="ticket">
    <h2 id="chosen">{words.details.chosen}</h2>
    <Facts
      facts={[
        [
          words.details.when,
          <strong>{momentInWords(appointment.startsAt, frame.clinic.timeZone, { year: true })}</strong>,
        ],
        [words.details.with, `${appointment.doctorName}, ${appointment.specialization}`],
        [words.confirmation.patient, appointment.intake.name],
        [words.confirmation.reference, referenceInPrint(appointment.reference)],
      ]}
    />
  </section>
);
