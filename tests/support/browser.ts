import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { debianPackage, installed } from './programs.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

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
export function browser(): string | undefined {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  return installed(...names) ?? [chromium.executablePath()].find(existsSync);
}

/** The same, fetched when there is none: Playwright's own, or where that cannot be had Debian's. */
export function fetchedBrowser(): string | undefined {
  const found = browser();
  if (found) return found;
  console.log("Fetching Playwright's Chromium for the tests.");
  spawnSync('npx', ['playwright', 'install', 'chromium'], { stdio: 'ignore', timeout: 300_000 });
  return browser() ?? (debianPackage('chromium') ? browser() : undefined);
}
