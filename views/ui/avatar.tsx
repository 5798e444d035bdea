/** Ground, arc and letters: the letters dark enough on both for WCAG AAA, in light mode and in dark. */
const palettes = [
  ['#d5e8e3', '#b4d6cd', '#0b4644'],
  ['#f6dfcb', '#efc8a8', '#6b3410'],
  ['#dfe3f3', '#c5cce9', '#2b3570'],
  ['#f3dbe0', '#e7bfc8', '#6d1f36'],
  ['#e9e6cc', '#d6d1a6', '#4b4710'],
  ['#d8e6f2', '#b7d1e6', '#143f63'],
] as const;

/** Capitals drawn with one round pen, 12 wide and 16 high. Strokes, not text, which a text browser would print. */
const strokes: Record<string, string> = {
  A: 'M0 16 6 0l6 16M2.3 10.500h7.4',
  B: 'M1 0v16h5.500a4.25 4.25 0 0 0 0-8.500H1h5a3.75 3.75 0 0 0 0-7.500z',
  C: 'M11.5 3.200a6.5 8 0 1 0 0 9.6',
  D: 'M1 0v16h3a8 8 0 0 0 0-16z',
  E: 'M10.5 0H1v16h9.500M1 8h8',
  F: 'M10.5 0H1v16M1 8h8',
  G: 'M11.5 3.200a6.5 8 0 1 0 .5 6.800V8.500H7.5',
  H: 'M1 0v16M11 0v16M1 8h10',
  I: 'M6 0v16',
  J: 'M9 0v11a4 5 0 0 1-8 0',
  K: 'M1 0v16M11 0 1 9.500M4.5 6.5 11 16',
  L: 'M1.5 0v16H11',
  M: 'M0 16V0l6 9.500L12 0v16',
  N: 'M1 16V0l10 16V0',
  O: 'M6 0a6 8 0 1 0 0 16A6 8 0 1 0 6 0z',
  P: 'M1 16V0h5.500a4.5 4.5 0 0 1 0 9H1',
  Q: 'M6 0a6 8 0 1 0 0 16A6 8 0 1 0 6 0zM7.5 11.500l4 5',
  R: 'M1 16V0h5.500a4.5 4.5 0 0 1 0 9H1M6.5 9l4.5 7',
  S: 'M10.8 3C10 1 8.3 0 6 0 3.2 0 1.2 1.5 1.2 4c0 5.5 9.8 2.5 9.8 8 0 2.5-2 4-5 4-2.5 0-4.4-1.1-5.2-3.2',
  T: 'M0 0h12M6 0v16',
  U: 'M1 0v10.500a5 5.5 0 0 0 10 0V0',
  V: 'M0 0l6 16L12 0',
  W: 'M-2 0l4 16L6 3l4 13 4-16',
  X: 'M.5 0l11 16M11.5 0l-11 16',
  Y: 'M0 0l6 8.500L12 0M6 8.500V16',
  Z: 'M1 0h10L1 16h10',
};

export type AvatarProps = { name: string /** Pixels. */; size: number };

/**
 * A portrait drawn from the name: its initials on an arc, in colours and at an angle that are always the same for one name.
 * It says nothing that the name beside it does not, and so is hidden from who listens. Not an `img`: w3m prints the name of
 * the file of one whose alt is empty.
 */
export const Avatar = ({ name, size }: AvatarProps) => {
  const hash = hashOf(name);
  const [ground, arc, ink] = palettes[hash % palettes.length]!;
  const letters = initialsOf(name);
  return (
    <svg class="avatar" viewBox="0 0 64 64" width={size} height={size} aria-hidden="true">
      <circle cx="32" cy="32" r="32" fill={ground} />
      <path d="M2 43a32 32 0 0 0 60 0q-30-14-60 0z" fill={arc} transform={`rotate(${(hash >> 4) % 360} 32 32)`} />
      <g fill="none" stroke={ink} stroke-width="3.2" stroke-linecap="round" stroke-linejoin="round">
        {letters.map((letter, nth) => (
          <path d={strokes[letter]} transform={`translate(${letters.length > 1 ? 16.5 + 19 * nth : 26} 24)`} />
        ))}
      </g>
    </svg>
  );
};

/** "Dr Adaeze Okafor" as A and O: of what comes after a title, the first and the last name. Letters that are not drawn are left out. */
export function initialsOf(name: string): string[] {
  const titles = /^(dr|prof|professor|mr|mrs|ms|miss|mx)$/i;
  const names = (name.match(/[\p{L}\p{M}'’-]+/gu) ?? []).filter((word) => !titles.test(word));
  const ends = names.length > 1 ? [names[0]!, names.at(-1)!] : names;
  return ends
    .map((word) => word.normalize('NFD').replace('Ł', 'L').replace('Ø', 'O')[0]!.toUpperCase())
    .filter((letter) => letter in strokes);
}

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
