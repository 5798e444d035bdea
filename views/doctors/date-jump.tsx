import { words } from '../messages/words.ts';
import { swapped } from '../ui/swap-link.tsx';
import { TextField } from '../ui/text-field.tsx';

type DateJumpProps = {
  /** The page of times. */
  action: string;
  holdId: string | undefined;
  /** What was typed, where it was no date. */
  value: string | undefined;
  error: string | undefined;
  /** True where the days can change in place. */
  inPlace: boolean;
};

/** Goes to the times from a day on. */
export const DateJump = ({ action, holdId, value, error, inPlace }: DateJumpProps) => (
  <form
    method="get"
    action={action}
    class="jump"
    {...(inPlace && { 'data-hx-get': `${action}#times`, ...swapped('days') })}
  >
    {holdId && <input type="hidden" name="hold" value={holdId} />}
    <TextField
      name="from"
      // A date box shows nothing that is no date: what was typed stays to be put right.
      type={value === undefined ? 'date' : 'text'}
      label={words.doctor.jump}
      hint={words.doctor.jumpHint}
      value={value}
      error={error}
      autocomplete="off"
    />
    <p class="actions">
      <button type="submit" class="secondary">
        {words.doctor.jumpButton}
      </button>
    </p>
  </form>
);
