import type { Hold } from '../../src/booking/held.ts';
import { words } from '../messages/words.ts';

/** Books the appointment. static/page.ts changes its words when the hold runs out while the page stands open. */
export const BookButton = ({ hold }: { hold: Hold }) => (
  <button type="submit" name="action" value="book" data-live={words.details.book} data-ended={words.details.bookAnyway}>
    {hold.state === 'live' ? words.details.book : words.details.bookAnyway}
  </button>
);

export type ExtendButtonProps = {
  hold: Hold;
  holdMinutes: number;
  /** False where it has been extended as often as it may be: no button then. */
  extendable: boolean;
  /** Where the form goes that it stands in. */
  action: string;
};

/**
 * Lengthens the hold, in place where scripts run; what was typed is kept with it. Stands after the page's own button in
 * the document, so that Enter never means this.
 */
export const ExtendButton = ({ hold, holdMinutes, extendable, action }: ExtendButtonProps) => {
  if (!extendable) return null;
  const label = words.details.extend(holdMinutes);
  return (
    <button
      type="submit"
      name="action"
      value="extend"
      class="secondary"
      data-hx-post={action}
      data-hx-target="#countdown"
      data-hx-swap="outerMorph"
      data-hx-sync="#countdown:drop"
      data-live={label}
      data-ended={words.details.extendAgain}
    >
      {hold.state === 'live' ? label : words.details.extendAgain}
    </button>
  );
};
