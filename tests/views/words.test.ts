import { describe, expect, test } from 'vitest';
import { words } from '../../views/messages/words.ts';

describe('how long, in words', () => {
  test.each([
    [1, 'We hold it for 1 minute while', 'Extend for 1 more minute', 'About a minute', '1 minute'],
    [5, 'We hold it for 5 minutes while', 'Extend for 5 more minutes', 'About 5 minutes', '5 minutes'],
    [10, 'We hold it for 10 minutes while', 'Extend for 10 more minutes', 'About 10 minutes', '10 minutes'],
  ])('a hold of %i', (minutes, explained, extend, left, length) => {
    expect(words.doctor.explain(minutes)).toContain(explained);
    expect(words.details.extend(minutes)).toBe(extend);
    expect(words.details.about(minutes)).toBe(left);
    expect(words.doctor.minutes(minutes)).toBe(length);
  });

  test.each([
    [0, 'in 1 second'],
    [1, 'in 1 second'],
    [89, 'in 89 seconds'],
    [90, 'in 2 minutes'],
    [3599, 'in an hour'],
    [3601, 'in 61 minutes'],
    [90 * 60, 'in 90 minutes'],
    [90 * 60 + 1, 'in 2 hours'],
    [24 * 3600, 'in 24 hours'],
  ])('%i seconds to wait', (seconds, said) => {
    expect(words.wait(seconds)).toBe(said);
  });

  test('a hold that has run out does not say how long it was', () => {
    for (const extendable of [true, false]) expect(words.details.ranOut(extendable)).not.toMatch(/five|5/);
  });
});
