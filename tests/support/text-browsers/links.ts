/**
 * links, and elinks that descends from it, worked by key: `/` brings words on the screen, the arrows lead from link to
 * link, box and button. The line at the bottom says what the cursor stands on.
 */
import { lineOfCursor, type Sight, terminal } from '../terminal.ts';
import type { TextBrowser } from './text-browser.ts';

type Program = 'links' | 'elinks';

export const links = (address: string): Promise<TextBrowser> => browser('links', address);
export const elinks = (address: string): Promise<TextBrowser> => browser('elinks', address);

async function browser(program: Program, address: string): Promise<TextBrowser> {
  const screen = await terminal(program, ['-no-connect', address]);

  const go = async (key: 'Up' | 'Down', isThere: (sight: Sight) => boolean) => {
    let sight = await screen.comesTo(isComplete, 'the whole page');
    while (!isThere(sight)) sight = await screen.step(key);
  };
  /** Stands on the words, or on something above them. */
  const find = async (words: string, { fromEnd = false } = {}) => {
    await go('Down', (sight) => !isTypedInto(sight));
    await screen.press('/');
    await screen.shows('Search for text');
    await screen.type(words);
    await screen.standsAt(words);
    const sight = await screen.step('Enter');
    if (fromEnd && rowOf(words, sight) > sight.lines.length / 2) await screen.step('End');
    await go('Up', (sight) => sight.row <= rowOf(words, sight));
  };
  const typeHere = async (text: string) => {
    if (!isTypedInto(await screen.look())) await screen.press('Enter');
    await screen.press('C-u');
    await screen.type(text);
    await screen.standsAt(text.slice(-12)); // A box of 20 shows the end of what is longer.
  };

  const follow = async (words: string) => {
    // elinks does not go to what it finds; that is at the top of the screen then, or on the last screen of the page.
    await find(words, { fromEnd: program === 'elinks' });
    await go('Down', (sight) => lineOfCursor(sight).includes(words));
    const asks = program === 'elinks' && isButton(await screen.look());
    await screen.press('Enter');
    if (!asks) return;
    await screen.shows('Do you want to post form data');
    await screen.press('Enter');
  };

  await screen.shows('[ OK ]'); // They greet whom they have never met.
  await screen.press('Enter');
  return {
    shows: screen.shows,
    async fill(label, text) {
      await find(label);
      await go('Down', (sight) => isBox(sight) && rowOf(label, sight) < sight.row);
      await typeHere(text);
    },
    async correct(problem, text) {
      await follow(problem);
      await screen.comesTo(isBox, 'the box that the link leads to');
      await typeHere(text);
    },
    follow,
    async choose(below, nth) {
      await find(below);
      await go('Down', (sight) => isRadio(sight) && rowOf(below, sight) < sight.row);
      for (let down = 1; down < nth; down++) await screen.step('Down');
      await screen.press('Enter');
      await screen.standsAt(/\[X\]|\(X\)/);
    },
    close: screen.close,
  };
}

const bottom = ({ lines }: Sight) => lines.at(-1) ?? '';
const isBox = (sight: Sight) => /^Text (field|area),/.test(bottom(sight));
const isTypedInto = (sight: Sight) => isBox(sight) && !bottom(sight).includes('press Enter to edit');
const isRadio = (sight: Sight) => bottom(sight).startsWith('Radio button');
const isButton = (sight: Sight) => /^(Submit|Post) form/.test(bottom(sight));
/** Whether the cursor stands on anything: a link's address, a field, a button. Until then the line says what is loading. */
const isComplete = (sight: Sight) => /^[a-z]+:|, name |form to/.test(bottom(sight));

const rowOf = (words: string, { lines }: Sight) => lines.findIndex((line) => line.includes(words));
