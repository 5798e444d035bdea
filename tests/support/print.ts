/** Pages as the text browsers print them, and the same as Chromium shows it, word by word. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from '@playwright/test';
import { remove, temporaryFolder } from './temporary.ts';

const run = promisify(execFile);

const waysToPrint = {
  lynx: (columns: number) => `-dump -nolist -width=${columns}`,
  w3m: (columns: number) => `-dump -I utf-8 -cols ${columns}`,
  links: (columns: number) => `-dump -codepage utf-8 -width ${columns}`,
  elinks: (columns: number) => `-dump -dump-charset utf-8 -dump-width ${columns} -no-numbering -no-references`,
};

export const textBrowsers = Object.keys(waysToPrint) as (keyof typeof waysToPrint)[];

/** The page as each of them prints it, by name; none finds settings in its home folder, which is empty. */
export async function prints(html: string, columns: number): Promise<[name: string, printed: string][]> {
  const home = await temporaryFolder('print');
  const page = join(home, 'page.html');
  await writeFile(page, html); // A file, for links and elinks cannot open the input that Node gives them.
  const env = { ...process.env, HOME: home, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' };
  const printed = textBrowsers.map(async (name): Promise<[string, string]> => {
    const { stdout } = await run(name, [...waysToPrint[name](columns).split(' '), page], { env });
    return [name, stdout];
  });
  return Promise.all(printed).finally(() => remove(home));
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
    // What scripts add is not in what the server sent.
    for (const live of body.querySelectorAll('.live')) live.setAttribute('hidden', '');
    // Put back and read before it can tick again.
    for (const ticking of body.querySelectorAll('[role=timer]')) ticking.textContent = words;
    return body.innerText;
  }, timer);
  const said = shown.replace(options.join('\n'), ' ');
  return { said: split(said), typed: split([...typed, ...options].join(' ')) };
}

/**
 * How they show a box, a radio, a button (lynx says its value), a bullet, the number of a step and a table's caption (lynx). What is a space to the
 * others is one that does not break to elinks.
 */
const marks =
  /_+(?!\w)|[[(][X*][)\]]|(?<!\w)\[ *|(?<!\[)\]|\(\s\)|\(\*\)|\((BUTTON|book|extend|more|booker|change|release|clear|save|remove|accept|decline|answer|otherwise|notspam|again|done|undo|drop|move|keep|wish|stop|start|disconnect)\)|^\s*([*•]|\d\.|CAPTION:)\s/gm;

export const split = (text: string) => text.replaceAll(marks, ' ').split(/\s+/).filter(Boolean);

/** A box shows twenty characters of what was typed. */
export const without = (words: string[], typed: string[]) =>
  words.filter((word) => !typed.some((other) => other === word || other.slice(0, 20) === word)).join(' ');
