import type { Journal } from './journal.ts';
import { type Life, livesOf } from './lives.ts';
import type { HoldRow } from './state.ts';

/** `slot` is null where it is not about one. */
export type Violation = { check: string; slot: number | null; words: string };

/** The slot was somebody's at some moment between the two. */
type Claim = { hold: string; from: number; to: number; words: string };

/** While a client has a slot, nobody else gets a hold on it, has one extended or books it. */
export function exclusive(journal: Journal, rows: HoldRow[] = []): Violation[] {
  const claimsOf = Map.groupBy([...toldClaims(journal), ...rowClaims(rows)], (claim) => claim.slot);
  const found = livesOf(journal, rows).flatMap((life) =>
    (claimsOf.get(life.slot) ?? [])
      .filter((claim) => claim.hold !== life.hold && claim.from > life.from && claim.to < life.until)
      .map((claim) => violation(life, claim)),
  );
  return [...new Map(found.map((it) => [it.words, it])).values()];
}

const toldClaims = (journal: Journal) =>
  journal.entries.flatMap(({ slot, hold, told, sent, done, client }) =>
    slot !== null && hold !== null && done !== null && told !== null && told !== 'released'
      ? [{ slot, hold, from: sent, to: done, words: `client ${client} was told that hold ${hold} is ${told}` }]
      : [],
  );

const rowClaims = (rows: HoldRow[]) =>
  rows.map(({ id, slot, createdAt }) => ({
    ...{ slot, hold: id, from: createdAt, to: createdAt },
    words: `hold ${id} was made`,
  }));

const violation = ({ slot, hold, entry }: Life, claim: Claim): Violation => ({
  check: 'a slot is one client’s at a time',
  slot,
  words: `while client ${entry.client} had slot ${slot} by hold ${hold} (${entry.told}), ${claim.words}`,
});
