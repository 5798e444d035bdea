import type { Violation } from './exclusive.ts';
import { clock, type Journal, type Watch } from './journal.ts';
import { livesOf } from './lives.ts';
import type { State } from './state.ts';

/** Milliseconds until an open page, whose stream nobody disturbs, no longer shows a slot that was taken. */
export const TOLD_WITHIN = 5_000;

/** Milliseconds after a trouble in which nothing is expected yet. */
const AFTERMATH = 1_000;

/** In the end every page is told, and shows as free just what is free; what changed a moment before is in doubt. */
export function pagesAreTrue({ watches }: Journal, state: State): Violation[] {
  const inDoubt = justChanged(state);
  return watches.flatMap((watch) => {
    if (!isOpen(watch, state.readAt))
      return [violation('an open page comes back', watch, null, 'has no stream in the end')];
    const days = new Set(watch.told.flatMap(({ free }) => Object.keys(free)));
    const shown = new Set([...days].flatMap((day) => shownAt(watch, day)));
    const offered = state.offered.filter(
      ({ doctor, date, isFree }) => isFree && doctor === watch.doctor && days.has(date),
    );
    const free = new Set(offered.map(({ slot }) => slot));
    return [...shown.symmetricDifference(free)]
      .filter((slot) => !inDoubt.has(slot))
      .map((slot) =>
        shown.has(slot)
          ? violation('no page shows as free what is not', watch, slot, `shows slot ${slot} as free in the end`)
          : violation('no page shows as taken what is free', watch, slot, `does not show slot ${slot} in the end`),
      );
  });
}

/** A slot that was taken, and stayed so, is soon not shown any more where nothing was done to the app or the database. */
export const pagesAreTold = (journal: Journal, state: State): Violation[] =>
  looksAt(journal, state)
    .filter(({ isShown }) => isShown)
    .map(({ watch, slot, taken, at }) => {
      const words = `shows slot ${slot} as free at ${clock(at)}, which was taken by ${clock(taken)}`;
      return violation('an open page is told in time', watch, slot, words);
    });

/** A page that opens, or comes back, is answered as it should be. */
export const pagesAreRight = ({ watches }: Journal): Violation[] =>
  watches.flatMap((watch) =>
    watch.faults.map((fault) => violation('open pages get right answers', watch, null, fault)),
  );

/** Whether the page has a stream that goes on after this moment. */
export const isOpen = ({ streams }: Watch, at: number): boolean => (streams.at(-1)?.to ?? at) > at;

type Look = { watch: Watch; slot: number; taken: number; at: number; isShown: boolean };

/** Each slot that was taken for certain, on each page that should have been told of it, when it should have been. */
export function looksAt(journal: Journal, state: State): Look[] {
  const busy = journal.troubles.filter(({ kind }) => kind === 'runner busy');
  const troubles = journal.troubles.filter(({ kind }) => kind !== 'runner busy');
  const offered = new Map(state.offered.map((row) => [row.slot, row]));
  return livesOf(journal, state.holds).flatMap(({ slot, from, until, entry }) => {
    const { doctor, date } = offered.get(slot) ?? {};
    // The row says when its transaction began; that it was committed is certain when the client was told.
    const taken = Math.max(from, entry.done!);
    return journal.watches
      .filter((watch) => watch.doctor === doctor && shownAt(watch, date!, Number.POSITIVE_INFINITY, null) !== null)
      .flatMap((watch) =>
        watch.streams.flatMap((stream) => {
          const start = Math.max(taken, stream.from);
          const end = Math.min(until, stream.to, state.readAt);
          if (start + TOLD_WITHIN >= end) return [];
          const late = busy.reduce((sum, it) => sum + overlap(it, start, start + 2 * TOLD_WITHIN), 0);
          const at = start + TOLD_WITHIN + late;
          const isTroubled = troubles.some(
            ({ app, from, to }) => (app === null || app === stream.app) && from < at && to + AFTERMATH > start,
          );
          if (at >= end || isTroubled) return [];
          return [{ watch, slot, taken, at, isShown: shownAt(watch, date!, at).includes(slot) }];
        }),
      );
  });
}

/** The slots of a day that the page showed as free then; `none` where it does not show the day. */
function shownAt(watch: Watch, day: string, at?: number): number[];
function shownAt<T>(watch: Watch, day: string, at: number, none: T): number[] | T;
function shownAt(watch: Watch, day: string, at = Number.POSITIVE_INFINITY, none: unknown = []) {
  return watch.told.findLast((told) => told.at <= at && day in told.free)?.free[day] ?? none;
}

/** Slots that began, were booked, or whose hold ended, within the last moments. */
function justChanged({ holds, appointments, offered, readAt }: State): Set<number> {
  const isNow = (at: number) => at > readAt - TOLD_WITHIN && at <= readAt;
  return new Set([
    ...offered.filter(({ startsAt }) => isNow(startsAt)).map(({ slot }) => slot),
    ...appointments.filter(({ createdAt }) => isNow(createdAt)).map(({ slot }) => slot),
    ...holds.filter(({ createdAt, expiresAt }) => isNow(createdAt) || isNow(expiresAt)).map(({ slot }) => slot),
  ]);
}

const overlap = (it: { from: number; to: number }, from: number, to: number) =>
  Math.max(0, Math.min(it.to, to) - Math.max(it.from, from));

function violation(check: string, watch: Watch, slot: number | null, words: string): Violation {
  const told = slot === null ? '' : `; it was told: ${toldOf(watch, slot)}`;
  const streams = watch.streams.slice(-3).map(({ app, from, to }) => `app ${app} ${clock(from)} to ${clock(to)}`);
  return {
    check,
    slot,
    words: `page ${watch.watcher} of ${watch.doctor} ${words}${told}; streams: ${streams.join(', ')}`,
  };
}

/** The last times that it changed what the page says of the slot. */
function toldOf({ told }: Watch, slot: number): string {
  const day = told.flatMap(({ free }) => Object.entries(free)).find(([, slots]) => slots.includes(slot))?.[0];
  const said = told
    .filter(({ free }) => day !== undefined && day in free)
    .map(({ at, app, free }) => ({ at, app, isFree: free[day!]!.includes(slot) }));
  const news = said.filter(({ isFree }, nth) => nth === 0 || said[nth - 1]!.isFree !== isFree);
  const words = news.slice(-6).map(({ at, app, isFree }) => `${isFree ? 'free' : 'taken'} ${clock(at)} by app ${app}`);
  return words.join(', ') || 'nothing';
}
