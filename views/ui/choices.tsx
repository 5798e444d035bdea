export type Choice = { value: string; label: string; chosen: boolean };

export type ChoicesProps = {
  /** Of one of some, the field's name; of boxes to tick, the first part of each one's: `day` of `day-1`. */
  name: string;
  legend: string;
  hint?: string | undefined;
  error?: string | undefined;
  choices: Choice[];
  /** True where any number of them may be chosen. */
  several?: boolean;
};

/** Boxes to tick, or one of some, a line each. The error summary leads to `name`, which is the first of them. */
export const Choices = ({ name, legend, hint, error, choices, several = false }: ChoicesProps) => {
  const described = [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(' ') || undefined;
  return (
    <fieldset class={error ? 'field field-wrong' : 'field'} aria-describedby={described}>
      <legend>{legend}</legend>
      {hint && (
        <p class="hint" id={`${name}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p class="field-error" id={`${name}-error`}>
          {error}
        </p>
      )}
      {choices.map(({ value, label, chosen }, nth) => {
        const id = nth === 0 ? name : `${name}-${value}`;
        return (
          <div class="check">
            <input
              type={several ? 'checkbox' : 'radio'}
              id={id}
              name={several ? `${name}-${value}` : name}
              value={several ? 'yes' : value}
              checked={chosen}
            />{' '}
            <label for={id}>{label}</label>
          </div>
        );
      })}
    </fieldset>
  );
};
