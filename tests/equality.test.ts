import { expect, test } from 'vitest';

const [earlier, later] = ['2026-01-01T00:00Z', '2027-01-01T00:00Z'].map((text) => Temporal.Instant.from(text));

test('an instant inside an expectation is compared', () => {
  expect({ at: earlier }).toMatchObject({ at: Temporal.Instant.from('2026-01-01T00:00:00Z') });
  expect({ at: earlier }).not.toMatchObject({ at: later });
  expect({ at: earlier }).not.toMatchObject({ at: null });
  expect({ at: null }).not.toMatchObject({ at: later });
});
