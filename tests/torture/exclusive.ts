import { clock, type Journal } from './journal.ts';
import { type Life, livesOf } from './lives.ts';
import type { AppointmentRow, HoldRow } from './state.ts';

/** `slot` is null where it is not about one. */
export type Violation = { check: string; slot: number | null; words: string };

/** The slot was somebody's at some moment between the two. */
type Claim = { hold: string; from: number; to: number; words: string };

/**
 * While a client has a slot, nobody else gets a hold on it, has one extended or books it: neither by what they were told,
 * nor by what the database says that was done, though its answer was lost.
 */
export function exclusive(journal: Journal, rows: HoldRow[] = [], appointments: AppointmentRow[] = []): Violation[] {
  const lives = livesOf(journal, rows);
  const claims = [...toldClaims(journal), ...lives.map(begun), ...rowClaims(rows), ...bookedClaims(appointments)];
  const claimsOf = Map.groupBy(claims, (claim) => claim.slot);
  const found = lives.flatMap((life) =>
    (claimsOf.get(life.slot) ?? [])
      .filter((claim) => claim.hold !== life.hold && claim.from > life.from && claim.to < life.until)
      .map((claim) => [`${life.hold} ${claim.hold}`, violation(life, claim)] as const),
  );
  // Once for each two; what a client was told says most.
  return [...new Map(found.reverse()).values()].reverse();
}

const toldClaims = (journal: Journal) =>
  journal.entries.flatMap(({ slot, hold, told, sent, done, client }) =>
    slot !== null && hold !== null && done !== null && told !== null && told !== 'released'
      ? [{ slot, hold, from: sent, to: done, words: `client ${client} was told that hold ${hold} is ${told}` }]
      : [],
  );

/** A request that was frozen may have been sent long before, and done what it was asked only now. */
const begun = ({ slot, hold, from, entry }: Life) => ({
  ...{ slot, hold, from, to: from },
  words: `client ${entry.client} had it from ${clock(from)} by hold ${hold} (${entry.told})`,
});

const rowClaims = (rows: HoldRow[]) =>
  rows.map(({ id, slot, createdAt }) => ({
    ...{ slot, hold: id, from: createdAt, to: createdAt },
    words: `hold ${id} was made`,
  }));

const bookedClaims = (rows: AppointmentRow[]) =>
  rows.map(({ id, slot, hold, createdAt }) => ({
    ...{ slot, hold: hold ?? '', from: createdAt, to: createdAt },
    words: `appointment ${id} was made of hold ${hold}`,
  }));

const violation = ({ slot, hold, entry }: Life, claim: Claim): Violation => ({
  check: 'a slot is one client’s at a time',
  slot,
  words: `while client ${entry.client} had slot ${slot} by hold ${hold} (${entry.told}), ${claim.words}`,
});
