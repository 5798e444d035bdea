/** Pages as lynx and w3m print them, and the same as Chromium shows it, word by word. */
import { spawnSync } from 'node:child_process';
import type { Page } from '@playwright/test';

export const byLynx = (html: string, columns: number) =>
  print('lynx', ['-dump', '-nolist', '-stdin', `-width=${columns}`], html);
export const byW3m = (html: string, columns: number) =>
  print('w3m', ['-dump', '-T', 'text/html', '-I', 'utf-8', '-cols', `${columns}`], html);

function print(name: string, args: string[], html: string): string {
  const env = { ...process.env, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' };
  return spawnSync(name, args, { input: html, encoding: 'utf8', env }).stdout;
}

/**
 * What Chromium shows on the page word by word, and the words that stand in its boxes. Of a timer that ticks, the words of
 * `html`, which is what the server sent.
 */
export async function wordsOf(page: Page, html: string): Promise<{ said: string[]; typed: string[] }> {
  const typed = await page
    .locator('input:not([type=hidden], [type=radio]), textarea, option')
    .evaluateAll((all) => all.map((box) => box.getAttribute('value') || box.textContent));
  const options = await page.locator('option').allInnerTexts();
  const [, timer = ''] = /role="timer">([^<]*)/.exec(html) ?? [];
  const shown = await page.locator('body').evaluate((body: HTMLElement, words) => {
    // Put back and read before it can tick again.
    for (const ticking of body.querySelectorAll('[role=timer]')) ticking.textContent = words;
    return body.innerText;
  }, timer);
  const said = shown.replace(options.join('\n'), ' ');
  return { said: split(said), typed: split([...typed, ...options].join(' ')) };
}

/** How they show a box, a radio, a button (lynx says its value), a bullet and the number of a step. */
const marks =
  /_+(?!\w)|(?<!\w)\[ *|(?<!\[)\]|\( \)|\(\*\)|\((BUTTON|book|extend|more|booker|change|release|save|remove)\)|^ *([*•]|\d\.) /gm;

export const split = (text: string) => text.replaceAll(marks, ' ').split(/\s+/).filter(Boolean);

/** A box shows twenty characters of what was typed. */
export const without = (words: string[], typed: string[]) =>
  words.filter((word) => !typed.some((other) => other === word || other.slice(0, 20) === word)).join(' ');
