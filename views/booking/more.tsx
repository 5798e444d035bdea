import { words } from '../messages/words.ts';
import { TextField } from '../ui/text-field.tsx';
import type { DetailsProps } from './details.tsx';
import { StepPage } from './step-page.tsx';

/** What the doctor may want to know; all of it optional. */
export const MorePage = (props: DetailsProps) => {
  const { typed, errors } = props;
  return (
    <StepPage {...props} step="more" title={words.more.title} lead={words.more.lead}>
      <TextField name="reason" label={words.more.reason} value={typed.reason} error={errors.reason} rows={3} optional />
      <TextField
        name="gender"
        label={words.more.gender}
        value={typed.gender}
        error={errors.gender}
        autocomplete="sex"
        optional
      />
      <TextField
        name="address"
        label={words.more.address}
        value={typed.address}
        error={errors.address}
        autocomplete="street-address"
        rows={3}
        optional
      />
      <TextField
        name="medicalHistory"
        label={words.more.medicalHistory}
        hint={words.more.medicalHistoryHint}
        value={typed.medicalHistory}
        error={errors.medicalHistory}
        autocomplete="off"
        rows={5}
        optional
      />
    </StepPage>
  );
};
