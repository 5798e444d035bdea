import { words } from '../messages/words.ts';

export type DateFieldProps = {
  name: string;
  legend: string;
  hint: string;
  value: { day: string; month: string; year: string };
  error?: string | undefined;
  optional?: boolean;
};

const { day, month, year } = words.details;
const parts = [
  { part: 'day', label: day, autocomplete: 'bday-day', size: 2 },
  { part: 'month', label: month, autocomplete: 'bday-month', size: 2 },
  { part: 'year', label: year, autocomplete: 'bday-year', size: 4 },
] as const;

/** A date one knows by heart, in three boxes: no calendar to fight with and no order of day and month to guess. */
export const DateField = ({ name, legend, hint, value, error, optional = false }: DateFieldProps) => (
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
          <label for={part === 'day' ? name : `${name}-${part}`}>{label}</label>{' '}
          <input
            id={part === 'day' ? name : `${name}-${part}`}
            name={`${name}-${part}`}
            type="text"
            inputmode="numeric"
            size={size}
            autocomplete={autocomplete}
            value={value[part]}
            aria-invalid={error ? 'true' : undefined}
          />
        </div>
      ))}
    </div>
  </fieldset>
);
