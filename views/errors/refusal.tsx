import type { Refusal } from '../../src/http/refusal.ts';
import { words } from '../messages/words.ts';
import type { Frame } from '../ui/page.tsx';
import { ErrorPage } from './error-page.tsx';

/** Any refusal that is not about a slot. `retryAfter` is in seconds. */
export const RefusalPage = ({
  frame,
  refused,
}: {
  frame: Frame;
  refused: { refusal: Refusal; retryAfter: number | undefined };
}) => (
  <ErrorPage frame={frame} {...words.refusals[refused.refusal]}>
    {refused.retryAfter !== undefined && <p>{words.tryAgain(words.wait(refused.retryAfter))}</p>}
  </ErrorPage>
);
