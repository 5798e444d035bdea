import { words } from '../messages/words.ts';

export type DateFieldProps = {
  name: string;
  legend: string;
  hint: string;
  /** What was typed in its three boxes, by their names: `dateOfBirth-day` …. */
  typed: Record<string, string | undefined>;
  error?: string | undefined;
  /** The boxes that the error is about. */
  wrong?: DatePart[] | undefined;
  optional?: boolean;
  /** Where it is not the date of birth of who types. */
  autocomplete?: 'off' | undefined;
};

const { day, month, year } = words.details;
const parts = [
  { part: 'day', label: day, autocomplete: 'bday-day', size: 2 },
  { part: 'month', label: month, autocomplete: 'bday-month', size: 2 },
  { part: 'year', label: year, autocomplete: 'bday-year', size: 4 },
] as const;

export type DatePart = (typeof parts)[number]['part'];

/**
 * A date one knows by heart, in three boxes: no calendar to fight with and no order of day and month to guess. The error
 * summary leads to `name`, which is the first box, or the first one at fault.
 */
export const DateField = (props: DateFieldProps) => {
  const { name, legend, hint, typed, error, wrong = [], optional = false } = props;
  const idOf = (part: DatePart) => (part === (wrong[0] ?? 'day') ? name : `${name}-${part}`);
  return (
    <fieldset
      class={error ? 'field field-wrong' : 'field'}
      aria-describedby={[`${name}-hint`, error && `${name}-error`].filter(Boolean).join(' ')}
    >
      <legend>
        {legend}
        {optional && <span class="aside"> ({words.site.optional})</span>}
      </legend>
      <p class="hint" id={`${name}-hint`}>
        {hint}
      </p>
      {error && (
        <p class="field-error" id={`${name}-error`}>
          {error}
        </p>
      )}
      <div class="date-parts">
        {parts.map(({ part, label, autocomplete, size }) => (
          <div>
            <label for={idOf(part)}>{label}</label>{' '}
            <input
              id={idOf(part)}
              name={`${name}-${part}`}
              type="text"
              inputmode="numeric"
              size={size}
              autocomplete={props.autocomplete ?? autocomplete}
              value={typed[`${name}-${part}`] ?? ''}
              aria-invalid={wrong.includes(part) ? 'true' : undefined}
            />
          </div>
        ))}
      </div>
    </fieldset>
  );
};
