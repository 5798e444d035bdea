import { words } from '../messages/words.ts';

export type TextFieldProps = {
  name: string;
  label: string;
  hint?: string | undefined;
  value?: string | undefined;
  error?: string | undefined;
  optional?: boolean;
  type?: 'text' | 'email' | 'tel' | 'search' | 'date' | 'password';
  autocomplete?: string | undefined;
  inputmode?: 'numeric' | undefined;
  rows?: number;
};

/**
 * A label, a hint, the error and the box, tied together for those who hear them. `rows` makes it a text area. The box has
 * a line of its own also where there is no stylesheet.
 */
export const TextField = (props: TextFieldProps) => {
  const {
    name,
    label,
    hint,
    value = '',
    error,
    optional = false,
    type = 'text',
    autocomplete,
    inputmode,
    rows,
  } = props;
  const described = [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(' ') || undefined;
  const shared = {
    id: name,
    name,
    autocomplete,
    'aria-describedby': described,
    'aria-invalid': error ? ('true' as const) : undefined,
  };
  return (
    <div class={error ? 'field field-wrong' : 'field'}>
      <label for={name}>
        {label}
        {optional && <span class="aside"> ({words.site.optional})</span>}
      </label>
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
      <div>
        {rows ? (
          <textarea {...shared} rows={rows}>
            {value}
          </textarea>
        ) : (
          <input {...shared} type={type} inputmode={inputmode} value={value} />
        )}
      </div>
    </div>
  );
};
