import { words } from '../messages/words.ts';
import { SwapLink } from '../ui/swap-link.tsx';
import { clockTime } from '../ui/when.ts';

export type AsOfProps = {
  /** When the times that are shown were read. */
  asOf: Temporal.Instant;
  timeZone: string;
  /** The page that is open, and how it is told of changes: addresses. */
  href: string;
  live: string;
  /** True where the days can change in place. */
  inPlace: boolean;
};

/**
 * When the times were last true, and how to see them as they are now. Where scripts run, they change by themselves:
 * static/live/ says so with the words that stand here for it, and makes a button to pause that (WCAG 2.2.2).
 */
export const AsOf = ({ asOf, timeZone, href, live, inPlace }: AsOfProps) => (
  <div class="as-of">
    <p>
      {words.live.asOf(<span id="as-of">{clockTime(asOf, timeZone)}</span>)}{' '}
      <SwapLink id="refresh" href={href} part={inPlace ? 'days' : undefined} same>
        {words.live.refresh}
      </SwapLink>{' '}
    </p>
    <div
      // Other days, or the same read anew, are another stream: under another id the old one ends.
      id={`live-${asOf.epochMilliseconds}`}
      class="live"
      data-hx-swap="none"
      // static/live/ begins it, where somebody sees the page.
      data-hx-trigger="never"
      data-pause={words.live.pause}
      data-resume={words.live.resume}
      data-on={words.live.on}
      data-lost={words.live.lost}
      data-paused={words.live.paused}
      data-taken={words.live.taken}
      data-again={words.live.again}
      data-gone={words.live.gone}
      {...{ 'data-hx-sse:connect': live }}
    ></div>
  </div>
);
