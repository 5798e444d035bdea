import type { Hold } from '../../src/booking/held.ts';
import { words } from '../messages/words.ts';
import { Facts } from '../ui/facts.tsx';
import { moneyInWords } from '../ui/money.ts';
import { clockTime, momentInWords } from '../ui/when.ts';

export type HoldSummaryProps = { hold: Hold; timeZone: string; minutesLeft: number };

/** Which appointment this is about, and until when it is held; on every page of the details. */
export const HoldSummary = ({ hold, timeZone, minutesLeft }: HoldSummaryProps) => (
  <section aria-labelledby="chosen" class="summary">
    <h2 id="chosen">{words.details.chosen}</h2>
    <Facts
      facts={[
        [words.details.with, `${hold.doctorName}, ${hold.specialization}`],
        [words.details.when, momentInWords(hold.startsAt, timeZone)],
        [words.doctor.fee, moneyInWords(hold.consultationFee, hold.currency)],
      ]}
    />
    {hold.state === 'live' ? (
      <p class="deadline">
        {words.details.deadline(clockTime(hold.expiresAt, timeZone), words.details.minutesLeft(minutesLeft))}
      </p>
    ) : (
      <p class="deadline">{words.details.ranOut}</p>
    )}
  </section>
);

/** Lengthens the hold; stands after the page's own button in the document, so that Enter never means this. */
export const ExtendButton = ({ hold, holdMinutes }: { hold: Hold; holdMinutes: number }) => (
  <button type="submit" name="action" value="extend" class="secondary">
    {hold.state === 'live' ? words.details.extend(holdMinutes) : words.details.extendAgain}
  </button>
);
