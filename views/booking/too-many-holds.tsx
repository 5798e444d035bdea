import { ErrorPage } from '../errors/error-page.tsx';
import { words } from '../messages/words.ts';
import type { Frame } from '../ui/page.tsx';

/** The address has as many holds as it may. `seconds` until the first of them ends. */
export const TooManyHoldsPage = ({ frame, seconds }: { frame: Frame; seconds: number }) => (
  <ErrorPage frame={frame} title={words.tooManyHolds.title} lead={words.tooManyHolds.lead(words.wait(seconds))} />
);
