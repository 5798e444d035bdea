import { changeWords } from '../messages/changes.ts';
import { Actions } from '../ui/actions.tsx';
import { ErrorSummary, type FieldErrors, isFaulty } from '../ui/error-summary.tsx';
import { Page } from '../ui/page.tsx';
import { TextField } from '../ui/text-field.tsx';
import { AppointmentFacts, type AppointmentFactsProps } from './appointment-facts.tsx';

export type CancelProps = AppointmentFactsProps & {
  /** The path of the appointment's own page. */
  path: string;
  /** As it was typed. */
  reason?: string | undefined;
  errors?: FieldErrors;
  refused?: string | undefined;
};

/** Asks before an appointment is cancelled: only the button does it. */
export const CancelPage = ({ frame, appointment, path, reason, errors, refused }: CancelProps) => (
  <Page
    frame={frame}
    title={changeWords.cancel.title}
    error={isFaulty({ errors, refused })}
    scripted={isFaulty({ errors, refused })}
  >
    <ErrorSummary {...{ errors, refused }} />
    <h1>{changeWords.cancel.title}</h1>
    <p class="lead">{changeWords.cancel.lead}</p>
    <AppointmentFacts frame={frame} appointment={appointment} />
    <form method="post" action={`${path}/cancel`} novalidate>
      <TextField
        name="cancelReason"
        label={changeWords.cancel.reason}
        hint={changeWords.cancel.reasonHint}
        value={reason}
        error={errors?.cancelReason}
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
