/** `npm run picture`: the README's picture, taken of a demo clinic that is made for it: the front door, and the details on a phone. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type BrowserContextOptions, chromium } from '@playwright/test';
import { browser, flags } from './browser.ts';
import { build } from './build.ts';
import { launched } from './launched.ts';
import { holdTime, radios } from './patient.ts';
import { remove, temporaryFolder } from './temporary.ts';

const picture = join(import.meta.dirname, '../../docs/medibook.png');
const dist = build();
const folder = await temporaryFolder('picture');
const server = launched([process.execPath, join(dist, 'server.js')], folder, { DATA_FOLDER: folder, PORT: '0' });
const executablePath = browser();
const chrome = await chromium.launch({ args: flags, ...(executablePath && { executablePath }) });
try {
  const baseURL = await server.ready;
  const open = async (options: BrowserContextOptions) => (await chrome.newContext({ baseURL, ...options })).newPage();

  const desk = await open({ viewport: { width: 1180, height: 820 } });
  await desk.goto('/');
  // The typeface may come too late for a first visit.
  await desk.reload();
  const front = await desk.screenshot();

  const phone = await open({ viewport: { width: 390, height: 820 } });
  await phone.goto('/doctors/dr-adaeze-okafor');
  await holdTime(phone, radios(phone).nth(4));
  const details = await phone.screenshot();

  const frame = await open({ viewport: { width: 1690, height: 900 } });
  const shown = [front, details].map((png) => `<img src="data:image/png;base64,${png.toString('base64')}">`);
  await frame.setContent(
    `<style>body{margin:0;padding:40px;display:flex;gap:40px;background:#e9e4d8}img{border-radius:12px}</style>${shown.join('')}`,
  );
  mkdirSync(join(picture, '..'), { recursive: true });
  await frame.screenshot({ path: picture });
} finally {
  await chrome.close();
  await server.stop();
  await remove(folder);
  await remove(dist);
}
