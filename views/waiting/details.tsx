import type { Draft } from '../../src/booking/held.ts';
import type { Doctor } from '../../src/doctors/directory.ts';
import type { Wish } from '../../src/waiting/waiting.ts';
import { PatientFields } from '../booking/patient-fields.tsx';
import { waitingWords } from '../messages/waiting.ts';
import type { DatePart } from '../ui/date-field.tsx';
import { ErrorSummary, type FieldErrors, isFaulty } from '../ui/error-summary.tsx';
import { Facts } from '../ui/facts.tsx';
import { type Frame, Page } from '../ui/page.tsx';
import { wishFacts } from './wish-fields.tsx';

export type WaitingDetailsProps = {
  frame: Frame;
  doctor: Doctor;
  anyone: boolean;
  wish: Wish;
  /** The first step's choices, as fields. */
  carried: [name: string, value: string][];
  typed: Draft;
  errors: FieldErrors;
  wrongBoxes: DatePart[];
  refused?: string | undefined;
};

/** Second of two steps: who waits. */
export const WaitingDetailsPage = (props: WaitingDetailsProps) => {
  const { frame, doctor, anyone, wish, carried, typed, errors, wrongBoxes, refused } = props;
  const faulty = isFaulty({ errors, refused });
  return (
    <Page frame={frame} title={waitingWords.details.title} error={faulty} scripted={faulty}>
      <ErrorSummary {...{ errors, refused }} />
      <h1>{waitingWords.details.title}</h1>
      <section aria-labelledby="what">
        <h2 id="what">{waitingWords.details.what}</h2>
        <Facts
          facts={[
            [waitingWords.facts.with, anyone ? waitingWords.wish.anyone(doctor.specialization) : doctor.name],
            ...wishFacts(wish),
          ]}
        />
      </section>
      <form method="post" action="/waiting-list" novalidate>
        {carried.map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <PatientFields {...{ typed, errors, wrongBoxes }} phone={frame.clinic.phone} />
        <p class="actions">
          <button type="submit">{waitingWords.wish.join}</button>
        </p>
        <p>
          <button type="submit" name="step" value="wish" class="secondary">
            {waitingWords.details.change}
          </button>
        </p>
      </form>
    </Page>
  );
};
