/** Dice that fall the same for the same seed: who does what is repeated, though not when it meets whom. */
export type Dice = ReturnType<typeof dice>;

export function dice(seed: number) {
  let state = seed >>> 0;
  /** From 0 to 1, without 1: mulberry32. */
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (least: number, most: number) => least + next() * (most - least);
  const pick = <T>(of: readonly T[]): T => of[Math.floor(next() * of.length)]!;
  return {
    between,
    pick,
    chance: (share: number) => next() < share,
    /** 32 hexadecimal digits, as a visitor's cookie has. */
    id: () => Array.from({ length: 32 }, () => pick([...'0123456789abcdef'])).join(''),
    shuffled: <T>(list: readonly T[]): T[] =>
      list
        .map((it) => [next(), it] as const)
        .sort(([a], [b]) => a - b)
        .map(([, it]) => it),
  };
}
