import { randomInt } from 'node:crypto';
import { plain } from '../typed.ts';

/** No two of these sound or look alike read aloud over a bad line; without vowels no word is spelt. */
const SYMBOLS = '23456789CFHJKMQRTWXY';
const LENGTH = 8;

/** An appointment's reference: 8 of 20 symbols, 25 thousand million in all. Shown as `K7MF-4QT2`. */
export function newReference(): string {
  return Array.from({ length: LENGTH }, () => SYMBOLS[randomInt(SYMBOLS.length)]).join('');
}

/**
 * As typed or pasted by a person, to the stored form: in any case and width, with any spacing and punctuation, after the word
 * that stands before it on a page. Null where it can't be one.
 */
export function readReference(typed: string): string | null {
  const bare = plain(typed)
    .toUpperCase()
    .replace(/^.*REF(ERENCE)?/, '')
    .replace(/[\s\p{P}\p{Dash}]/gu, '');
  return bare.length === LENGTH && [...bare].every((symbol) => SYMBOLS.includes(symbol)) ? bare : null;
}
