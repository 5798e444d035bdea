/**
 * A readable slug for each doctor, none twice and none that is taken: the first of the doctor's folded words (see
 * fold_text) that has Latin letters, as `dr-tomas-beltran`; `-2` for the next of that name.
 */
export function distinctSlugs(folded: string[][], taken: string[]): string[] {
  const used = new Set(taken);
  return folded.map((words) => {
    const base = words.map(asSlug).find((slug) => slug !== '') ?? 'doctor';
    let slug = base;
    for (let nth = 2; used.has(slug); nth++) slug = `${base}-${nth}`;
    used.add(slug);
    return slug;
  });
}

function asSlug(words: string): string {
  return words
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 80);
}
