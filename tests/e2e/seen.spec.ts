/** What eyes need: pages enlarged, spaced out, in the reader's own colours, on paper, without styles and in old engines. */
import { type ElementHandle, expect, type Page, test } from '@playwright/test';
import axe from 'axe-core';
import { violations } from '../support/access.ts';
import { filled, pale, withoutEdge } from '../support/colours.ts';
import { isOnTop, unseenFocus } from '../support/focus.ts';
import { openMail } from '../support/kept-mail.ts';
import { moving, watchScripts } from '../support/motion.ts';
import { asOldEnginesRead } from '../support/old-engine.ts';
import { button, follow, holdTime, press, radios, startBooking, stranger, typeDetails } from '../support/patient.ts';
import { split } from '../support/print.ts';
import { brokenWords, inOwnLetters, restyle, smallTargets, unreadable } from '../support/seen.ts';
import { states } from '../support/states.ts';
import { write } from '../support/states-contact.ts';

const representative = [
  'home, a time held',
  'directory',
  'doctor, no time chosen',
  'details, errors',
  'details, long and right-to-left text',
  'booker, errors',
  'taken',
  'confirmation',
  'not found',
  'API document',
  'desk, messages',
  'desk, mail that did not arrive',
  'desk, a doctor’s day',
  'a doctor’s own calendar',
];

/** WCAG 1.4.12. */
const spacedOut = `
  * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
  p { margin-bottom: 2em !important }`;

for (const state of representative) {
  test(`${state}: readable enlarged, spaced out, in the dark and unstyled, with targets large enough`, async ({
    page,
  }) => {
    await open(page, state);
    await inOwnLetters(page);
    const readable = async (width: number, height: number, how: string, css = '') => {
      await page.setViewportSize({ width, height });
      await restyle(page, css);
      expect.soft(await unreadable(page), `${how} at ${width} px`).toEqual([]);
    };
    await readable(320, 256, 'at 400 %');
    await readable(320, 800, 'spaced out', spacedOut);
    for (const width of [320, 360, 768, 1280]) {
      await readable(width, 800, 'letters twice as large', 'html { font-size: 200% }');
      if (width <= 360) expect.soft(await brokenWords(page), `broken at ${width} px`).toEqual([]);
    }
    await readable(360, 800, 'as it is');
    expect.soft(await brokenWords(page), 'broken at 360 px').toEqual([]);
    expect.soft(await smallTargets(page, { link: 24, other: 44 })).toEqual([]);

    await page.emulateMedia({ colorScheme: 'dark' });
    await page.evaluate(axe.source);
    expect.soft(await violations(page, ['color-contrast']), 'in the dark').toEqual([]);

    // At once, before a timer can tick.
    const [styled, unstyled] = await page.evaluate(() => {
      const styled = document.body.innerText;
      for (const sheet of document.styleSheets) sheet.disabled = true;
      return [styled, document.body.innerText] as const;
    });
    expect.soft(split(unstyled), 'without styles').toEqual(split(styled));
  });

  test(`${state}: readable under the pointer, in the light and in the dark`, async ({ page }) => {
    await open(page, state);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      for (const kind of await oneOfEachKind(page, 'a, button, .time')) {
        await kind.hover();
        expect.soft(await pale(page, 4.5, 'page'), `${await kind.innerText()}, ${colorScheme}`).toEqual([]);
      }
    }
  });

  test(`${state}: at 400 % whatever has the focus is seen whole`, async ({ page }) => {
    await open(page, state);
    await page.setViewportSize({ width: 320, height: 256 });
    expect(await unseenFocus(page)).toEqual([]);
  });
}

for (const state of ['details, errors', 'details, extended and with more noted']) {
  test(`${state}: what has the focus is never under the bar that stays in view`, async ({ page }) => {
    await open(page, state);
    for (const [width, height] of [
      [360, 640],
      [1280, 800],
    ] as const) {
      await page.setViewportSize({ width, height });
      for (const css of ['', spacedOut]) {
        await restyle(page, css);
        expect.soft(await unseenFocus(page), `${width} px, ${css}`).toEqual([]);
      }
    }
  });
}

