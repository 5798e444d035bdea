/** What changes in place where scripts run: the days, the doctors found, the countdown. Without them it is journey.spec.ts's. */
import { expect, type Page, test } from '@playwright/test';
import { change, runOut, takeClock } from '../support/behind-the-pages.ts';
import {
  button,
  follow,
  freeTimes,
  holdTime,
  press,
  radios,
  startBooking,
  stranger,
  take,
  typeDetails,
} from '../support/patient.ts';

const status = (page: Page) => page.getByRole('status');
// Tests of one doctor's times, one after another.
test.describe.configure({ mode: 'default' });

const link = (page: Page, name: string) => page.getByRole('link', { name, exact: true });
const heading = (page: Page) => page.getByRole('heading', { level: 1 });

test.describe('the days', () => {
  test('go later and earlier without another page, by keyboard, and Back and reload show what the address says', async ({
    page,
  }) => {
    await page.goto('/doctors/dr-siobhan-ni-bhriain');
    const [first, address] = [await status(page).innerText(), page.url()];
    await link(page, 'Later days').click();
    await expect(status(page)).not.toHaveText(first);
    await back(page);
    await expect(status(page)).toHaveText(first);
    await expect(page).toHaveURL(address);
    await marked(page);
    await link(page, 'Later days').focus();
    await page.keyboard.press('Enter');
    await expect(status(page)).not.toHaveText(first);
    await expect(link(page, 'Later days')).toBeFocused();
    await expect(page).toHaveURL(/\?from=\d{4}-\d\d-\d\d#times$/);
    await expect(page).toHaveTitle(/^Dr Siobhán Ní Bhriain, from \d/);
    const [second, later] = [await status(page).innerText(), page.url()];
    await link(page, 'Later days').click();
    await expect(status(page)).not.toHaveText(second);
    await link(page, 'Earlier days').click();
    await expect(status(page)).toHaveText(second);
    expect(await isMarked(page)).toBe(true);

    await page.reload();
    await expect(status(page)).toHaveText(second);
    await expect(page).toHaveURL(later);
    await back(page);
    await expect(status(page)).not.toHaveText(second);
    await back(page);
    await expect(status(page)).toHaveText(second);
    await back(page);
    await expect(status(page)).toHaveText(first);
    await expect(page).toHaveURL(address);
    await expect(heading(page)).toHaveText('Dr Siobhán Ní Bhriain');
    await page.evaluate(() => history.forward());
    await expect(status(page)).toHaveText(second);
    await holdTime(page);
    await expect(heading(page)).toHaveText('Your details');
    await back(page);
    await expect(status(page)).toHaveText(second);
    // Not the time after the one that is held, either.
    await expect(page.locator('input:checked')).toHaveCount(0);
  });

  test('and their address agree after Back over a link within the page, or two at once', async ({ page }) => {
    await page.goto('/doctors/dr-siobhan-ni-bhriain');
    const first = await status(page).innerText();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/#content$/);
    for (const _ of [1, 2]) {
      const before = await status(page).innerText();
      await link(page, 'Later days').click();
      await expect(status(page)).not.toHaveText(before);
    }
    await page.evaluate(() => history.go(-3));
    await expect(page).toHaveURL(/bhriain$/);
    await expect(status(page)).toHaveText(first);
  });

  test('the link below the last leads to the top of the next; one that is gone leaves the focus there, too', async ({
    page,
  }) => {
    await page.goto('/doctors/dr-siobhan-ni-bhriain');
    const title = page.getByRole('heading', { name: 'Choose a time' });
    await page.getByRole('link', { name: /^Times after/ }).click();
    await expect(title).toBeFocused();
    await expect(title).toBeInViewport();
    for (let nth = 1; (await link(page, 'Later days').count()) > 0; nth++) {
      const before = await status(page).innerText();
      await link(page, 'Later days').click();
      await expect(status(page)).not.toHaveText(before);
      expect(nth).toBeLessThan(10);
    }
    await expect(title).toBeFocused();
  });

  test('with the soonest time, come for from a list, begin in view on a small screen, and so does its button', async ({
    page,
  }) => {
    await page.setViewportSize({ width: 360, height: 640 });
    await page.goto('/');
    const leadToTimes = (all: Element[]) => all.every((it) => /slot=\d+#times$/.test(it.getAttribute('href')!));
    expect(await page.locator('.soonest a').evaluateAll(leadToTimes)).toBe(true);
    await page.goto('/doctors?q=siobhan');
    await page.locator('.soonest a').click();
    await expect(page.getByRole('heading', { name: 'Choose a time' })).toBeFocused();
    await expect(page.locator('.time', { has: page.locator(':checked') })).toBeInViewport({ ratio: 1 });
    await expect(button(page, 'Hold this time')).toBeInViewport({ ratio: 1 });
  });

  test('a time that is chosen stays chosen where its day stays, and no other is chosen in its place', async ({
    page,
  }) => {
    await page.goto('/doctors/dr-siobhan-ni-bhriain');
    await freeTimes(page).last().check();
    const chosen = await page.locator('input:checked').getAttribute('value');
    const from = Temporal.Now.plainDateISO('Europe/London').add({ days: 3 }).toString();
    await page.getByLabel('Go to a date').fill(from);
    await marked(page);
    await button(page, 'Show this date').click();
    await expect(page).toHaveURL(new RegExp(`from=${from}`));
    await expect(page.locator(':checked')).toHaveAttribute('value', chosen!);

    for (const place of ['last', 'first'] as const) {
      await freeTimes(page)[place]().check();
      const before = await status(page).innerText();
      await link(page, 'Later days').click();
      await expect(status(page)).not.toHaveText(before);
      await expect(page.locator('input:checked')).toHaveCount(0);
    }
    expect(await isMarked(page)).toBe(true);
  });
  test('past the last day and before the first are said, as they are shown', async ({ page }) => {
    await page.goto('/doctors/dr-siobhan-ni-bhriain');
    await marked(page);
    for (const [date, why] of [
      ['2999-12-31', /^We take bookings up to .+ These are the last days\./],
      ['2001-01-01', /^That date is past. These are the first days that can be booked\./],
    ] as const) {
      await page.getByLabel('Go to a date').fill(date);
      await button(page, 'Show this date').click();
      await expect(status(page)).toHaveText(why);
      await expect(page.locator('.notice')).toHaveText(why);
    }
    expect(await isMarked(page)).toBe(true);
  });

  test('open in a tab of their own by Ctrl+click, or are kept as a file by Alt+click, and this one stays', async ({
    page,
    context,
  }) => {
    await page.goto('/doctors/dr-siobhan-ni-bhriain');
    const first = await status(page).innerText();
    for (const modifiers of [['Control'], ['Shift']] as ('Control' | 'Shift')[][]) {
      const other = context.waitForEvent('page');
      await link(page, 'Later days').click({ modifiers });
      await expect(status(await other)).not.toHaveText(first);
    }
    const file = page.waitForEvent('download');
    await link(page, 'Later days').click({ modifiers: ['Alt'] });
    await file;
    await expect(status(page)).toHaveText(first);
  });

  test('of a page with something to say of its own are another page, without that', async ({ page }) => {
    const doctor = '/doctors/dr-siobhan-ni-bhriain';
    await page.goto(doctor);
    const gone = await radios(page).last().getAttribute('value');
    await take(page, Number(gone));
    const pages: [address: string, said: string][] = [
      [`${doctor}?nochoice`, 'There is a problem'],
      [`${doctor}?from=tomorrow`, 'There is a problem'],
      [`${doctor}?slot=${gone}`, 'The time you came for has just gone.'],
      [`${doctor}?letgo`, 'Your time was let go. Other people can choose it now.'],
    ];
    for (const [address, said] of pages) {
      await page.goto(address);
      await expect(page.getByText(said)).toBeVisible();
      await link(page, 'Later days').click();
      await expect(page).toHaveURL(/from=\d/);
      await expect(page.getByText(said)).toHaveCount(0);
      await expect(page).not.toHaveTitle(/^Error/);
      await page.goto(address);
      await page.getByLabel('Go to a date').fill('2030-01-01');
      await button(page, 'Show this date').click();
      await expect(page).toHaveURL(/from=2030/);
      await expect(page.getByText(said)).toHaveCount(0);
    }
  });
});

test.describe('the doctors found', () => {
  test('follow the typing: counted, in the address, and there again on Back', async ({ page }) => {
    await page.goto('/doctors');
    await marked(page);
    await page.getByLabel('Doctor, speciality or what it is about').pressSequentially('okafr');
    await expect(status(page)).toHaveText('1 doctor found for “okafr”.');
    await expect(page.locator('.doctors h2')).toHaveText(['Dr Adaeze Okafor']);
    await expect(page).toHaveURL(/q=okafr/);
    await expect(page).toHaveTitle(/^Find a doctor for “okafr”/);
    await expect(page.getByLabel('Doctor, speciality or what it is about')).toBeFocused();
    await page.getByLabel('Speciality', { exact: true }).selectOption('Dentistry');
    await expect(status(page)).toHaveText('No doctors found for “okafr” in Dentistry.');
    await page.getByLabel('Speciality', { exact: true }).selectOption('');
    await expect(status(page)).toHaveText('1 doctor found for “okafr”.');
    expect(await isMarked(page)).toBe(true);

    // What the page said of its address goes with it.
    await page.goto('/doctors?specialization=Alchemy&q=okafr');
    await expect(page.locator('.notice')).toContainText('Alchemy');
    await page.getByLabel('Speciality', { exact: true }).selectOption('Dentistry');
    await expect(status(page)).toHaveText('No doctors found for “okafr” in Dentistry.');
    await expect(page.locator('.notice')).toHaveCount(0);
    await page.getByLabel('Speciality', { exact: true }).selectOption('');
    await expect(status(page)).toHaveText('1 doctor found for “okafr”.');

    await link(page, 'Dr Adaeze Okafor').click();
    await expect(heading(page)).toHaveText('Dr Adaeze Okafor');
    await page.goBack();
    await expect(status(page)).toHaveText('1 doctor found for “okafr”.');
    await expect(page.getByLabel('Doctor, speciality or what it is about')).toHaveValue('okafr');
  });
});

test.describe('the countdown', () => {
  const timer = (page: Page) => page.getByRole('timer');

  test('ticks, and is extended with what was typed and the focus where they were', async ({ page }) => {
    await startBooking(page, 'dr-hannah-goldberg-weiss');
    await expect(timer(page)).toHaveText(/^4:\d\d$/);
    const before = await timer(page).innerText();
    await expect(timer(page)).not.toHaveText(before);
    const until = await page.locator('time').innerText();

    await typeDetails(page, { name: 'Ada', email: 'half@' });
    await marked(page);
    await button(page, 'Extend for 5 more minutes').focus();
    await page.keyboard.press('Enter');
    await expect(status(page)).toHaveText(/^Done: the time is held for you until/);
    await expect(timer(page)).toHaveText(/^[89]:\d\d$/);
    await expect(page.locator('time')).not.toHaveText(until);
    await expect(button(page, 'Extend for 5 more minutes')).toBeFocused();
    await expect(page.getByLabel('Full name')).toHaveValue('Ada');
    expect(await isMarked(page)).toBe(true);
    await page.reload();
    await expect(page.getByLabel('E-mail address')).toHaveValue('half@');
    await expect(page).toHaveURL(/\/holds\/\w+\?at=\w+$/);
  });

  test('is extended for the last time: the button goes when the focus leaves it', async ({ page }) => {
    await startBooking(page, 'dr-hannah-goldberg-weiss');
    await change(({ sql }) => sql`UPDATE slot_holds SET extensions = 9 WHERE id = ${idOfHold(page)}`);
    await button(page, 'Extend for 5 more minutes').click();
    await expect(status(page)).toContainText('This was the last time it could be extended.');
    await expect(button(page, 'Extend for 5 more minutes')).toBeFocused();
    await page.getByLabel('Full name').focus();
    await expect(button(page, 'Extend for 5 more minutes')).toBeHidden();
  });

  test('runs out while the page stands open: what was typed stays, and it is booked all the same', async ({ page }) => {
    await startBooking(page, 'dr-hannah-goldberg-weiss');
    await takeClock(page);
    await typeDetails(page, stranger('Ada'));
    await runOut(page);
    await page.clock.fastForward('05:00');
    await expect(page.locator('#countdown')).toHaveText(/^We no longer hold this time for you, but it is still free/);
    await expect(button(page, 'Hold it again')).toBeVisible();
    await press(page, 'Try to book anyway');
    await expect(heading(page)).toHaveText('Your appointment is booked');
  });

  test('warns without moving the page under who reads elsewhere on it', async ({ page }) => {
    await page.setViewportSize({ width: 360, height: 640 });
    await startBooking(page, 'dr-hannah-goldberg-weiss');
    await takeClock(page);
    await page.getByLabel('Full name').focus();
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    const place = await page.evaluate(() => scrollY);
    await page.clock.fastForward('04:40');
    await expect(page.locator('#alert')).toContainText('About 30 seconds left');
    expect(await page.evaluate(() => scrollY)).toBe(place);
  });

  for (const navigation of [true, false]) {
    test(`Back over the link to a field keeps what was typed since, ${navigation ? 'with' : 'without'} the Navigation API`, async ({
      page,
    }) => {
      // As Firefox and older browsers are.
      if (!navigation) await page.addInitScript(() => Reflect.deleteProperty(window, 'navigation'));
      await startBooking(page, 'dr-hannah-goldberg-weiss');
      expect(await page.evaluate(() => 'navigation' in window)).toBe(navigation);
      await press(page, 'Book this appointment');
      await button(page, 'Extend for 5 more minutes').click();
      await expect(status(page)).toHaveText(/^Done/);
      await link(page, 'Enter the patient’s full name').click();
      await page.keyboard.type('Ada');
      await marked(page);
      await back(page);
      await expect(page).not.toHaveURL(/#/);
      // As long as a page takes to come, and more.
      await page.waitForTimeout(1000);
      expect(await isMarked(page)).toBe(true);
      await expect(page.getByLabel('Full name')).toHaveValue('Ada');
    });
  }

  test('held again after it has run out, the buttons say what they said', async ({ page }) => {
    await startBooking(page, 'dr-hannah-goldberg-weiss');
    await runOut(page);
    await page.reload();
    await button(page, 'Hold it again').click();
    await expect(timer(page)).toHaveText(/^4:\d\d$/);
    await expect(button(page, 'Book this appointment')).toBeVisible();
    await expect(button(page, 'Extend for 5 more minutes')).toBeFocused();
  });

  test('taken meanwhile: said where one types, and what was typed comes along to another time', async ({ page }) => {
    await page.goto('/doctors/dr-hannah-goldberg-weiss');
    const slotId = Number(await radios(page).last().getAttribute('value'));
    await holdTime(page);
    await takeClock(page);
    const ada = stranger('Ada');
    await typeDetails(page, ada);
    await runOut(page);
    await take(page, slotId);
    await page.clock.fastForward('05:00');
    await expect(status(page)).toHaveText(/^Somebody else has it now/);
    await expect(page.locator('#countdown')).toHaveText('We no longer hold this time for you.');
    await expect(page.getByLabel('Full name')).toHaveValue(ada.name);
    // Extended, it cannot be held: a page of others, and nothing typed twice.
    await press(page, 'Hold it again');
    await expect(heading(page)).toHaveText('That time has just gone');
    await holdTime(page);
    await expect(page.getByLabel('Full name')).toHaveValue(ada.name);
  });
});

test('another time held in a second tab: said where one types, and what was typed comes along', async ({
  page,
  context,
}) => {
  await startBooking(page, 'dr-hannah-goldberg-weiss');
  await takeClock(page);
  const second = await context.newPage();
  await startBooking(second, 'dr-hannah-goldberg-weiss');
  const ada = stranger('Ada');
  await typeDetails(page, ada);
  await page.clock.fastForward('05:00');
  await expect(status(page)).toHaveText(/^You have chosen another time since/);
  await expect(page.getByLabel('Full name')).toHaveValue(ada.name);
  await press(page, 'Try to book anyway');
  await follow(page, 'Continue booking');
  await expect(page.getByLabel('Full name')).toHaveValue(ada.name);
});

/** The Back button; Playwright's own waits for a page to load, which may be there already. */
const back = (page: Page) => page.evaluate(() => history.back());

const idOfHold = (page: Page) => new URL(page.url()).pathname.split('/')[2]!;

/** A mark that the next page does not have. */
const marked = (page: Page) => page.evaluate(() => document.documentElement.setAttribute('data-same-page', ''));
const isMarked = (page: Page) => page.evaluate(() => document.documentElement.hasAttribute('data-same-page'));
