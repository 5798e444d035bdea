import { ErrorPage } from '../errors/error-page.tsx';
import { patientWords } from '../messages/patients.ts';
import { type Frame, Page } from '../ui/page.tsx';

export type SignInPageProps = { frame: Frame; path: string; email: string };

/** Where the link in the mail leads: only the button uses it up, as programs that look for harm follow links too. */
export const SignInPage = ({ frame, path, email }: SignInPageProps) => (
  <Page frame={frame} title={patientWords.signIn.title}>
    <h1>{patientWords.signIn.title}</h1>
    <p class="lead">{patientWords.signIn.lead(email)}</p>
    <form method="post" action={path}>
      <p class="actions">
        <button type="submit">{patientWords.signIn.button}</button>
      </p>
    </form>
  </Page>
);

/** Of a link that is used, too old, or none of ours: the words are the same. */
export const DeadLinkPage = ({ frame }: { frame: Frame }) => (
  <ErrorPage frame={frame} title={patientWords.signIn.deadTitle} lead={patientWords.signIn.dead}>
    <p>
      <a href="/my-appointments">{patientWords.signIn.again}</a>
    </p>
  </ErrorPage>
);

/** Of a browser that keeps no cookies. The link is not used up. */
export const NoCookiesPage = ({ frame }: { frame: Frame }) => (
  <ErrorPage frame={frame} title={patientWords.signIn.noCookiesTitle} lead={patientWords.signIn.noCookies}>
    <p>
      <a href="/find-appointment">{patientWords.ask.toFind}</a>
    </p>
  </ErrorPage>
);
