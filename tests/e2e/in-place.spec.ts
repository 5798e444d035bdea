/** What changes in place where scripts run: the days, the doctors found, the countdown. Without them it is journey.spec.ts's. */
import { expect, type Page, type Route, test } from '@playwright/test';
import { button, holdTime, press, radios, startBooking, stranger, take, typeDetails } from '../support/patient.ts';
import { runOut } from '../support/states.ts';

const status = (page: Page) => page.getByRole('status');
// Tests of one doctor's times, one after another.
test.describe.configure({ mode: 'default' });

const heading = (page: Page) => page.getByRole('heading', { level: 1 });

test.describe('the days', () => {
  const link = (page: Page, name: string) => page.getByRole('link', { name, exact: true });

  test('go later and earlier without another page, by keyboard, and Back and reload show what the address says', async ({
    page,
  }) => {
    await page.goto('/doctors/dr-siobhan-ni-bhriain');
    const [first, address] = [await status(page).innerText(), page.url()];
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

  test('a time that is chosen stays chosen where its day stays, and no other is chosen in its place', async ({
    page,
  }) => {
    await page.goto('/doctors/dr-siobhan-ni-bhriain');
    const chosen = await radios(page).last().getAttribute('value');
    await radios(page).last().check();
    const from = Temporal.Now.plainDateISO('Europe/London').add({ days: 3 }).toString();
    await page.getByLabel('Go to a date').fill(from);
    await marked(page);
    await button(page, 'Show this date').click();
    await expect(page).toHaveURL(new RegExp(`from=${from}`));
    await expect(page.locator(':checked')).toHaveAttribute('value', chosen!);

    for (const place of ['last', 'first'] as const) {
      await radios(page)[place]().check();
      const before = await status(page).innerText();
      await link(page, 'Later days').click();
      await expect(status(page)).not.toHaveText(before);
      await expect(page.locator('input:checked')).toHaveCount(0);
    }
    expect(await isMarked(page)).toBe(true);
  });

  test('with the network gone say so, and with the database gone lead to the page that says so', async ({
    page,
    context,
  }) => {
    await page.goto('/doctors/dr-siobhan-ni-bhriain');
    await context.setOffline(true);
    await link(page, 'Later days').click();
    await expect(page.locator('#alert')).toHaveText(/^That did not reach us. Nothing is lost/);
    await context.setOffline(false);
    await page.route('**/doctors/*?from=*', (route) => refuseOnce(route));
    await link(page, 'Later days').click();
    await expect(heading(page)).toHaveText('Dr Siobhán Ní Bhriain');
    await expect(page).toHaveURL(/from=/);
    expect(await isMarked(page)).toBe(false);
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

    await page.getByRole('link', { name: 'Dr Adaeze Okafor' }).click();
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
    await expect(timer(page)).toHaveText(/^4:5\d$/);
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

  test('runs out while the page stands open: what was typed stays, and it is booked all the same', async ({ page }) => {
    await startBooking(page, 'dr-hannah-goldberg-weiss');
    await page.clock.install();
    await page.reload();
    await typeDetails(page, stranger('Ada'));
    await runOut(page);
    await page.clock.fastForward('05:00');
    await expect(page.locator('#countdown')).toHaveText(/^We no longer hold this time for you, but it is still free/);
    await expect(button(page, 'Hold it again')).toBeVisible();
    await press(page, 'Try to book anyway');
    await expect(heading(page)).toHaveText('Your appointment is booked');
  });

  test('held again after it has run out, the buttons say what they said', async ({ page }) => {
    await startBooking(page, 'dr-hannah-goldberg-weiss');
    await runOut(page);
    await page.reload();
    await button(page, 'Hold it again').click();
    await expect(timer(page)).toHaveText(/^4:5\d$/);
    await expect(button(page, 'Book this appointment')).toBeVisible();
    await expect(button(page, 'Extend for 5 more minutes')).toBeFocused();
  });

  test('taken meanwhile: said where one types, and what was typed comes along to another time', async ({ page }) => {
    await page.goto('/doctors/dr-hannah-goldberg-weiss');
    const slotId = Number(await radios(page).last().getAttribute('value'));
    await holdTime(page);
    await page.clock.install();
    await page.reload();
    const ada = stranger('Ada');
    await typeDetails(page, ada);
    await runOut(page);
    await take(page, slotId);
    await page.clock.fastForward('05:00');
    await expect(page.locator('#countdown')).toContainText('somebody else has it now');
    await expect(page.getByLabel('Full name')).toHaveValue(ada.name);
    // Extended, it cannot be held: a page of others, and nothing typed twice.
    await press(page, 'Hold it again');
    await expect(heading(page)).toHaveText('That time has just gone');
    await holdTime(page);
    await expect(page.getByLabel('Full name')).toHaveValue(ada.name);
  });

  test('with the network or the database gone nothing typed is lost', async ({ page, context }) => {
    await startBooking(page, 'dr-hannah-goldberg-weiss');
    await typeDetails(page, { name: 'Ada', email: 'ada@example.org' });
    const alert = page.locator('#alert');
    await context.setOffline(true);
    await button(page, 'Extend for 5 more minutes').click();
    await expect(alert).toHaveText(/^That did not reach us. Nothing is lost/);
    await context.setOffline(false);
    await button(page, 'Extend for 5 more minutes').click();
    await expect(status(page)).toHaveText(/^Done/);
    await expect(alert).toBeEmpty();

    await page.route('**/holds/*', (route) => refuseOnce(route));
    await button(page, 'Extend for 5 more minutes').click();
    await expect(alert).toHaveText(/^That did not reach us/);
    await expect(page.getByLabel('Full name')).toHaveValue('Ada');
  });
});

test('every script lost on the way: the journey is the same', async ({ page }) => {
  await page.route(/\.js$/, (route) => route.abort());
  await page.goto('/doctors?q=hannah');
  await page.getByRole('link', { name: /^Dr Hannah/ }).click();
  await page.getByRole('link', { name: 'Later days' }).click();
  await expect(page).toHaveURL(/from=/);
  await holdTime(page);
  await press(page, 'Extend for 5 more minutes');
  await expect(status(page)).toHaveText(/^Done/);
  await typeDetails(page, stranger('Ada'));
  await press(page, 'Book this appointment');
  await expect(heading(page)).toHaveText('Your appointment is booked');
});

/** The Back button; Playwright's own waits for a page to load, which may be there already. */
const back = (page: Page) => page.evaluate(() => history.back());

/** A mark that the next page does not have. */
const marked = (page: Page) => page.evaluate(() => document.documentElement.setAttribute('data-same-page', ''));
const isMarked = (page: Page) => page.evaluate(() => document.documentElement.hasAttribute('data-same-page'));

/** The answer of a server whose database is away, to what htmx asks. */
function refuseOnce(route: Route) {
  if (!route.request().headers()['hx-request']) return route.continue();
  return route.fulfill({ status: 503, contentType: 'text/html', body: '<!doctype html><title>Away</title>' });
}
