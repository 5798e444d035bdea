/** "Ada King Lovelace" as "A. L."; none of a script in which a letter can be a whole name, as in Chinese. */
export function initialsInWords(name: string): string {
  const names = name.normalize('NFC').match(/[\p{Lu}\p{Lt}\p{Ll}][\p{L}\p{M}'’-]*/gu) ?? [];
  const ends = names.length > 1 ? [names[0]!, names.at(-1)!] : names;
  return ends.map((word) => `${/^\p{L}\p{M}*/u.exec(word)![0].toUpperCase()}.`).join(' ');
}
