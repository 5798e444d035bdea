/** A patient cancels and moves an appointment, in Chromium without scripts and with them. */
import { expect, type Page, test } from '@playwright/test';
import { change } from '../support/behind-the-pages.ts';
import { endsIn } from '../support/clinic.ts';
import { button, follow, holdTime, press, radios, startBooking, stranger, typeDetails } from '../support/patient.ts';

// Of one doctor's times, one after the other.
test.describe.configure({ mode: 'default' });

const DOCTOR = 'dr-fatima-al-zahrawi';
const heading = (page: Page) => page.getByRole('heading', { level: 1 });
const main = (page: Page) => page.getByRole('main');
const whenOf = async (page: Page) => page.locator('dt:text-is("When") + dd').innerText();

/** Books, and gives when. */
async function booked(page: Page): Promise<string> {
  await startBooking(page, DOCTOR);
  await typeDetails(page, stranger());
  await press(page, 'Book this appointment');
  return whenOf(page);
}

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('Ada cancels: asked first, with what she typed kept, and her time is free for others', async ({ page }) => {
    const when = await booked(page);
    const own = page.url();
    await follow(page, 'Cancel this appointment');
    await expect(heading(page)).toHaveText('Cancel this appointment?');
    await expect(main(page)).toContainText(when);
    await follow(page, 'Keep it');
    await expect(heading(page)).toHaveText('Your appointment is booked');

    await follow(page, 'Cancel this appointment');
    await page.getByLabel('Why are you cancelling?').fill('x'.repeat(501));
    await press(page, 'Cancel this appointment');
    await expect(page).toHaveTitle(/^Error: Cancel this appointment\?/);
    await page.getByRole('link', { name: 'The reason must be 500 characters or fewer' }).click();
    await expect(page.getByLabel('Why are you cancelling?')).toBeFocused();
    await expect(page.getByLabel('Why are you cancelling?')).toHaveValue('x'.repeat(501));
    await page.getByLabel('Why are you cancelling?').fill('I am well again');
    await press(page, 'Cancel this appointment');
    await expect(heading(page)).toHaveText('This appointment is cancelled');
    await page.goto(`${own}/cancel`);
    await expect(heading(page)).toHaveText('This appointment is cancelled');
    await follow(page, 'See the appointment');
    await follow(page, /^Book again with/);
    await holdTime(page);
    await expect(main(page)).toContainText(when.replace(/ \d{4}/, ''));
  });

  test('Ada moves: over other days, with another time looked at first; the old one is hers until then', async ({
    page,
    context,
  }) => {
    const old = await booked(page);
    const own = page.url();
    await follow(page, 'Move to another time');
    await expect(main(page)).toContainText('That stays yours until you have moved.');
    await press(page, 'Hold this time');
    await expect(page).toHaveTitle(/^Error: Move your appointment/);
    await follow(page, 'Later days');
    await expect(page).toHaveTitle(/^Move your appointment, from \d+ \w+/);
    await expect(page.locator('#times:target')).toHaveText('Choose a new time');
    for (const _ of [1, 2]) await follow(page, 'Refresh times');
    await expect(page).toHaveTitle(/^Move your appointment, from \d+ \w+/);
    await follow(page, 'Earlier days');
    await page.getByLabel('Go to a date').fill(Temporal.Now.plainDateISO().add({ days: 7 }).toString());
    await press(page, 'Show this date');
    await holdTime(page, radios(page).first());
    await expect(heading(page)).toHaveText('Move to this time?');
    await expect(page.getByText('We hold this time for you until')).toBeVisible();

    const other = await context.newPage();
    await other.goto('/');
    await follow(other, 'Continue moving your appointment');
    await expect(heading(other)).toHaveText('Move to this time?');
    await other.goto(own);
    expect(await whenOf(other)).toBe(old);
    await other.close();

    await press(page, 'Extend for 5 more minutes');
    await expect(page.getByRole('status')).toContainText('Done: the time is held for you until');
    await press(page, 'Choose another time');
    await expect(main(page)).toContainText('choosing another here lets go of the one held now');
    await holdTime(page, radios(page).nth(1));
    const wanted = await page.locator('dt:text-is("New time") + dd').innerText();
    await press(page, 'Move my appointment');
    await expect(heading(page)).toHaveText('Your appointment is moved');
    expect((await whenOf(page)).replace(/ \d{4}/, '')).toBe(wanted);
    await page.reload();
    await page.goBack();
    await expect(heading(page)).toHaveText('Your appointment is moved');
    await page.goto(`/doctors/${DOCTOR}`);
    await expect(page.getByRole('complementary', { name: 'The time held for you' })).toHaveCount(0);
  });

  test('with cookies blocked the move goes on by its addresses', async ({ browser }) => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    await context.route('**/*', async (route) => {
      const headers = await route.request().allHeaders();
      delete headers.cookie;
      await route.continue({ headers });
    });
    const page = await context.newPage();
    await booked(page);
    await follow(page, 'Move to another time');
    await holdTime(page, radios(page).first());
    await press(page, 'Choose another time');
    await holdTime(page, radios(page).nth(1));
    await press(page, 'Move my appointment');
    await expect(heading(page)).toHaveText('Your appointment is moved');
    await context.close();
  });
});

