const WARMING = 3;

/**
 * Measures in turn, A B A B …, so that whatever else the computer does meets all of them. The first
 * three rounds only warm up: until then the engine compiles what is asked for often. The figures of each, a round after the other.
 */
export async function sideBySide<Arms extends Record<string, () => Promise<number>>>(rounds: number, arms: Arms) {
  const figures = Object.keys(arms).map((name) => [name, [] as number[]] as const);
  for (let round = 0; round < WARMING + rounds; round++) {
    for (const [name, ofThis] of figures) {
      const figure = await arms[name]!();
      if (round >= WARMING) ofThis.push(figure);
    }
  }
  return Object.fromEntries(figures) as { [Name in keyof Arms]: number[] };
}

export function median(figures: number[]): number {
  const sorted = figures.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}

/** The median of the rounds' own ratios: both sides of one were measured within seconds of each other. */
export const ratio = (ours: number[], theirs: number[]) => median(ours.map((figure, round) => figure / theirs[round]!));
