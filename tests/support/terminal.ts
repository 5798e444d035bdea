/** A program in a terminal of its own, worked as a person works it: keys in, words on the screen out. Needs tmux. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual, promisify } from 'node:util';
import { remove, temporaryFolder } from './temporary.ts';

const run = promisify(execFile);

/** How long the screen may take to show what a key has asked for, in milliseconds. */
const PATIENCE = 100_000;
const POLL = 40;

/** The lines on the screen, and where on them the cursor stands, from 0. */
export type Sight = { lines: string[]; row: number; column: number };

export type Terminal = {
  /** Keys by tmux's names (`Enter`, `Down`, `BTab`); waits for the program to take each, not for what comes of it. */
  press(...keys: string[]): Promise<void>;
  type(text: string): Promise<void>;
  /** Waits until the screen shows this, and returns the screen; throws with the last one if it never does. */
  shows(words: string | RegExp): Promise<string>;
  /** Waits until the line with the cursor shows this. */
  standsAt(words: string | RegExp): Promise<void>;
  look(): Promise<Sight>;
  /** Waits until this is true of the screen; `what` says in an error what was waited for. */
  comesTo(isIt: (sight: Sight) => boolean, what: string): Promise<Sight>;
  /** Presses a key that moves the cursor or the page, and waits until they have moved and come to rest. */
  step(key: string): Promise<Sight>;
  close(): Promise<void>;
};

/** Starts the program with an empty home folder, on a screen of 80 columns and a few more lines than usual. */
export async function terminal(program: string, args: string[]): Promise<Terminal> {
  const home = await temporaryFolder('terminal');
  const env = { ...process.env, HOME: home, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', TERM: 'screen' };
  const tmux = (...words: string[]) =>
    run('tmux', ['-S', join(home, 'tmux'), '-f', '/dev/null', ...words], { env }).then(({ stdout }) => stdout);
  const look = async () => sightOf(await tmux(...LOOK));
  const waitUntil = async (isIt: (sight: Sight) => boolean, what: string | RegExp) => {
    const end = Date.now() + PATIENCE;
    for (;;) {
      const sight = await look();
      if (isIt(sight)) return sight;
      if (Date.now() > end) throw new Error(`${program} never showed ${what}, but:\n${shown(sight)}`);
      await sleep(POLL);
    }
  };

  await tmux('new-session', '-d', '-x', '80', '-y', '50', program, ...args);
  return {
    async press(...keys) {
      for (const key of keys) await tmux('send-keys', key);
    },
    async type(text) {
      await tmux('send-keys', '-l', text);
    },
    shows: async (words) => shown(await waitUntil((sight) => has(shown(sight), words), words)),
    async standsAt(words) {
      await waitUntil((sight) => has(lineOfCursor(sight), words), words);
    },
    look,
    comesTo: waitUntil,
    async step(key) {
      const before = sightOf(await tmux(...LOOK, ';', 'send-keys', key));
      let last = before;
      return waitUntil((sight) => {
        const [moved, atRest] = [!isDeepStrictEqual(sight, before), isDeepStrictEqual(sight, last)];
        last = sight;
        return moved && atRest;
      }, `what ${key} leads to`);
    },
    async close() {
      await tmux('kill-server').catch(() => {}); // It is gone already where the program ended.
      await remove(home);
    },
  };
}

const LOOK = ['display-message', '-p', '#{cursor_y} #{cursor_x}', ';', 'capture-pane', '-p'];

function sightOf(printed: string): Sight {
  const [place = '', ...lines] = printed.split('\n');
  const [row = 0, column = 0] = place.split(' ').map(Number);
  return { lines: lines.slice(0, -1), row, column };
}

export const lineOfCursor = ({ lines, row }: Sight): string => lines[row] ?? '';
const shown = ({ lines }: Sight) => lines.join('\n');
const has = (shown: string, words: string | RegExp) =>
  typeof words === 'string' ? shown.includes(words) : words.test(shown);
