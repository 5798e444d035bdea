import type { Wish } from '../../src/waiting/waiting.ts';
import { waitingWords } from '../messages/waiting.ts';
import { Choices } from '../ui/choices.tsx';
import type { FieldErrors } from '../ui/error-summary.tsx';

/** Days and times of day that suit. */
export const WishFields = ({ wish: { days, parts }, errors }: { wish: Wish; errors: FieldErrors }) => (
  <>
    <Choices
      several
      name="day"
      legend={waitingWords.wish.days}
      error={errors.day}
      choices={waitingWords.days.map((label, nth) => ({
        value: String(nth + 1),
        label,
        chosen: days.includes(nth + 1),
      }))}
    />
    <Choices
      several
      name="part"
      legend={waitingWords.wish.parts}
      error={errors.part}
      choices={(['morning', 'afternoon', 'evening'] as const).map((part) => ({
        value: part,
        label: waitingWords.parts[part],
        chosen: parts.includes(part),
      }))}
    />
  </>
);

/** What is waited for, as facts. */
export const wishFacts = ({ days, parts }: Wish): [string, string][] => [
  [waitingWords.facts.days, waitingWords.someDays(days.map((day) => waitingWords.days[day - 1]!))],
  [waitingWords.facts.times, waitingWords.someParts(parts)],
];
