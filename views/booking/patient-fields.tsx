import type { Draft } from '../../src/booking/held.ts';
import { words } from '../messages/words.ts';
import { DateField, type DatePart } from '../ui/date-field.tsx';
import type { FieldErrors } from '../ui/error-summary.tsx';
import { TextField } from '../ui/text-field.tsx';

export type PatientFieldsProps = {
  typed: Draft;
  errors: FieldErrors;
  /** The boxes of the date of birth that its error is about. */
  wrongBoxes: DatePart[];
  /** The clinic's, for who has no e-mail address. */
  phone: string;
};

/** Who is coming: of a patient whom somebody else books for, a browser knows nothing. */
export const PatientFields = ({ typed, errors, wrongBoxes, phone }: PatientFieldsProps) => (
  <>
    <TextField
      name="name"
      label={words.details.name}
      value={typed.name}
      error={errors.name}
      autocomplete={typed.bookerName ? 'off' : 'name'}
    />
    <TextField
      name="email"
      type="email"
      label={words.details.email}
      hint={words.details.emailHint(phone)}
      value={typed.email}
      error={errors.email}
      autocomplete={typed.bookerName ? 'off' : 'email'}
    />
    <TextField
      name="phone"
      type="tel"
      label={words.details.phone}
      value={typed.phone}
      error={errors.phone}
      autocomplete={typed.bookerName ? 'off' : 'tel'}
      optional
    />
    <DateField
      name="dateOfBirth"
      legend={words.details.dateOfBirth}
      hint={words.details.dateOfBirthHint}
      typed={typed}
      error={errors.dateOfBirth}
      wrong={wrongBoxes}
      autocomplete={typed.bookerName ? 'off' : undefined}
      optional
    />
  </>
);
