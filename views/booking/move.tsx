import type { Appointment } from '../../src/booking/appointment.ts';
import type { Hold } from '../../src/booking/held.ts';
import { changeWords } from '../messages/changes.ts';
import { words } from '../messages/words.ts';
import { Actions } from '../ui/actions.tsx';
import { ErrorSummary, type FieldErrors } from '../ui/error-summary.tsx';
import { Facts } from '../ui/facts.tsx';
import { type Frame, Page } from '../ui/page.tsx';
import { momentInWords } from '../ui/when.ts';
import type { CountdownProps } from './countdown.tsx';
import { ExtendButton } from './hold-buttons.tsx';
import { HoldBar } from './hold-summary.tsx';

export type MoveProps = CountdownProps & {
  frame: Frame;
  appointment: Appointment;
  /** The path of this page. */
  at: string;
  errors: FieldErrors;
};

/** The time that is held for an appointment that is to move, beside the one it has: until this is sent, nothing moves. */
export const MovePage = (props: MoveProps) => {
  const { frame, appointment, hold, timeZone, at, errors } = props;
  const [from, to] = [momentInWords(appointment.startsAt, timeZone), momentInWords(hold.startsAt, timeZone)];
  return (
    <Page frame={frame} title={changeWords.move.titleHeld} error={Object.keys(errors).length > 0} scripted>
      <ErrorSummary errors={errors} />
      <h1>{changeWords.move.titleHeld}</h1>
      <p class="lead">{changeWords.move.leadHeld(from, to)}</p>
      <div class="journey">
        <div class="hold">
          <section aria-labelledby="chosen" class="summary">
            <h2 id="chosen">{words.details.chosen}</h2>
            <Facts
              facts={[
                [changeWords.move.from, from],
                [changeWords.move.to, <strong>{to}</strong>],
                [words.details.with, `${hold.doctorName}, ${hold.specialization}`],
                [words.confirmation.patient, appointment.intake.name],
              ]}
            />
          </section>
          <HoldBar {...props} />
        </div>
        <form method="post" action={at} class="details">
          <Actions>
            <MoveButton hold={hold} />
            <ExtendButton {...props} action={at} />
          </Actions>
          <Actions>
            <button type="submit" name="action" value="change" id="change" class="quiet">
              {words.details.change}
            </button>
            <button type="submit" name="action" value="keep" class="quiet">
              {changeWords.move.keepOld}
            </button>
          </Actions>
        </form>
      </div>
    </Page>
  );
};

const MoveButton = ({ hold }: { hold: Hold }) => {
  const { button, buttonAnyway } = changeWords.move;
  return (
    <button type="submit" name="action" value="move" data-live={button} data-ended={buttonAnyway}>
      {hold.state === 'live' ? button : buttonAnyway}
    </button>
  );
};