test('the arrows lead to no time under the button that stays in view', async ({ page }) => {
  await open(page, 'doctor, a time chosen');
  await expect(radios(page).first()).toBeChecked();
  await page.setViewportSize({ width: 360, height: 640 });
  expect(await unseenFocus(page)).toEqual([]);
  await radios(page).first().focus();
  for (const key of ['ArrowDown', 'ArrowUp']) {
    for (let nth = 1; nth <= 20; nth++) {
      await page.keyboard.press(key);
      expect(await page.locator(':focus').evaluate(isOnTop), `${key} ${nth}`).toBe(true);
    }
  }
});

test('what is wrong with a date to go to stands in one line of a narrow window', async ({ page }) => {
  await open(page, 'doctor, a date that is none');
  await inOwnLetters(page);
  await page.setViewportSize({ width: 360, height: 640 });
  const lineHeight = 1.55 * 18;
  expect((await page.locator('.jump .field-error').boundingBox())!.height).toBeLessThan(1.5 * lineHeight);
});

test('what suits is ticked with a thumb, and read where letters are twice as large', async ({ page }) => {
  await page.goto('/waiting-list?doctor=dr-yuki-nakamura');
  await inOwnLetters(page);
  // Wide enough for the link to stand in one line.
  expect(Math.round((await page.locator('.actions a').boundingBox())!.height)).toBeGreaterThanOrEqual(44);
  await page.setViewportSize({ width: 320, height: 800 });
  expect(await smallTargets(page, { link: 24, other: 44 })).toEqual([]);
  await restyle(page, 'html { font-size: 200% }');
  expect(await unreadable(page)).toEqual([]);
  expect(await brokenWords(page)).toEqual([]);
  // A speciality of a longer word is broken rather than cut off.
  await page.locator('[for=scope-anyone]').evaluate((label) => (label.textContent = 'Anyone in Otorhinolaryngology'));
  expect(await unreadable(page)).toEqual([]);
});

for (const state of ['confirmation', 'confirmation, cancelled since', 'confirmation, over']) {
  test(`${state}: what one can do next starts with a heading, beside the top of the ticket`, async ({ page }) => {
    await open(page, state);
    await page.setViewportSize({ width: 1280, height: 800 });
    const [ticket, next] = await page.locator('.beside > *').all();
    const heading = next!.locator(':scope > :first-child');
    await expect(heading).toHaveRole('heading');
    const [top, start] = [(await ticket!.boundingBox())!.y, (await heading.boundingBox())!.y];
    expect(start - top).toBeGreaterThanOrEqual(0);
    expect(start - top).toBeLessThan(20);
  });
}

test('the link of an error brings its field into view, with its name and what is wrong', async ({ page }) => {
  await open(page, 'details, errors');
  for (const [width, height] of [
    [360, 640],
    [1280, 800],
  ] as const) {
    await page.setViewportSize({ width, height });
    const links = page.locator('.error-summary a');
    for (const link of await links.all()) {
      await link.click();
      const said = page.locator('.field-error', { hasText: await link.innerText() });
      const name = said.locator('xpath=..').locator('label, legend').first();
      for (const shown of [name, said, page.locator(':focus')]) {
        await expect(shown).toBeInViewport({ ratio: 1 });
        expect(await shown.evaluate(isOnTop), await shown.innerText()).toBe(true);
      }
    }
  }
});

test('in forced colours all keeps an edge, and what is chosen, wrong or focused is told without a colour', async ({
  page,
}) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await open(page, 'details, errors');
  const boxes = 'button, input:not([type=hidden], [type=radio]), select, textarea, .error-summary, .hold-bar';
  expect(await withoutEdge(page, boxes)).toEqual([]);
  const edge = (label: string) => page.getByLabel(label).evaluate((box) => getComputedStyle(box).borderTopWidth);
  expect(await edge('E-mail address')).not.toBe(await edge('Phone'));
  for (const pressed of await page.getByRole('button').all()) {
    await expect(pressed).not.toHaveCSS('padding-left', /^[0-7](\.|px)/);
  }
  expect(await unseenFocus(page)).toEqual([]);

  await open(page, 'doctor, no time chosen');
  expect(await withoutEdge(page, `${boxes}, .time, .held, .notice`)).toEqual([]);
  const time = radios(page).first();
  const free = await time.screenshot();
  await time.evaluate((radio: HTMLInputElement) => (radio.checked = true));
  expect(free.equals(await time.screenshot())).toBe(false);

  const pictures = await page.evaluate(() => {
    const pictured = (element: Element) =>
      [null, '::before', '::after'].some((part) => getComputedStyle(element, part).backgroundImage.includes('url('));
    return [...document.querySelectorAll<HTMLElement>('body *')].filter(pictured).map(({ innerText }) => innerText);
  });
  expect(pictures).not.toContain('');
});

