import { words } from '../messages/words.ts';

/** `K7MF4QT2` as `K7MF-4QT2`. */
export const referenceInPrint = (reference: string) => `${reference.slice(0, 4)}-${reference.slice(4)}`;

/** `K7MF` as "K, seven, M, F": what a screen reader or a person on the phone says. */
export const referenceAloud = (reference: string) =>
  [...reference].map((symbol) => words.confirmation.digits[Number(symbol)] ?? symbol).join(', ');
