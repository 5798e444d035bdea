import { type Entry, isSettled, type Journal } from './journal.ts';
import type { HoldRow } from './state.ts';

/** Milliseconds that a hold lasts here: HOLD_MINUTES=1. */
export const HOLD_LASTS = 60_000;

/** A time in which a client has the slot for certain, and nobody else may; `until` is not part of it. */
export type Life = { slot: number; hold: string; from: number; until: number; entry: Entry };

/**
 * Every stretch of time in which a client, by what it was told, has a slot. Each is rather too short than too long: it
 * ends with the first request that may have given the slot away, whether or not it was answered. With the holds as they
 * stand in the database (`rows`) it is known when one was made, and which later one of the same visitor moved it.
 */
export function livesOf(journal: Journal, rows: HoldRow[] = []): Life[] {
  const rowOf = new Map(rows.map((row) => [row.id, row]));
  const rowsOf = Map.groupBy(rows, (row) => row.visitor);
  const holdsOf = Map.groupBy(ofVerb(journal, 'hold'), (entry) => entry.visitor);
  const releasesOf = Map.groupBy(ofVerb(journal, 'release'), (entry) => entry.hold);
  const shorteningsOf = Map.groupBy(journal.shortenings, (shortening) => shortening.hold);

  return journal.entries.flatMap((entry) => {
    const { slot, hold, told, done } = entry;
    if (slot === null || hold === null || done === null || told === null || told === 'released') return [];
    if (told === 'booked') return [{ slot, hold, from: done, until: Number.POSITIVE_INFINITY, entry }];
    const row = rowOf.get(hold);
    const theirs = holdsOf.get(entry.visitor) ?? [];
    const begun = told === 'extended' ? entry.sent : begunAt(entry, theirs);
    const until = Math.min(
      begun + HOLD_LASTS,
      ...(shorteningsOf.get(hold) ?? []).filter((it) => it.done === null || it.done >= begun).map((it) => it.endsAt),
      ...(releasesOf.get(hold) ?? []).map((release) => release.sent),
      ...(row ? madeAfter(row, rowsOf.get(row.visitor)!) : askedFor(slot, begun, theirs)),
    );
    const from = told === 'held' && row ? row.createdAt : done;
    return from < until ? [{ slot, hold, from, until, entry }] : [];
  });
}

const ofVerb = (journal: Journal, verb: Entry['verb']) => journal.entries.filter((entry) => entry.verb === verb);

/** A page does not say whether the hold is new: it may be of an earlier request for this slot that nobody heard of. */
function begunAt(entry: Entry, theirs: Entry[]): number {
  if (entry.status === 201) return entry.sent;
  return Math.min(...theirs.filter(({ slot }) => slot === entry.slot).map(({ sent }) => sent), entry.sent);
}

const madeAfter = (row: HoldRow, theirs: HoldRow[]) =>
  theirs.map(({ createdAt }) => createdAt).filter((createdAt) => createdAt > row.createdAt);

/** The visitor's requests for other slots that were not over when this began. */
const askedFor = (slot: number, begun: number, theirs: Entry[]) =>
  theirs.filter((it) => it.slot !== slot && !(isSettled(it) && it.done! < begun)).map(({ sent }) => sent);
