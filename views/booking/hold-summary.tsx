import { words } from '../messages/words.ts';
import { Facts } from '../ui/facts.tsx';
import { LiveRegions } from '../ui/live-regions.tsx';
import { moneyInWords } from '../ui/money.ts';
import { momentInWords } from '../ui/when.ts';
import { Countdown, type CountdownProps } from './countdown.tsx';

/**
 * Which appointment this is about, and until when it is held; on every page of the details. What is said while the page
 * stands open, `status` and `alert`, is outside of what changes in place.
 */
export const HoldSummary = (props: CountdownProps) => {
  const { hold, timeZone } = props;
  return (
    <div class="hold">
      <section aria-labelledby="chosen" class="summary">
        <h2 id="chosen">{words.details.chosen}</h2>
        <Facts
          facts={[
            [words.details.when, <strong>{momentInWords(hold.startsAt, timeZone)}</strong>],
            [words.details.with, `${hold.doctorName}, ${hold.specialization}`],
            [words.doctor.fee, moneyInWords(hold.consultationFee, hold.currency)],
          ]}
        />
      </section>
      <HoldBar {...props} />
    </div>
  );
};

/** Until when the time is held. */
export const HoldBar = (props: CountdownProps) => (
  <section class="hold-bar" aria-label={words.countdown.label}>
    <Countdown {...props} />
    <LiveRegions>{props.notice}</LiveRegions>
  </section>
);
