import { words } from '../messages/words.ts';
import { TextField } from '../ui/text-field.tsx';
import type { DetailsProps } from './details.tsx';
import { StepPage } from './step-page.tsx';

/** Who books, where that is not the patient. */
export const BookerPage = (props: DetailsProps) => {
  const { typed, errors } = props;
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
        value={typed.bookerName}
        error={errors.bookerName}
        autocomplete="name"
      />
      <TextField
        name="bookerEmail"
        type="email"
        label={words.booker.email}
        value={typed.bookerEmail}
        error={errors.bookerEmail}
        autocomplete="email"
      />
      <TextField
        name="bookerPhone"
        type="tel"
        label={words.booker.phone}
        value={typed.bookerPhone}
        error={errors.bookerPhone}
        autocomplete="tel"
        optional
      />
    </StepPage>
  );
};
