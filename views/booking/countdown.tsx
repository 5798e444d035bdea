import type { Hold } from '../../src/booking/held.ts';
import { words } from '../messages/words.ts';
import { clockTime } from '../ui/when.ts';

export type CountdownProps = {
  hold: Hold;
  timeZone: string;
  /** Until the hold ends, by the server's clock; no more than 0 where it has ended. */
  secondsLeft: number;
  holdMinutes: number;
  /** False where it has been extended as often as it may be. */
  extendable: boolean;
  /** A sentence on what the last click did. */
  notice?: string | undefined;
};

/**
 * Until when the time is held: what changes in place when the hold is extended or runs out. static/page.ts lets it tick and
 * says the warnings; without scripts the words stand as they are. The timer itself is silent: a screen reader would say
 * every tick of a live one (WCAG 2.2.1, 4.1.3).
 */
export const Countdown = ({ hold, timeZone, secondsLeft, holdMinutes, extendable, notice }: CountdownProps) => {
  const until = clockTime(hold.expiresAt, timeZone);
  const extend = extendable ? words.details.extend(holdMinutes) : undefined;
  const live = hold.state === 'live';
  const lost = lostInWords(hold);
  return (
    <div
      id="countdown"
      class="countdown"
      data-hx-get={`/holds/${hold.id}`}
      data-hx-trigger="ranout"
      data-hx-swap="outerMorph"
      // Extended meanwhile: an answer from before would undo it.
      data-hx-sync="#countdown:abort"
      data-left={live ? String(secondsLeft) : undefined}
      data-at-120={live ? words.countdown.warning(words.countdown.twoMinutes, until, extend) : undefined}
      data-at-60={live ? words.countdown.warning(words.countdown.oneMinute, until, extend) : undefined}
      data-at-30={live ? words.countdown.warning(words.countdown.halfAMinute, until, extend) : undefined}
      data-last={extendable ? undefined : ''}
      data-over={words.countdown.over}
      data-status={notice ?? lost}
    >
      {live ? (
        <p>
          {words.details.deadline(<time datetime={hold.expiresAt.toString({ smallestUnit: 'second' })}>{until}</time>)}{' '}
          <span class="timer">
            {words.details.left(<span role="timer">{words.details.about(Math.round(secondsLeft / 60))}</span>)}
          </span>
        </p>
      ) : (
        <p>{lost ? words.countdown.notHeld : words.details.ranOut(extendable)}</p>
      )}
    </div>
  );
};

/** What became of a time that can't be had on this page any more: said, as the loss of what one has chosen always is. */
function lostInWords({ state, moved }: Hold): string | undefined {
  if (state === 'taken') return words.countdown.taken;
  if (state === 'ended') return moved ? words.ended.moved : words.ended.released;
}
