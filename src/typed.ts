/** What people type and paste, in the one spelling that a rule needs to know. */

/** Full-width and other compatible forms are the plain ones (NFKC), nothing is invisible, white space is one space. */
export function plain(typed: string): string {
  return typed
    .replace(/\p{Cf}/gu, '')
    .normalize('NFKC')
    .replace(/\s+/g, ' ')
    .trim();
}

/** As `plain`, and the digits of every script are 0 to 9, every dash is a hyphen. */
export function plainNumbers(typed: string): string {
  return plain(typed)
    .replace(/\p{Nd}/gu, asciiDigit)
    .replace(/\p{Dash}/gu, '-');
}

/** Unicode has the digits of a script in order, ten by ten; some tens follow on another. */
function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0)!;
  let first = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first--;
  return String((code - first) % 10);
}
