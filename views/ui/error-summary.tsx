import { words } from '../messages/words.ts';

/** Sentences by the id of the field they are about. */
export type FieldErrors = Record<string, string>;

/** First in main on every page with an error; each sentence leads to its field. */
export const ErrorSummary = ({ errors }: { errors: FieldErrors }) =>
  Object.keys(errors).length > 0 ? (
    <div class="error-summary" role="alert" aria-labelledby="error-summary-title" tabindex={-1}>
      <h2 id="error-summary-title">{words.site.problem}</h2>
      <ul>
        {Object.entries(errors).map(([field, sentence]) => (
          <li>
            <a href={`#${field}`}>{sentence}</a>
          </li>
        ))}
      </ul>
    </div>
  ) : null;
