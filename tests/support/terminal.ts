/** A program in a terminal of its own, worked as a person works it: keys in, words on the screen out. Needs tmux. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { remove, temporaryFolder } from './temporary.ts';

const run = promisify(execFile);

/** How long the screen may take to show what a key has asked for, in milliseconds. */
const PATIENCE = 100_000;
const POLL = 40;

export type Terminal = {
  /** Keys by tmux's names (`Enter`, `Down`, `BTab`); waits for the program to take each, not for what comes of it. */
  press(...keys: string[]): Promise<void>;
  type(text: string): Promise<void>;
  /** Waits until the screen shows this, and returns the screen; throws with the last one if it never does. */
  shows(words: string | RegExp): Promise<string>;
  /** Waits until the line with the cursor shows this. */
  standsAt(words: string | RegExp): Promise<void>;
  close(): Promise<void>;
};

/** Starts the program with an empty home folder, on a screen of 80 columns and a few more lines than usual. */
export async function terminal(program: string, args: string[]): Promise<Terminal> {
  const home = await temporaryFolder('terminal');
  const env = { ...process.env, HOME: home, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', TERM: 'screen' };
  const tmux = (...words: string[]) =>
    run('tmux', ['-S', join(home, 'tmux'), '-f', '/dev/null', ...words], { env }).then(({ stdout }) => stdout);
  const screen = () => tmux('capture-pane', '-p');
  const lineOfCursor = async () => {
    const [row = '', ...lines] = (await tmux('display-message', '-p', '#{cursor_y}', ';', 'capture-pane', '-p')).split(
      '\n',
    );
    return lines[Number(row)] ?? '';
  };
  const waitUntil = async (read: () => Promise<string>, words: string | RegExp) => {
    const end = Date.now() + PATIENCE;
    for (;;) {
      const shown = await read();
      if (typeof words === 'string' ? shown.includes(words) : words.test(shown)) return shown;
      if (Date.now() > end) throw new Error(`${program} never showed ${words}, but:\n${await screen()}`);
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
    shows: (words) => waitUntil(screen, words),
    async standsAt(words) {
      await waitUntil(lineOfCursor, words);
    },
    async close() {
      await tmux('kill-server').catch(() => {}); // It is gone already where the program ended.
      await remove(home);
    },
  };
}
