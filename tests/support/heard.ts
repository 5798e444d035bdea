/** What a screen reader says: a virtual one that runs in the page, as the real ones need a desktop. */
import { fileURLToPath } from 'node:url';
import { expect, type Page } from '@playwright/test';
import { build, type Rolldown } from 'vite';

/** From the next page on. The test fails by any error there: it may have kept the reader from saying something. */
export async function listen(page: Page) {
  page.on('pageerror', (error) => expect.soft(error.stack, 'an error in the page').toBeUndefined());
  script ??= built();
  await page.addInitScript(await script);
}

/**
 * What was said since this was asked last: places as "role, name, state" when the focus or the reading comes to them,
 * and what live regions say as "polite: …" or "assertive: …".
 */
export async function heard(page: Page): Promise<string[]> {
  const said = await page.evaluate(() => screenReader.said());
  // A region that was emptied.
  return said.filter((phrase) => !/^(polite|assertive): $/.test(phrase));
}

/** Lets it read on from where it is to the end of the page. */
export async function readThrough(page: Page): Promise<string[]> {
  await page.evaluate(() => screenReader.readToTheEnd());
  return heard(page);
}

let script: Promise<string> | undefined;

/** tests/support/screen-reader.ts with its library, as one script. */
async function built(): Promise<string> {
  const library = '@guidepup/virtual-screen-reader';
  const bundles = await build({
    configFile: false,
    logLevel: 'warn',
    resolve: { alias: { [library]: `${library}/browser.js` } },
    build: {
      write: false,
      lib: {
        entry: fileURLToPath(new URL('screen-reader.ts', import.meta.url)),
        formats: ['iife'],
        name: 'heard',
        fileName: 'heard',
      },
    },
  });
  const [bundle] = bundles as Rolldown.RolldownOutput[];
  return bundle!.output[0].code;
}
