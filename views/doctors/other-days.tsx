import { words } from '../messages/words.ts';
import { SwapLink } from '../ui/swap-link.tsx';

export type OtherDaysProps = {
  /** Addresses of the days before and after those in view; null where there are none. */
  earlier: string | null;
  later: string | null;
  /** What changes in place; undefined where the whole page must. */
  part: string | undefined;
};

/** Before the times, each of which is a stop in a text browser. */
export const OtherDays = ({ earlier, later, part }: OtherDaysProps) => {
  if (!earlier && !later) return null;
  return (
    <nav class="pager" aria-label={words.doctor.otherDays}>
      <OtherDay id="earlier" href={earlier} part={part} />
      <OtherDay id="later" href={later} part={part} />
    </nav>
  );
};

const OtherDay = ({ id, href, part }: { id: 'earlier' | 'later'; href: string | null; part: string | undefined }) =>
  href && (
    <p>
      <SwapLink id={id} href={href} part={part}>
        {words.doctor[id]}
      </SwapLink>
    </p>
  );
