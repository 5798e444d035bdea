/** What a bench says: a line each as it is measured, and all of them as a table that can stand in the README. */

export type Row = {
  what: string;
  ours: string;
  /** What it is measured against, side by side. */
  beside: string;
  ratio?: number;
  wanted: string;
  /** Null where nothing is asked of it. */
  ok: boolean | null;
};

export function say(row: Row): Row {
  console.log(cells(row).filter(Boolean).join(' · '));
  return row;
}

export function table(rows: Row[]): string {
  const lines = [['what', 'MediBook', 'beside it', 'ratio', 'wanted', ''], Array(6).fill('---'), ...rows.map(cells)];
  return lines.map((line) => `| ${line.join(' | ')} |`).join('\n');
}

/** So many a second, without digits that the next run would change. */
export const rate = (perSecond: number) => `${Number(perSecond.toPrecision(3)).toLocaleString('en')}/s`;

function cells({ what, ours, beside, ratio, wanted, ok }: Row): string[] {
  const verdict = ok === null ? '' : ok ? 'ok' : 'below';
  return [what, ours, beside, ratio === undefined ? '' : ratio.toFixed(2), wanted, verdict];
}
