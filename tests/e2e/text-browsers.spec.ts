/** lynx and w3m: the journey by key, and every page in every state as they print it. */
import { spawnSync } from 'node:child_process';
import { expect, type Page, test } from '@playwright/test';
import { stranger } from '../support/patient.ts';
import { program } from '../support/programs.ts';
import { sentHtml, states } from '../support/states.ts';
import { lynx, type TextBrowser, w3m } from '../support/text-browser.ts';

// One after the other: what is missing is installed once.
test.describe.configure({ mode: 'default' });
test.use({ javaScriptEnabled: false });

test('lynx: from the front door to the appointment', async ({ baseURL }) => {
  needs('lynx', 'tmux');
  await journey(await lynx(baseURL!, 'A'), { search: 'zahrwi', doctor: 'Dr Fatima' });
});

test('lynx with cookies refused: from the front door to the appointment', async ({ baseURL }) => {
  needs('lynx', 'tmux');
  await journey(await lynx(baseURL!, 'V'), { search: 'beltrn', doctor: 'Dr Tom' });
});

test('w3m: from the front door to the appointment', async ({ baseURL }) => {
  needs('w3m', 'tmux');
  await journey(await w3m(baseURL!), { search: 'wisnewski', doctor: 'Dr B' });
});

async function journey(browser: TextBrowser, { search, doctor }: { search: string; doctor: string }) {
  try {
    await browser.shows('Choose a speciality');
    await browser.fill('what it is about', search);
    await browser.follow('Search');
    await browser.shows('1 doctor found.');
    await browser.follow(doctor);
    await browser.shows('Qualifications');
    await browser.choose('All times', 3);
    await browser.follow('Hold this time');
    await browser.shows('We hold this time for you until');

    const ada = stranger('Ada');
    await browser.fill('We only use it', ada.email);
    await browser.follow('Book this appointment');
    await browser.shows('There is a problem');
    await browser.shows('Error: Your details');
    await browser.correct('Enter the patient', ada.name);
    await browser.follow('Hold it for 5 more minutes');
    await browser.shows('Done: the time is held for you until');
    await browser.follow('Book this appointment');
    await browser.shows('Your appointment is booked');
    await browser.shows(/Your reference: [2-9A-Z]{4}-[2-9A-Z]{4}/);
    await browser.shows(ada.name);
  } finally {
    await browser.close();
  }
}

for (const [state, { heading, open }] of Object.entries(states)) {
  test(`${state}: lynx and w3m print it in order, nothing hidden and nothing glued together`, async ({ page }) => {
    needs('lynx', 'w3m');
    const html = sentHtml(page);
    await open(page, 'dr-hannah-goldberg-weiss');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading);
    const { said, typed } = await wordsOf(page);
    for (const print of [byLynx, byW3m]) {
      const printed = split(print(await html(), 300)); // So wide that no table cell wraps.
      expect(without(printed, typed)).toEqual(without(said, typed));
    }
  });
}

test('a time is never parted from its radio at 80 columns', async ({ page }) => {
  needs('lynx', 'w3m');
  const html = sentHtml(page);
  await states.doctor!.open(page, 'dr-adaeze-okafor');
  for (const printed of [byLynx(await html(), 80), byW3m(await html(), 80)]) {
    expect(printed).toMatch(/\( \) 10:30am/);
    expect(printed).not.toMatch(/\( \) *$/m);
  }
});

/** What Chromium shows on the page word by word, and the words that stand in its boxes. */
async function wordsOf(page: Page): Promise<{ said: string[]; typed: string[] }> {
  const typed = await page
    .locator('input:not([type=hidden], [type=radio]), textarea, option')
    .evaluateAll((all) => all.map((box) => box.getAttribute('value') || box.textContent));
  const options = await page.locator('option').allInnerTexts();
  const said = (await page.locator('body').innerText()).replace(options.join('\n'), ' ');
  return { said: split(said), typed: split([...typed, ...options].join(' ')) };
}

const byLynx = (html: string, columns: number) =>
  print('lynx', ['-dump', '-nolist', '-stdin', `-width=${columns}`], html);
const byW3m = (html: string, columns: number) =>
  print('w3m', ['-dump', '-T', 'text/html', '-I', 'utf-8', '-cols', `${columns}`], html);

function print(name: string, args: string[], html: string): string {
  const env = { ...process.env, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' };
  return spawnSync(name, args, { input: html, encoding: 'utf8', env }).stdout;
}

/** How they show a box, a radio, a button (lynx says its value) and a bullet. */
const marks =
  /_+(?!\w)|(?<!\w)\[ *|(?<!\[)\]|\( \)|\(\*\)|\((BUTTON|book|extend|more|booker|release|save|remove)\)|^ *[*•] /gm;

const split = (text: string) => text.replaceAll(marks, ' ').split(/\s+/).filter(Boolean);

/** A box shows twenty characters of what was typed. */
const without = (words: string[], typed: string[]) =>
  words.filter((word) => !typed.some((other) => other === word || other.slice(0, 20) === word)).join(' ');

/** A test that needs what cannot be had is named and counted as skipped; under CI that is a failure. */
function needs(...names: Parameters<typeof program>[0][]) {
  for (const name of names) test.info().skip(!program(name), `${name} is not here and could not be installed`);
}