test('nothing moves by itself for those who ask for that', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await watchScripts(page);
  await page.goto('/');
  expect(await moving(page)).toEqual([]);
  await page.goto('/doctors/dr-tomas-beltran');
  await page.getByRole('link', { name: /^Times after/ }).click();
  await expect(page.getByRole('heading', { name: 'Choose a time' })).toBeFocused();
  expect(await moving(page)).toEqual([]);
  await open(page, 'details, errors');
  await button(page, 'Extend for 5 more minutes').click();
  await expect(page.getByRole('status')).toHaveText(/^Done/);
  expect(await moving(page)).toEqual([]);
});

test('without styles the journey is the same, and reads in order', async ({ page }) => {
  await page.route(/\.css$/, (route) => route.abort());
  await page.goto('/');
  expect(await outOfOrder(page), page.url()).toEqual([]);
  await page.getByLabel('Doctor, speciality or what it is about').fill('tomas');
  await press(page, 'Search');
  expect(await outOfOrder(page), page.url()).toEqual([]);
  await follow(page, /^Dr Tomás/);
  await press(page, 'Hold this time');
  expect(await outOfOrder(page), page.url()).toEqual([]);
  await holdTime(page, radios(page).nth(-2));
  expect(await outOfOrder(page), page.url()).toEqual([]);
  await press(page, 'Book this appointment');
  expect(await outOfOrder(page), page.url()).toEqual([]);
  await typeDetails(page, stranger());
  await press(page, 'Book this appointment');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your appointment is booked');
  expect(await outOfOrder(page), page.url()).toEqual([]);
});

for (const state of ['home, a time held', 'directory', 'doctor, no time chosen', 'details, errors', 'confirmation']) {
  test(`${state}: an engine of 2012 shows one readable column`, async ({ page }) => {
    await page.route(/\.js$/, (route) => route.abort());
    await page.route(/\.css$/, async (route) => {
      // Not by the page, which may be another by the time that the answer is there.
      const css = await (await fetch(route.request().url())).text();
      await route.fulfill({ contentType: 'text/css', body: asOldEnginesRead(css) });
    });
    await page.setViewportSize({ width: 320, height: 480 });
    await open(page, state);
    expect.soft(await unreadable(page)).toEqual([]);
    expect.soft(await smallTargets(page, { link: 0, other: 24 })).toEqual([]);
    expect
      .soft(await withoutEdge(page, 'button, input:not([type=hidden], [type=radio]), select, textarea'))
      .toEqual([]);
    expect.soft(await pale(page, 4.5, 'page')).toEqual([]);
    const likeText = await page.locator('main').evaluate((main) => {
      const size = (element: Element) => Number.parseFloat(getComputedStyle(element).fontSize);
      const text = size(main.querySelector('p')!);
      return [...main.querySelectorAll('h1, h2')].filter((heading) => size(heading) < 1.2 * text).length;
    });
    expect(likeText, 'headings like text').toBe(0);
    // A stylesheet of a page that was passed may still be on its way.
    await page.unrouteAll({ behavior: 'wait' });
  });
}

