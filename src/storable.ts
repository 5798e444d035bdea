/** Without what Postgres can't store in text: NUL, and halves of surrogate pairs. Line ends as \n. */
export function storable(typed: string): string {
  return typed.replaceAll('\0', '').toWellFormed().replace(/\r\n?/g, '\n').trim();
}
