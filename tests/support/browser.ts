import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { debianPackage, installed } from './programs.ts';

/** Debian's Chromium without a window of its own: the same engine, in a little more than half the time. */
const shell = 'chromium-headless-shell';
const withWindow = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** What keeps Chromium from asking for the network, a display or a sandbox that root cannot have. */
export const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A Chromium that is here already: the one CHROMIUM names, an installed one, or Playwright's own. */
export const browser = (): string | undefined => process.env.CHROMIUM || (installed(shell) ?? browserWithSettings());

/** One that has settings, as a person's has. */
export const browserWithSettings = (): string | undefined =>
  installed(...withWindow) ?? [chromium.executablePath()].find(existsSync);

/** The same, fetched when there is none: Debian's, or where that cannot be had Playwright's own. */
export function fetchedBrowser(): string | undefined {
  if (!process.env.CHROMIUM && !installed(shell)) debianPackage(shell);
  if (!browserWithSettings() && !debianPackage('chromium')) {
    console.log("Fetching Playwright's Chromium for the tests.");
    spawnSync('npx', ['playwright', 'install', 'chromium'], { stdio: 'ignore', timeout: 300_000 });
  }
  return browser();
}
