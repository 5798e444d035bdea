import { ErrorPage } from '../errors/error-page.tsx';
import { words } from '../messages/words.ts';
import type { Frame } from '../ui/page.tsx';
import { timesPath } from '../ui/paths.ts';

type TooManyHoldsProps = {
  frame: Frame;
  /** Until the first of those holds ends. */
  seconds: number;
  /** Whose slot was chosen. */
  doctor: { slug: string; name: string };
  slotId: number;
  /** The day of that slot, `YYYY-MM-DD`. */
  from: string;
  /** The hold that they came from, for those without cookies. */
  holdId?: string | undefined;
};

/** The address has as many holds as it may. The way back keeps the time that was chosen. */
export const TooManyHoldsPage = ({ frame, seconds, doctor, slotId, from, holdId }: TooManyHoldsProps) => (
  <ErrorPage frame={frame} title={words.tooManyHolds.title} lead={words.tooManyHolds.lead(words.wait(seconds))}>
    <p>
      <a href={timesPath(doctor.slug, { from, slot: slotId, hold: holdId })}>{words.taken.all(doctor.name)}</a>
    </p>
  </ErrorPage>
);