for (const state of ['confirmation', 'confirmation, long and right-to-left text']) {
  test(`${state}: on one sheet of paper, dark on white, all that one needs on the day`, async ({ page }) => {
    await open(page, state);
    const address = page.url();
    // So that there is a form on the page, too.
    await startBooking(page, doctor());
    await page.goto(address);
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    const paper = await page.pdf({ format: 'A4' });
    expect(paper.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
    expect(await pale(page, 7, 'paper')).toEqual([]);
    for (const term of ['When', 'With', 'Where', 'Patient']) {
      await expect(page.locator('dt', { hasText: term }).locator('xpath=following-sibling::dd').first()).toBeVisible();
    }
    await expect(page.locator('.reference')).toHaveText(/[\dA-Z]{4}-[\dA-Z]{4}$/);
    for (const there of ['.reference', '.beside .phone']) await expect(page.locator(there).first()).toBeVisible();
    for (const gone of ['nav', 'button', 'form', 'input', '.skip']) {
      await expect(page.locator(`${gone}:visible`)).toHaveCount(0);
    }
  });
}

const ofUseOnPaper = {
  'home, a time held': ['.wordmark', '.specialities h3', '.soonest strong', '.phone'],
  directory: ['.doctors h2', '.soonest strong', '.phone'],
  'doctor, a time chosen': ['h1', '.facts dd', '.day legend', '.time label', '.phone'],
  'doctor, a date that is none': ['h1', '.facts dd', '.day legend', '.time label', '.phone'],
  'details, errors': ['.summary dd', '.phone'],
  'details, in place of another time': ['.summary dd', '.phone'],
  cancel: ['.ticket dd', '.phone'],
  'desk, message answered': ['h1', '.facts dd', '.letter'],
  'desk, a doctor’s day': ['h1', 'caption', 'tbody th', 'td', 'main li'],
};

for (const [state, there] of Object.entries(ofUseOnPaper)) {
  test(`${state}: on paper what is of use there, dark on white, and nothing to press or fill in`, async ({ page }) => {
    await open(page, state);
    // So that there are days before and after, too.
    if (state === 'doctor, a time chosen') await expect(page.locator('.pager a')).toHaveCount(2);
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await pale(page, 7, 'paper')).toEqual([]);
    for (const width of [794, 1123]) {
      await page.setViewportSize({ width, height: width });
      expect(await filled(page), `${width} px`).toEqual([]);
      for (const shown of there) {
        for (const one of await page.locator(shown).all()) await expect(one).toBeVisible();
      }
      for (const gone of ['nav', 'button', 'input', '.field', '.skip', '.held', '.error-summary', '#after', '.timer']) {
        await expect(page.locator(`${gone}:visible`), gone).toHaveCount(0);
      }
    }
  });
}

test('mail: on a phone a long word is not cut off, and the link has room for a thumb', async ({ page }) => {
  await page.goto('/contact');
  await write(page, `https://example.org/${'long'.repeat(30)}`);
  await press(page, 'Send your message');
  const reference = (await page.locator('.reference strong').innerText()).trim();
  await openMail(page, 'reception@riverside.example', new RegExp(`^Message ${reference}`));
  await page.goto(`${page.url()}/html`);
  // Wide enough for the link to stand in one line.
  expect((await page.getByRole('link').boundingBox())!.height).toBeGreaterThanOrEqual(44);
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
});

async function open(page: Page, state: string) {
  await states[state]!.open(page, doctor());
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(states[state]!.heading);
}

/** Of what looks alike, by its class and that of what it stands in, the first. */
async function oneOfEachKind(page: Page, selector: string): Promise<ElementHandle[]> {
  const all = await page.evaluateHandle((selector) => {
    const shown = [...document.querySelectorAll(selector)].filter((it) => it.checkVisibility() && !it.closest('.skip'));
    const kindOf = (it: Element) =>
      [it, it.parentElement!, it.parentElement!.closest('[class], body')!]
        .map((it) => `${it.localName}.${it.className}`)
        .join(' ');
    return [...Map.groupBy(shown, kindOf).values()].map(([first]) => first!);
  }, selector);
  const properties = await all.getProperties();
  return [...properties.values()].flatMap((one) => one.asElement() ?? []);
}

/** Somebody with many times on the days from then on. */
function doctor(): string {
  const from = Temporal.Now.plainDateISO().add({ days: 20 });
  return `dr-priya-raghunathan?from=${from}`;
}

/** Without styles, order is all there is. */
function outOfOrder(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const main = document.querySelector('main')!;
    const first = main.querySelector('h1, form, .error-summary')!;
    const expected = document.title.startsWith('Error: ') && main.querySelector('form') ? '.error-summary' : 'h1';
    const giants = [...document.querySelectorAll('svg, img')].filter((picture) => picture.clientWidth > 100);
    return [
      ...(first.matches(expected) ? [] : [`${first.localName}.${first.className} comes first, not ${expected}`]),
      ...giants.map((picture) => `${picture.clientWidth} px of ${picture.localName}`),
    ];
  });
}
