import { words } from '../messages/words.ts';
import { TextField } from '../ui/text-field.tsx';
import type { DetailsProps } from './details.tsx';
import { StepPage } from './step-page.tsx';

/** Who books, where that is not the patient. Who comes here may have typed their own details as the patient's. */
export const BookerPage = (props: DetailsProps) => {
  const { typed, errors } = props;
  const noted = typed.bookerName || typed.bookerEmail || typed.bookerPhone;
  const booker = noted
    ? { name: typed.bookerName, email: typed.bookerEmail, phone: typed.bookerPhone }
    : { name: typed.name, email: typed.email, phone: typed.phone };
  return (
    <StepPage
      {...props}
      step="booker"
      title={words.booker.title}
      lead={words.booker.lead}
      removable={Boolean(typed.bookerName)}
    >
      <TextField
        name="bookerName"
        label={words.booker.name}
        value={booker.name}
        error={errors.bookerName}
        autocomplete="name"
      />
      <TextField
        name="bookerEmail"
        type="email"
        label={words.booker.email}
        value={booker.email}
        error={errors.bookerEmail}
        autocomplete="email"
      />
      <TextField
        name="bookerPhone"
        type="tel"
        label={words.booker.phone}
        value={booker.phone}
        error={errors.bookerPhone}
        autocomplete="tel"
        optional
      />
    </StepPage>
  );
};
