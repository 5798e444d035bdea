export type CopyFieldProps = { id: string; label: string; hint?: string; value: string };

/**
 * Something long to copy, such as an address. In as many lines as show all of it; in one as long as that where there is no
 * stylesheet, as text browsers break none.
 */
export const CopyField = ({ id, label, hint, value }: CopyFieldProps) => (
  <div class="field copy">
    <label for={id}>{label}</label>
    {hint && (
      <p class="hint" id={`${id}-hint`}>
        {hint}
      </p>
    )}
    <div>
      <textarea
        id={id}
        readonly
        rows={3}
        cols={value.length}
        autocomplete="off"
        spellcheck={false}
        aria-describedby={hint && `${id}-hint`}
      >
        {value}
      </textarea>
    </div>
  </div>
);
