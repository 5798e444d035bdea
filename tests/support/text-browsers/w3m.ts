/** w3m, worked by key: `/` searches, and leads to the words themselves. */
import { terminal } from '../terminal.ts';
import type { TextBrowser } from './text-browser.ts';

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
