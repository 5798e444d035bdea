import type { Hold } from '../../src/booking/held.ts';
import { changeWords } from '../messages/changes.ts';
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
  /** The page that it stands on, where an appointment is to move; else it is the hold's own. */
  at?: string | undefined;
};

/**
 * Until when the time is held: what changes in place when the hold is extended or runs out. static/page.ts lets it tick and
 * says the warnings; without scripts the words stand as they are. The timer itself is silent: a screen reader would say
 * every tick of a live one (WCAG 2.2.1, 4.1.3).
 */
export const Countdown = (props: CountdownProps) => {
  const { hold, timeZone, secondsLeft, holdMinutes, extendable, notice, at = `/holds/${hold.id}` } = props;
  const until = clockTime(hold.expiresAt, timeZone);
  const extend = extendable ? words.details.extend(holdMinutes) : undefined;
  const live = hold.state === 'live';
  const said = hold.moves ? toMove : toBook;
  const lost = lostInWords(hold);
  return (
    <div
      id="countdown"
      class="countdown"
      data-hx-get={at}
      data-hx-trigger="ranout"
      data-hx-swap="outerMorph"
      // Extended meanwhile: an answer from before would undo it.
      data-hx-sync="#countdown:abort"
      data-left={live ? String(secondsLeft) : undefined}
      data-at-120={live ? words.countdown.warning(words.countdown.twoMinutes, until, extend) : undefined}
      data-at-60={live ? words.countdown.warning(words.countdown.oneMinute, until, extend) : undefined}
      data-at-30={live ? words.countdown.warning(words.countdown.halfAMinute, until, extend) : undefined}
      data-last={extendable ? undefined : ''}
      data-over={said.over}
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
        <p>{lost ? words.countdown.notHeld : said.ranOut(extendable)}</p>
      )}
    </div>
  );
};

const toBook = {
  over: words.countdown.over,
  ranOut: words.details.ranOut,
  taken: words.countdown.taken,
  ...words.ended,
};
const toMove = { ...changeWords.countdown, ...changeWords.move.ended };

/** What became of a time that can't be had on this page any more: said, as the loss of what one has chosen always is. */
function lostInWords({ state, moved, moves }: Hold): string | undefined {
  const said = moves ? toMove : toBook;
  if (state === 'taken') return said.taken;
  if (state === 'ended') return moved ? said.moved : said.released;
}
