import { ErrorPage } from '../errors/error-page.tsx';
import { googleWords } from '../messages/google.ts';
import type { Frame } from '../ui/page.tsx';

/** Of a browser that keeps no cookies, before it goes to Google. */
export const NoCookiesPage = ({ frame }: { frame: Frame }) => <ErrorPage frame={frame} {...googleWords.noCookies} />;

/** Of an answer from Google that this browser did not ask for. */
export const NotYoursPage = ({ frame }: { frame: Frame }) => (
  <ErrorPage frame={frame} title={googleWords.notYours.title} lead={googleWords.notYours.lead}>
    <p>
      <a href="/find-appointment">{googleWords.notYours.find}</a>
    </p>
  </ErrorPage>
);
