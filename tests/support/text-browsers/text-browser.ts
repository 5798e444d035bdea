/** What one does in a text browser, in any of them. */
import type { Terminal } from '../terminal.ts';

export type TextBrowser = Pick<Terminal, 'shows' | 'close'> & {
  /** Types into the box right below these words; where a page scrolls, lynx takes one right above for it too. */
  fill(label: string, text: string): Promise<void>;
  /** Types into the box that the sentence with these words in the error summary is about; its link leads there. */
  correct(problem: string, text: string): Promise<void>;
  /** Presses the button or follows the link that has these words. */
  follow(words: string): Promise<void>;
  /** Chooses the nth of the radios below these words. */
  choose(below: string, nth: number): Promise<void>;
};
