import { describe, expect, test } from 'vitest';
import { type Entry, type Journal, newJournal, type Trouble, type Watch } from './journal.ts';
import { looksAt, pagesAreRight, pagesAreTold, pagesAreTrue } from './shown.ts';
import type { HoldRow, OfferedRow, State } from './state.ts';

/** Milliseconds. A page shows slots 7 and 8 as free from the beginning; at 1,000 Ada gets a hold on 7. */
const day = '2026-11-23';
const open = { app: 0, from: 10, to: Number.POSITIVE_INFINITY };
const shows = (at: number, ...slots: number[]) => ({ at, app: 0, free: { [day]: slots } });
const watch = (what: Partial<Watch> = {}): Watch => ({
  ...{
    watcher: 1,
    doctor: 'okafor',
    told: [shows(0, 7, 8), shows(1_200, 8)],
    streams: [open],
    messages: 2,
    faults: [],
  },
  ...what,
});
const held: Entry = {
  ...{ client: 1, visitor: 'ada', app: 1, face: 'api', verb: 'hold', slot: 7, hold: 'h1', patient: null },
  ...{ sent: 990, done: 1_010, status: 201, code: null, told: 'held', appointment: null, faults: [] },
};
const journal = (watched: Partial<Watch>, more: Partial<Journal> = {}): Journal => ({
  ...newJournal(),
  entries: [held],
  watches: [watch(watched)],
  ...more,
});
const row: HoldRow = { id: 'h1', slot: 7, visitor: 'ada', createdAt: 1_000, expiresAt: 61_000, ended: null };
const slot = (id: number, isFree: boolean): OfferedRow => ({
  ...{ slot: id, doctor: 'okafor', date: day, startsAt: 86_400_000, isFree },
});
const state = (what: Partial<State> = {}): State => ({
  ...{ holds: [row], appointments: [], slots: [], broken: [], readAt: 30_000 },
  ...{ offered: [slot(7, false), slot(8, true)] },
  ...what,
});
const never = { told: [shows(0, 7, 8)] };

describe('in the end a page', () => {
  const found = (watched: Partial<Watch>, what: Partial<State> = {}) => pagesAreTrue(journal(watched), state(what));

  test('that shows just what is free is right', () => {
    expect(found({})).toEqual([]);
  });

  test('that shows a taken slot as free is found, with what it was told', () => {
    const violations = found({ told: [...watch().told, shows(2_000, 7, 8)] });
    expect(violations).toMatchObject([{ check: 'no page shows as free what is not', slot: 7 }]);
    expect(violations[0]!.words).toMatch(/free \S+ by app 0, taken \S+ by app 0, free \S+ by app 0; streams: app 0/);
  });

  test('that does not show a free slot is found, and one that shows it on another day only', () => {
    expect(found({ told: [shows(0)] })).toMatchObject([{ check: 'no page shows as taken what is free', slot: 8 }]);
    const elsewhere = { at: 0, app: 0, free: { [day]: [], '2026-11-24': [] } };
    const moved = [slot(7, false), { ...slot(8, true), date: '2026-11-24' }];
    expect(found({ told: [elsewhere] }, { offered: moved })).toHaveLength(1);
  });

  test('is not asked for other days, other doctors, nor what changed a moment before', () => {
    expect(found({}, { offered: [slot(8, true), { ...slot(9, true), date: '2026-12-24' }] })).toEqual([]);
    expect(found({}, { offered: [slot(8, true), { ...slot(9, true), doctor: 'lind' }] })).toEqual([]);
    const late = { holds: [{ ...row, expiresAt: 29_000 }] };
    expect(found(never, late)).toEqual([]);
    expect(found(never, { holds: [{ ...row, expiresAt: 24_000 }] })).toHaveLength(1);
  });

  test('without a stream is found, and one that was answered otherwise than with a stream', () => {
    expect(found({ streams: [] })).toMatchObject([{ check: 'an open page comes back' }]);
    expect(found({ streams: [{ ...open, to: 20_000 }] })).toHaveLength(1);
    expect(found({ streams: [{ ...open, to: 31_000 }] })).toEqual([]);
    expect(pagesAreRight(journal({ faults: ['was answered 500 by app 0'] }))).toHaveLength(1);
  });
});

describe('while it goes on', () => {
  const found = (watched: Partial<Watch>, troubles: Trouble[] = []) =>
    pagesAreTold(journal(watched, { troubles }), state());
  const trouble = (kind: Trouble['kind'], app: number | null, from: number, to: number) => [{ kind, app, from, to }];

  test('a page that is told in five seconds is right, and was looked at', () => {
    expect(found({})).toEqual([]);
    expect(found({ told: [shows(0, 7, 8), shows(6_010, 8)] })).toEqual([]);
    expect(looksAt(journal({}), state())).toHaveLength(1);
  });

  test('one that is never told is found, or late, or told the contrary', () => {
    expect(found(never)).toMatchObject([{ check: 'an open page is told in time', slot: 7 }]);
    expect(found({ told: [shows(0, 7, 8), shows(6_011, 8)] })).toHaveLength(1);
    expect(found({ told: [shows(0, 7, 8), shows(1_200, 8), shows(1_300, 7, 8)] })).toHaveLength(1);
  });

  test('one that comes back and is not told what it missed is found', () => {
    const streams = [
      { ...open, to: 900 },
      { ...open, from: 3_000 },
    ];
    expect(found({ ...never, streams })).toHaveLength(1);
    expect(found({ told: [shows(0, 7, 8), shows(8_000, 8)], streams })).toEqual([]);
  });

  test('the runner being busy gives more time', () => {
    const late = { told: [shows(0, 7, 8), shows(6_500, 8)] };
    expect(found(late)).toHaveLength(1);
    expect(found(late, trouble('runner busy', null, 2_000, 2_600))).toEqual([]);
  });

  test('nothing is expected where its app or the database is in trouble, or was just before', () => {
    expect(found(never, trouble('app frozen', 0, 2_000, 5_000))).toEqual([]);
    expect(found(never, trouble('app frozen', 1, 2_000, 5_000))).toHaveLength(1);
    expect(found(never, trouble('database stopped', null, 5_000, 9_000))).toEqual([]);
    expect(found(never, trouble('database stopped', null, 0, 500))).toEqual([]);
    expect(found(never, trouble('database stopped', null, 7_000, 9_000))).toHaveLength(1);
  });

  test('nor where the hold or the stream did not last, nor on a page without that day', () => {
    const shortenings = [{ slot: 7, hold: 'h1', endsAt: 5_000, sent: 1_100, done: 1_110 }];
    expect(pagesAreTold(journal(never, { shortenings }), state())).toEqual([]);
    expect(found({ ...never, streams: [{ ...open, to: 5_000 }] })).toEqual([]);
    expect(looksAt(journal({ told: [{ at: 0, app: 0, free: { '2026-11-24': [] } }] }), state())).toEqual([]);
  });
});
