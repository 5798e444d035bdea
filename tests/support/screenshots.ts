/**
 * By hand: `npx node tests/support/screenshots.ts http://localhost:3000 folder` takes every page in every state, at three
 * widths, light and dark. Some states need the app's database: MEDIBOOK_DATA names its data folder, where that is not .data.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { browser, flags } from './browser.ts';
import { states } from './states.ts';

const [url, folder] = process.argv.slice(2);
if (!url || !folder) {
  console.error('Usage: node tests/support/screenshots.ts URL FOLDER');
  process.exit(2);
}
mkdirSync(folder, { recursive: true });
const executablePath = browser();
const chrome = await chromium.launch({ args: flags, ...(executablePath && { executablePath }) });

for (const [state, { open }] of Object.entries(states)) {
  // A visitor of its own for each, so that no hold is left over from the one before.
  const context = await chrome.newContext({ baseURL: url });
  const page = await context.newPage();
  await open(page, 'dr-yuki-nakamura');
  for (const width of [360, 768, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const name = `${state.replaceAll(/[^a-z]+/gi, '-')}-${width}-${colorScheme}.png`;
      await page.screenshot({ path: join(folder, name), fullPage: true });
    }
  }
  await context.close();
  console.log(state);
}
await chrome.close();
