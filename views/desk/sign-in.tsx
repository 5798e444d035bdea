import { deskWords } from '../messages/desk.ts';
import { ErrorSummary } from '../ui/error-summary.tsx';
import { type Frame, Page } from '../ui/page.tsx';

export type SignInProps = {
  frame: Frame;
  /** The page to go on to. */
  to: string;
  error?: string | undefined;
  notice?: string | undefined;
  /** Said where MediBook is only being tried. */
  trialPassword: string | null;
};

export const SignInPage = ({ frame, to, error, notice, trialPassword }: SignInProps) => (
  <Page frame={frame} title={deskWords.signIn.title} error={error !== undefined} scripted={error !== undefined}>
    {error && <ErrorSummary errors={{ password: error }} />}
    <h1>{deskWords.signIn.title}</h1>
    {notice && <p class="notice">{notice}</p>}
    <p class="lead">{deskWords.signIn.lead}</p>
    {trialPassword && <p>{deskWords.signIn.trial(trialPassword)}</p>}
    <form method="post" action="/desk/sign-in" novalidate>
      <input type="hidden" name="to" value={to} />
      <div class={error ? 'field field-wrong' : 'field'}>
        <label for="password">{deskWords.signIn.password}</label>
        {error && (
          <p class="field-error" id="password-error">
            {error}
          </p>
        )}
        <div>
          <input
            id="password"
            name="password"
            type="password"
            autocomplete="current-password"
            aria-describedby={error && 'password-error'}
            aria-invalid={error ? 'true' : undefined}
          />
        </div>
      </div>
      <p class="actions">
        <button type="submit">{deskWords.signIn.button}</button>
      </p>
    </form>
  </Page>
);
