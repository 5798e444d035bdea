/**
 * What eyes need of the page that is open, measured where Chromium has laid it out. Each gives a list of what is wrong, in
 * words: none is right.
 */
import type { Page } from '@playwright/test';

/** Every line of text stands whole in its box and in the window, no two stand in one place, and no box cuts off what it says. */
export function unreadable(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    type Line = { says: string; element: Element; left: number; right: number; top: number; bottom: number };

    function linesOfText(): Line[] {
      const lines: Line[] = [];
      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) {
        const element = texts.currentNode.parentElement!;
        const says = texts.currentNode.textContent!.trim().slice(0, 40);
        if (!says || !element.checkVisibility() || element.closest('.skip, option, textarea')) continue;
        const range = document.createRange();
        range.selectNodeContents(texts.currentNode);
        for (const { left, right, top, bottom, width, height } of range.getClientRects()) {
          // Without the room that a font keeps above and below its letters, in which lines may meet.
          const room = height / 4;
          if (width > 1) lines.push({ says, element, left, right, top: top + room, bottom: bottom - room });
        }
      }
      return lines;
    }

    function tooSmallFor({ element, left, right, top, bottom }: Line): Element | undefined {
      for (let box: Element | null = element; box; box = box.parentElement) {
        if (/^(inline|contents)$/.test(getComputedStyle(box).display)) continue;
        const edge = box.getBoundingClientRect();
        if (left < edge.left - 1 || right > edge.right + 1 || top < edge.top - 1 || bottom > edge.bottom + 1)
          return box;
      }
    }

    const meet = (a: Line, b: Line) =>
      a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom && b.top < a.bottom;

    function widthOfAllIn(box: HTMLElement): number {
      box.style.width = 'max-content';
      const { offsetWidth } = box;
      box.style.removeProperty('width');
      return offsetWidth;
    }

    function isCutIn(box: HTMLInputElement | HTMLSelectElement): boolean {
      const style = getComputedStyle(box);
      const size = (property: string) => Number.parseFloat(style.getPropertyValue(property)) || 0;
      if (box.clientHeight - size('padding-top') - size('padding-bottom') < size('font-size')) return true;
      // What is typed into others may be longer, and one can move in it.
      if (box.matches('[size]')) return box.scrollWidth > box.clientWidth;
      // Before its calendar's button Chromium leaves 20 px, which may be less.
      if (box.matches('[type=date]')) return widthOfAllIn(box) - 20 > box.offsetWidth;
      if (box instanceof HTMLInputElement) return false;
      const pen = document.createElement('canvas').getContext('2d')!;
      pen.font = style.font;
      pen.letterSpacing = style.letterSpacing;
      const width = pen.measureText(box.selectedOptions[0]!.label).width;
      return width > box.clientWidth - size('padding-left') - size('padding-right');
    }

    scrollTo(0, 0);
    const tooWide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    const wrong = tooWide > 0 ? [`${tooWide} px too wide`] : [];
    const lines = linesOfText();
    for (const [nth, line] of lines.entries()) {
      const box = tooSmallFor(line);
      if (box) wrong.push(`"${line.says}" sticks out of ${box.localName}.${box.className}`);
      const other = lines.slice(nth + 1).find((other) => meet(line, other));
      if (other) wrong.push(`"${line.says}" and "${other.says}" stand in one place`);
    }
    const boxes = document.querySelectorAll<HTMLInputElement | HTMLSelectElement>(
      'input:not([type=radio], [type=checkbox], [type=hidden]), select',
    );
    for (const box of boxes) if (isCutIn(box)) wrong.push(`#${box.id} cuts its text`);
    return [...new Set(wrong)];
  });
}

/** Sets the page in its own letters, however late they come: how wide those of the system are, nobody knows. */
export const inOwnLetters = (page: Page) =>
  page.evaluate(async () => {
    const rules = [...document.styleSheets].flatMap(({ cssRules }) => [...cssRules]);
    for (const rule of rules) {
      if (!(rule instanceof CSSFontFaceRule)) continue;
      const face = (name: string) => rule.style.getPropertyValue(name);
      const [family, weight, unicodeRange] = [face('font-family'), face('font-weight'), face('unicode-range')];
      const steady = new FontFace(family.replaceAll('"', ''), face('src'), { weight, unicodeRange, display: 'block' });
      document.fonts.add(await steady.load());
    }
  });

/** Words of letters alone that break where nobody would part them, though a narrow window has room for them. */
export function brokenWords(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const broken: string[] = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const text = texts.currentNode;
      if (!text.parentElement!.checkVisibility() || text.parentElement!.closest('.skip, option, textarea')) continue;
      for (const { 0: word, index } of text.textContent!.matchAll(/(?<!\S)\p{L}{2,20}(?![\p{L}\p{N}_@])/gu)) {
        const range = document.createRange();
        range.setStart(text, index);
        range.setEnd(text, index + word.length);
        const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
        if (lines.size > 1) broken.push(word);
      }
    }
    return [...new Set(broken)];
  });
}

/**
 * Links that stand by themselves, and times, boxes and buttons, are 24 px wide (WCAG 2.5.8) and as many pixels high as is
 * asked, and none lies over another.
 */
export function smallTargets(page: Page, least: { link: number; other: number }): Promise<string[]> {
  return page.evaluate((least) => {
    scrollTo(0, 0);
    const inSentence = (link: Element) => {
      const block = link.closest('p, li, dd, td, div')!;
      return link.matches('a') && block.textContent!.trim() !== link.textContent!.trim();
    };
    const wrong: string[] = [];
    const seen: { name: string; left: number; right: number; top: number; bottom: number }[] = [];
    const all = document.querySelectorAll<HTMLElement>('a, button, input:not([type=hidden]), select, textarea');
    for (const target of all) {
      if (target.closest('.skip') || inSentence(target)) continue;
      // A click on the words of a radio or a box is one on it.
      const parts = target.matches('[type=radio], [type=checkbox]')
        ? [target, ...(target as HTMLInputElement).labels!]
        : [target];
      const edges = parts.map((part) => part.getBoundingClientRect());
      const [left, right] = [Math.min(...edges.map((edge) => edge.left)), Math.max(...edges.map((edge) => edge.right))];
      const [top, bottom] = [Math.min(...edges.map((edge) => edge.top)), Math.max(...edges.map((edge) => edge.bottom))];
      const name = target.id || target.textContent!.trim();
      const [width, height] = [Math.round(right - left), Math.round(bottom - top)];
      if (width < 24 || height < least[target.matches('a') ? 'link' : 'other'])
        wrong.push(`${name}: ${width} by ${height} px`);
      const over = seen.find(
        (other) => left < other.right - 1 && other.left < right - 1 && top < other.bottom - 1 && other.top < bottom - 1,
      );
      if (over) wrong.push(`${name} lies over ${over.name}`);
      seen.push({ name, left, right, top, bottom });
    }
    return wrong;
  }, least);
}

/** Lays this over the page's own styles until the next call; the page's policy forbids a style element. */
export const restyle = (page: Page, css: string) =>
  page.evaluate((css) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = [sheet];
  }, css);
