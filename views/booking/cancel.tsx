import { changeWords } from '../messages/changes.ts';
import { Actions } from '../ui/actions.tsx';
import { ErrorSummary, type FieldErrors } from '../ui/error-summary.tsx';
import { Page } from '../ui/page.tsx';
import { TextField } from '../ui/text-field.tsx';
import { AppointmentFacts, type AppointmentFactsProps } from './appointment-facts.tsx';

export type CancelProps = AppointmentFactsProps & {
  /** The path of the appointment's own page. */
  path: string;
  /** As it was typed. */
  reason?: string | undefined;
  errors?: FieldErrors;
  notice?: string | undefined;
};

/** Asks before an appointment is cancelled: only the button does it. */
export const CancelPage = ({ frame, appointment, path, reason, errors = {}, notice }: CancelProps) => (
  <Page
    frame={frame}
    title={changeWords.cancel.title}
    error={Object.keys(errors).length > 0}
    scripted={Object.keys(errors).length > 0}
  >
    <ErrorSummary errors={errors} />
    <h1>{changeWords.cancel.title}</h1>
    {notice && <p class="notice">{notice}</p>}
    <p class="lead">{changeWords.cancel.lead}</p>
    <AppointmentFacts frame={frame} appointment={appointment} />
    <form method="post" action={`${path}/cancel`} novalidate>
      <TextField
        name="cancelReason"
        label={changeWords.cancel.reason}
        hint={changeWords.cancel.reasonHint}
        value={reason}
        error={errors.cancelReason}
        autocomplete="off"
        rows={3}
        optional
      />
      <Actions>
        <button type="submit">{changeWords.cancel.button}</button>
        <a href={path}>{changeWords.cancel.keep}</a>
      </Actions>
    </form>
  </Page>
);
