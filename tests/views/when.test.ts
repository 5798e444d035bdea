import { afterEach, describe, expect, test, vi } from 'vitest';
import { clockTime, dayInWords, momentInWords, timeInWords, zoneInWords } from '../../views/ui/when.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

test.each([
  ['00:00', 'midnight'],
  ['00:30', '12:30am'],
  ['09:05', '9:05am'],
  ['12:00', 'midday'],
  ['12:30', '12:30pm'],
  ['14:00', '2pm'],
])('%s is %s', (time, said) => {
  expect(timeInWords(time)).toBe(said);
});

describe('a day', () => {
  test('of this year has no year unless it is asked for, one of another year has', () => {
    vi.spyOn(Temporal.Now, 'plainDateISO').mockReturnValue(Temporal.PlainDate.from('2026-12-30'));
    expect(dayInWords('2026-12-31')).toBe('Thursday 31 December');
    expect(dayInWords('2026-12-31', { year: true })).toBe('Thursday 31 December 2026');
    expect(dayInWords('2027-01-01')).toBe('Friday 1 January 2027');
    expect(momentInWords(Temporal.Instant.from('2027-01-01T09:30Z'), 'Europe/London')).toBe(
      'Friday 1 January 2027, 9:30am',
    );
  });
});

test('the hour that the clock shows twice is told apart, wherever a time is said', () => {
  const said = (instant: string) => clockTime(Temporal.Instant.from(instant), 'Europe/London');
  expect(said('2026-10-25T00:30Z')).toBe('1:30am (before the clocks go back)');
  expect(said('2026-10-25T01:30Z')).toBe('1:30am (after the clocks go back)');
  expect(said('2026-10-25T02:30Z')).toBe('2:30am');
});

test.each([
  ['Europe/London', 'UK time'],
  ['America/Argentina/Buenos_Aires', 'Argentina Standard Time'],
  ['America/New_York', 'Eastern Time'],
  ['UTC', 'UTC time'],
  ['Antarctica/DumontDUrville', 'Dumont d’Urville Time'],
  ['Africa/El_Aaiun', 'Western European Time'],
])('%s is %s', (zone, said) => {
  expect(zoneInWords(zone, Temporal.Instant.from('2026-11-24T09:00Z'))).toBe(said);
});
