/** lynx and w3m, worked by key. Both are searched with `/`; they differ in where that leads and how fields are filled. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Terminal, terminal } from './terminal.ts';

export type TextBrowser = Pick<Terminal, 'shows' | 'close'> & {
  /** Types into the box right below these words; where a page scrolls, lynx takes one right above for it too. */
  fill(label: string, text: string): Promise<void>;
  /** Follows the error summary's link with these words to its box, and types there. */
  correct(problem: string, text: string): Promise<void>;
  /** Presses the button or follows the link that has these words. */
  follow(words: string): Promise<void>;
  /** Chooses the nth of the radios below these words. */
  choose(below: string, nth: number): Promise<void>;
};

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

export async function w3m(address: string): Promise<TextBrowser> {
  const screen = await terminal('w3m', [address]);

  const find = async (words: string) => {
    await screen.press('/');
    await screen.shows('Forward:');
    await screen.type(words);
    await screen.press('Enter');
    await screen.standsAt(words);
  };
  const typeHere = async (text: string) => {
    await screen.standsAt(/\[.*\]/);
    await screen.press('Enter');
    await screen.shows('TEXT:');
    await screen.press('C-u');
    await screen.type(text);
    await screen.press('Enter');
    await screen.standsAt(`[${text.slice(0, 20)}`);
  };
  return {
    shows: screen.shows,
    async fill(label, text) {
      await find(label);
      await screen.press('Tab');
      await typeHere(text);
    },
    async correct(problem, text) {
      await find(problem);
      await screen.press('Enter');
      await screen.standsAt(/^\[/);
      await screen.press('Left'); // The link leads to the box's end.
      await typeHere(text);
    },
    async follow(words) {
      await find(words);
      await screen.press('Enter');
    },
    async choose(below, nth) {
      await find(below);
      for (let tab = 1; tab <= nth; tab++) await screen.press('Tab');
      await screen.press('Enter');
      await screen.standsAt('(*)');
    },
    close: screen.close,
  };
}

const source = (words: string | RegExp) =>
  typeof words === 'string' ? words.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&') : words.source;
