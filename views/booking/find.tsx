import type { Draft } from '../../src/booking/held.ts';
import { patientWords } from '../messages/patients.ts';
import { words } from '../messages/words.ts';
import { DateField, type DatePart } from '../ui/date-field.tsx';
import { ErrorSummary, type FieldErrors, isFaulty } from '../ui/error-summary.tsx';
import { type Frame, Page } from '../ui/page.tsx';
import { Phone } from '../ui/phone.tsx';
import { TextField } from '../ui/text-field.tsx';

export type FindPageProps = {
  frame: Frame;
  typed: Draft;
  errors: FieldErrors;
  wrongBoxes: DatePart[];
  refused?: string | undefined;
  /** Whether this clinic sends mail, so that all appointments can be seen by a link in one. */
  mailed: boolean;
};

/** For who has a reference, and neither the page's address nor the mail with it. */
export const FindPage = ({ frame, typed, errors, wrongBoxes, refused, mailed }: FindPageProps) => {
  const faulty = isFaulty({ errors, refused });
  return (
    <Page frame={frame} title={patientWords.find.title} error={faulty} scripted={faulty}>
      <ErrorSummary {...{ errors, refused }} />
      <h1>{patientWords.find.title}</h1>
      <p class="lead">{patientWords.find.lead}</p>
      <form method="post" action="/find-appointment" novalidate>
        <TextField
          name="reference"
          label={patientWords.find.reference}
          hint={patientWords.find.referenceHint}
          value={typed.reference}
          error={errors.reference}
          autocomplete="off"
        />
        <DateField
          name="dateOfBirth"
          legend={patientWords.find.dateOfBirth}
          hint={words.details.dateOfBirthHint}
          typed={typed}
          error={errors.dateOfBirth}
          wrong={wrongBoxes}
        />
        <TextField
          name="email"
          type="email"
          label={patientWords.find.email}
          hint={patientWords.find.emailHint}
          value={typed.email}
          error={errors.email}
          autocomplete="email"
          optional
        />
        <p class="actions">
          <button type="submit">{patientWords.find.button}</button>
        </p>
      </form>
      <h2>{patientWords.find.noReference}</h2>
      {mailed && (
        <p>
          <a href="/my-appointments">{patientWords.find.toAll}</a>
        </p>
      )}
      <p>{patientWords.find.call(<Phone number={frame.clinic.phone} />)}</p>
    </Page>
  );
};
