import { test } from '@playwright/test';
import { installed } from './programs.ts';

/** A browser test that needs what is not here is named and counted as skipped; under CI that is a failure. */
export function needs(...names: ('lynx' | 'w3m' | 'links' | 'elinks' | 'tmux')[]): void {
  for (const name of names) test.info().skip(!installed(name), `${name} is not here`);
}
