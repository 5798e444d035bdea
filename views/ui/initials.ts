/** "Ada Lovelace" as "A. L.", in whatever script: of what comes after a title, the first and the last name. */
export function initialsInWords(name: string): string {
  const titles = /^(dr|prof|professor|mr|mrs|ms|miss|mx)$/i;
  const names = (name.match(/[\p{L}\p{M}'’-]+/gu) ?? []).filter((word) => !titles.test(word));
  const ends = names.length > 1 ? [names[0]!, names.at(-1)!] : names;
  return ends.map((word) => `${[...word.normalize('NFC')][0]!.toUpperCase()}.`).join(' ');
}
