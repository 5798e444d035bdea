import { expect } from 'vitest';

/** Two instants are equal where they are the same: toMatchObject compares fields, and an instant has none to compare. */
expect.addEqualityTesters([
  (one, other) => {
    if (!(one instanceof Temporal.Instant || other instanceof Temporal.Instant)) return undefined;
    return String(one) === String(other);
  },
]);
