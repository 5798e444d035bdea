/** lynx, worked by key: `/` searches, and leads to the first thing at or after the words. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { terminal } from '../terminal.ts';
import type { TextBrowser } from './text-browser.ts';

/** What lynx asks when a page wants to set a cookie: always, or never from here. */
export type Cookies = 'A' | 'V';

export async function lynx(address: string, cookies: Cookies): Promise<TextBrowser> {
  const screen = await terminal('lynx', [`-cfg=${join(import.meta.dirname, 'lynx.cfg')}`, address]);
  const [link, button, radio] = ['(NORMAL LINK)', '(Form submit button)', '(Radio Button)'];
  const typing = 'Enter text into the field by typing';
  let asked = false;

  /** Stands on the first thing at or after the words; the line at the bottom says which kind it is. */
  const find = async (words: string) => {
    while ((await screen.shows('')).includes(typing)) {
      await screen.press('Tab');
      await sleep(100);
    }
    await screen.press('/');
    await screen.shows('whereis');
    await screen.type(words);
    await screen.press('Enter');
  };
  const typeHere = async (text: string) => {
    await screen.shows(typing);
    await screen.press('C-u');
    await screen.type(text);
    await screen.standsAt(text.slice(-12)); // A box of 20 shows the end of what is longer.
  };
  return {
    async shows(words) {
      if (!asked && (await screen.shows(new RegExp(`Allow\\?|${source(words)}`))).includes('Allow?')) {
        asked = true;
        await screen.press(cookies);
      }
      return screen.shows(words);
    },
    async fill(label, text) {
      await find(label);
      await typeHere(text);
    },
    async correct(problem, text) {
      await find(problem);
      await screen.shows(link);
      await screen.press('Enter');
      await typeHere(text);
    },
    async follow(words) {
      await find(words);
      await screen.standsAt(words);
      await screen.shows(new RegExp(`${source(link)}|${source(button)}`));
      await screen.press('Enter');
    },
    async choose(below, nth) {
      await find(below);
      // Where the page scrolls, it stands on the button or link right above the words.
      const here = await screen.shows(new RegExp([radio, button, link].map(source).join('|')));
      if (!here.includes(radio)) await screen.press('Down');
      await screen.shows(radio);
      for (let down = 1; down < nth; down++) await screen.press('Down');
      await screen.press('Enter');
      await screen.standsAt('(*)');
    },
    close: screen.close,
  };
}

const source = (words: string | RegExp) =>
  typeof words === 'string' ? words.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&') : words.source;
