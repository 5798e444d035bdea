/** Every page in every state, opened once. */
import { expect, test } from '@playwright/test';
import { expectAccess } from '../support/access.ts';
import { deafen } from '../support/behind-the-pages.ts';
import { needs } from '../support/needs.ts';
import { prints, textBrowsers } from '../support/print.ts';
import { sentHtml, states } from '../support/states.ts';

for (const [state, { heading, open, changed }] of Object.entries(states)) {
  test(`${state}: no violation, no sideways scroll, valid HTML, the same in text browsers`, async ({ page }) => {
    const sent = sentHtml(page);
    // Else the minute turns, or a time begins, between what was sent and what is read.
    if (!changed) await deafen(page);
    await open(page, 'dr-adaeze-okafor');
    await expectAccess(page, await sent(), heading, { changed });
  });
}

test('no two pages share a title, except in error', () => {
  // Each begins with its heading, as every state's test has it.
  const pages = ['home', 'directory', 'doctor', 'details', 'more', 'booker', 'taken', 'confirmation'];
  expect(new Set(pages.map((state) => String(states[state]!.heading))).size).toBe(pages.length);
});

test('a time is never parted from its radio at 80 columns', async ({ page }) => {
  needs(...textBrowsers);
  const html = sentHtml(page);
  await states.doctor!.open(page, 'dr-adaeze-okafor');
  for (const [name, printed] of await prints(await html(), 80)) {
    expect(printed, name).toMatch(/[([]\s[)\]] 10:30am/);
    expect(printed, name).not.toMatch(/[([]\s[)\]] *$/m);
  }
});
