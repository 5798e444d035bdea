import { words } from '../messages/words.ts';

/** Sentences by the id of the field they are about. */
export type FieldErrors = Record<string, string>;

/** `refused`: what is said of the form as a whole, where nothing in it is wrong and it was not taken all the same. */
export type ErrorSummaryProps = { errors?: FieldErrors | undefined; refused?: string | undefined };

/** First in main on every page with an error; each sentence leads to its field. */
export const ErrorSummary = ({ errors = {}, refused }: ErrorSummaryProps) =>
  isFaulty({ errors, refused }) ? (
    <div class="error-summary" role="alert" aria-labelledby="error-summary-title" tabindex={-1}>
      <h2 id="error-summary-title">{words.site.problem}</h2>
      {refused && <p>{refused}</p>}
      {Object.keys(errors).length > 0 && (
        <ul>
          {Object.entries(errors).map(([field, sentence]) => (
            <li>
              <a href={`#${field}`}>{sentence}</a>
            </li>
          ))}
        </ul>
      )}
    </div>
  ) : null;

/** Whether there is something to sum up: then the page's title says so, and a script goes there. */
export const isFaulty = ({ errors = {}, refused }: ErrorSummaryProps): boolean =>
  refused !== undefined || Object.keys(errors).length > 0;
