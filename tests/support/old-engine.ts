/** What an engine of 2012 makes of a stylesheet, such as Opera Mini's, which many phones still have. */

/** At-rules that it looks into: of no other does it know what is asked. */
const knownMedia =
  /^@media (only |not )?(screen|print|all|\((min|max)-(width|height):[^()]*\))( and \((min|max)-(width|height):[^()]*\))*$/;

/** A rule with any other pseudo-class, it skips whole. */
const knownPseudo =
  /::?(before|after|first-line|first-letter|link|visited|hover|active|focus|target|root|empty|checked|disabled|enabled|(first|last|only)-(child|of-type)|nth-(last-)?(child|of-type)\([^()]*\)|not\([\w.#[\]=-]*\))(?![\w(-])/g;

/** Declarations that it skips, so that what was said before stands. */
const unknownProperty =
  /^(--|grid|flex|align-|justify-|place-|order$|gap$|(row|column)-gap$|inset|clip-path|accent-color|.*-(inline|block)(-|$))/;
const unknownValue =
  /\b(var|calc|min|max|clamp|env|color-mix|minmax|fit-content)\(|#([0-9a-f]{4}|[0-9a-f]{8})\b|\d(vw|vh|vmin|vmax|dvh|lh|ch)\b|\b(grid|flex|inline-flex|contents|sticky|anywhere|min-content|max-content|unset|revert)\b/i;

/** The stylesheet without what such an engine skips; nothing is put in its place. */
export function asOldEnginesRead(css: string): string {
  return rulesIn(css.replaceAll(/\/\*.*?\*\//gs, ''))
    .map(([prelude, body]) => {
      if (prelude.startsWith('@'))
        return knownMedia.test(spaced(prelude)) ? `${prelude}{${asOldEnginesRead(body)}}` : '';
      if (prelude.replaceAll(knownPseudo, '').includes(':')) return '';
      return `${prelude}{${declarationsIn(body).filter(known).join(';')}}`;
    })
    .join('\n');
}

/** What stands in braces, with what stands before them; statements without braces, such as @import, are left out. */
function rulesIn(css: string): [prelude: string, body: string][] {
  const rules: [string, string][] = [];
  let [from, open, depth] = [0, 0, 0];
  for (const { 0: sign, index } of css.matchAll(/"(\\.|[^"\\])*"|'(\\.|[^'\\])*'|[{};]/g)) {
    if (sign === '{' && depth++ === 0) open = index;
    if (sign === '}' && --depth === 0) rules.push([css.slice(from, open).trim(), css.slice(open + 1, index)]);
    if (depth === 0 && /^[};]$/.test(sign)) from = index + 1;
  }
  return rules;
}

const declarationsIn = (body: string) => body.match(/([^;"'()]|"[^"]*"|'[^']*'|\(([^()]|\([^()]*\))*\))+/g) ?? [];

function known(declaration: string): boolean {
  const [, property = '', value = ''] = /^\s*([\w-]+)\s*:(.*)$/s.exec(declaration) ?? [];
  return !unknownProperty.test(property) && !unknownValue.test(value);
}

const spaced = (prelude: string) => prelude.replace(/^@media\s*/, '@media ').replaceAll(/\s*:\s*/g, ':');