for (const javaScriptEnabled of [false, true]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled });

    test('the keyboard alone moves and cancels', async ({ page }) => {
      await booked(page);
      await tabTo(page, 'Move to another time');
      await page.keyboard.press('Enter');
      await expect(heading(page)).toHaveText('Move your appointment');
      await page.waitForLoadState();
      for (let stops = 0; stops < 20 && !(await focused(page, 'input[type=radio]')); stops++) {
        await page.keyboard.press('Tab');
      }
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Tab');
      await expect(button(page, 'Hold this time')).toBeFocused();
      await page.keyboard.press('Enter');
      await expect(heading(page)).toHaveText('Move to this time?');
      await page.waitForLoadState();
      await tabTo(page, 'Extend for 5 more minutes');
      await page.keyboard.press('Enter');
      await expect(page.getByRole('status')).toContainText('Done');
      await page.waitForLoadState();
      await tabTo(page, 'Move my appointment', javaScriptEnabled ? 'Shift+Tab' : 'Tab');
      await page.keyboard.press('Enter');
      await expect(heading(page)).toHaveText('Your appointment is moved');
      await page.waitForLoadState();
      await tabTo(page, 'Cancel this appointment');
      await page.keyboard.press('Enter');
      await expect(heading(page)).toHaveText('Cancel this appointment?');
      await page.waitForLoadState();
      await tabTo(page, 'Cancel this appointment');
      await page.keyboard.press('Space');
      await expect(heading(page)).toHaveText('This appointment is cancelled');
    });
  });
}

test('with scripts: it ticks, is extended in place, and when it runs out the button says what it does then', async ({
  page,
}) => {
  await booked(page);
  await follow(page, 'Move to another time');
  // Not the soonest: that is held until it begins, which may be in a few minutes.
  await holdTime(page, radios(page).last());
  await expect(page.getByRole('timer')).toHaveText(/^[45]:\d\d$/);
  const address = page.url();
  await button(page, 'Extend for 5 more minutes').click();
  await expect(page.getByRole('status')).toContainText('Done: the time is held for you until');
  await expect(page.getByRole('timer')).toHaveText(/^(10:00|9:\d\d)$/);
  expect(page.url()).toBe(address);
  await change((db) => endsIn(db, new URL(address).pathname.split('/')[4]!, 3_000));
  await page.reload();
  await expect(main(page)).toContainText('You can move to it now, or hold it again.');
  await press(page, 'Try to move anyway');
  await expect(heading(page)).toHaveText('Your appointment is moved');
});

const focused = (page: Page, selector: string) =>
  page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector);

/** Tabs on until what has these words has the focus. */
async function tabTo(page: Page, words: string, key: 'Tab' | 'Shift+Tab' = 'Tab') {
  for (let stops = 0; stops < 30; stops++) {
    await page.keyboard.press(key);
    const said = await page.evaluate(() => document.activeElement?.textContent?.trim());
    if (said === words) return;
  }
  throw new Error(`Thirty stops, and none of them “${words}”.`);
}
