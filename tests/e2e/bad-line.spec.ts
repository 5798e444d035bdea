/** Where scripts run and the network is bad: what goes missing, comes late or out of order, or comes from somebody else. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type APIResponse, expect, type Locator, type Page, type Route, test } from '@playwright/test';
import { runOut, takeClock } from '../support/behind-the-pages.ts';
import { isOnTop } from '../support/focus.ts';
import { button, freeTimes, press, startBooking, stranger, typeDetails } from '../support/patient.ts';

const DOCTOR = 'prof-henrik-sjogren';
// Tests of one doctor's times, one after another.
test.describe.configure({ mode: 'default' });
// As where there is one bar of signal.
test.use({ viewport: { width: 360, height: 640 } });

const status = (page: Page) => page.getByRole('status');
const alert = (page: Page) => page.locator('#alert');
const heading = (page: Page) => page.getByRole('heading', { level: 1 });
const link = (page: Page, name: string | RegExp) => page.getByRole('link', { name, exact: true });
const extend = 'Extend for 5 more minutes';
const notThrough = /^That did not get through. Nothing is lost/;

test.describe('the days', () => {
  test.beforeEach(({ page }) => page.goto(`/doctors/${DOCTOR}`));

  test('with no answer, or that of a server in trouble, stay as they are and say so in view; the next click leads on', async ({
    page,
    context,
  }) => {
    const first = await status(page).innerText();
    await context.setOffline(true);
    // Below the last time, screens away from where the alert stands in the page.
    await pressAtTheEdge(link(page, /^Times after/));
    await expect(alert(page)).toHaveText(notThrough);
    await expect(alert(page)).toBeInViewport();
    expect(await page.locator(':focus').evaluate(isOnTop)).toBe(true);
    await context.setOffline(false);
    await expect(alert(page)).toBeEmpty();

    for (const [code, body] of troubles) {
      await page.route('**/doctors/*?from=*', (route) => instead(route, { status: code, body }), { times: 1 });
      await link(page, /^Times after/).click();
      await expect(alert(page)).toHaveText(notThrough);
      await page.evaluate(() => document.querySelector('#alert')!.replaceChildren());
    }
    await expect(status(page)).toHaveText(first);
    await expect(page).toHaveURL(new RegExp(`/doctors/${DOCTOR}$`));
    await link(page, /^Times after/).click();
    await expect(status(page)).not.toHaveText(first);
    await expect(alert(page)).toBeEmpty();
  });

  test('with no answer, what that says lies over no button and not over the end of the page, in large letters too', async ({
    page,
    context,
  }) => {
    await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'));
    await page.setViewportSize({ width: 640, height: 1000 });
    await freeTimes(page).first().check();
    await context.setOffline(true);
    await link(page, 'Later days').click();
    await expect(alert(page)).toHaveText(notThrough);
    const hold = button(page, 'Hold this time');
    await expect(hold).toBeInViewport({ ratio: 1 });
    expect(await hold.evaluate(isOnTop)).toBe(true);
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    expect(await page.getByText('Appointments by MediBook').evaluate(isOnTop)).toBe(true);
  });

  test('are not those of an earlier click whose answer comes later', async ({ page }) => {
    await link(page, 'Later days').click();
    await expect(page).toHaveURL(/from=/);
    const second = await status(page).innerText();
    const late = Promise.withResolvers<void>();
    const hold = (route: Route) => late.promise.then(() => route.continue());
    await page.route('**/doctors/*?from=*', hold, { times: 1 });
    await link(page, 'Later days').click();
    await link(page, 'Earlier days').click();
    await expect(status(page)).not.toHaveText(second);
    const first = await status(page).innerText();
    late.resolve();
    await page.unrouteAll({ behavior: 'wait' });
    // As long as an answer takes, and more.
    await sleep(1000);
    await expect(status(page)).toHaveText(first);
  });

  test('where the network puts a page of its own in their place, it is shown as what it is', async ({ page }) => {
    await page.route('**/doctors/*?from=*', (route) => route.fulfill({ contentType: 'text/html', body: portal }));
    await link(page, 'Later days').click();
    await expect(heading(page)).toHaveText('Sign in to this network');
  });
});

test('a search that the server cannot answer leaves the focus and what was typed, and is asked again with the next letter', async ({
  page,
}) => {
  await page.goto('/doctors');
  const search = page.getByLabel('Doctor, speciality or what it is about');
  await page.route('**/doctors?q=*', (route) => instead(route, { status: 503 }), { times: 1 });
  await search.pressSequentially('okaf');
  await expect(alert(page)).toHaveText(notThrough);
  await expect(search).toBeFocused();
  await search.pressSequentially('o');
  await expect(status(page)).toHaveText('1 doctor found for “okafo”.');
  await expect(alert(page)).toBeEmpty();
  await expect(search).toBeFocused();
});

test('a search made with the network away is made as soon as that is back', async ({ page, context }) => {
  await page.goto('/doctors');
  await context.setOffline(true);
  await page.getByLabel('Doctor, speciality or what it is about').fill('tan');
  await expect(alert(page)).toHaveText(notThrough);
  await context.setOffline(false);
  await expect(status(page)).toHaveText('1 doctor found for “tan”.');
  await expect(alert(page)).toBeEmpty();
});

test('of two searches under way, the newest is what is shown', async ({ page }) => {
  await page.goto('/doctors');
  const search = page.getByLabel('Doctor, speciality or what it is about');
  const late = Promise.withResolvers<void>();
  await page.route('**/doctors?q=*', (route) => late.promise.then(() => route.continue()), { times: 1 });
  const first = page.waitForRequest(/q=okaf/);
  await search.pressSequentially('okaf');
  await first;
  await search.fill('tan');
  await expect(status(page)).toHaveText('1 doctor found for “tan”.');
  late.resolve();
  await page.unrouteAll({ behavior: 'wait' });
  await sleep(1000);
  await expect(status(page)).toHaveText('1 doctor found for “tan”.');
});

test.describe('the countdown', () => {
  const timer = (page: Page) => page.getByRole('timer');

  test('a script that comes late counts from when the page came', async ({ page }) => {
    await startBooking(page, DOCTOR);
    let delayed = 0;
    await page.route(/\.js$/, async (route) => {
      await sleep(5000);
      delayed++;
      await route.continue();
    });
    await page.reload();
    const left = Number(await page.locator('#countdown').getAttribute('data-left'));
    await expect(timer(page)).toHaveText(/^\d:\d\d$/);
    expect(delayed).toBe(1);
    expect(secondsOf(await timer(page).innerText())).toBeLessThanOrEqual(left - 4);
  });

  test('over here before it is over there, it goes on for what the server says is left', async ({ page }) => {
    await startBooking(page, DOCTOR);
    await takeClock(page);
    await page.clock.fastForward('05:01');
    await expect(timer(page)).toHaveText(/^[1-4]:\d\d$/);
    await expect(button(page, 'Book this appointment')).toBeVisible();
    await expect(button(page, extend)).toBeVisible();
    await runOut(page);
    await page.clock.fastForward('05:01');
    await expect(page.locator('#countdown')).toContainText('but it is still free');
  });

  test('over with the network away, it asks whether the time is still free as soon as that is back', async ({
    page,
    context,
  }) => {
    await startBooking(page, DOCTOR);
    await takeClock(page);
    await runOut(page);
    await context.setOffline(true);
    await page.clock.fastForward('05:01');
    await expect(page.locator('#countdown')).toHaveText(
      'We no longer hold this time for you. You can still try to book it.',
    );
    // Nobody has asked for anything.
    await expect(alert(page)).toBeEmpty();
    await context.setOffline(false);
    await expect(page.locator('#countdown')).toContainText('but it is still free');
  });

  test('over with the server in trouble, it asks again until that has said', async ({ page }) => {
    await startBooking(page, DOCTOR);
    await takeClock(page);
    await runOut(page);
    const late = Promise.withResolvers<void>();
    let asked = 0;
    const trouble = async (route: Route) => {
      asked++;
      await late.promise;
      await instead(route, { status: 503 });
    };
    await page.route('**/holds/*', trouble, { times: 2 });
    await page.clock.fastForward('04:40');
    await expect(alert(page)).toHaveText(/^About 30 seconds left/);
    await page.clock.fastForward('00:21');
    await expect.poll(() => asked).toBe(1);
    // Before any answer: what it says is over.
    await expect(alert(page)).toBeEmpty();
    const answer = page.waitForResponse((response) => response.status() === 503);
    late.resolve();
    await answer;
    await expect(alert(page)).toBeEmpty();
    await page.clock.runFor('00:11');
    await expect.poll(() => asked).toBe(2);
    await expect(page.locator('#countdown')).toContainText('You can still try to book it.');
    await page.clock.runFor('00:11');
    await expect(page.locator('#countdown')).toContainText('but it is still free');
    await expect(alert(page)).toBeEmpty();
  });

  test('the warning at thirty seconds stays when the network comes back', async ({ page, context }) => {
    await startBooking(page, DOCTOR);
    await takeClock(page);
    await page.clock.fastForward('04:40');
    await context.setOffline(true);
    await context.setOffline(false);
    await expect.poll(() => page.evaluate(() => navigator.onLine)).toBe(true);
    await expect(alert(page)).toHaveText(/^About 30 seconds left/);
  });

  test('extended with more than the server takes, nothing typed is lost and it is said', async ({ page }) => {
    await startBooking(page, DOCTOR);
    await press(page, 'Tell the doctor more');
    const history = page.getByLabel('Medical history');
    await history.fill('x'.repeat(70_000));
    await button(page, extend).click();
    await expect(alert(page)).toHaveText(notThrough);
    expect((await history.inputValue()).length).toBe(70_000);
  });

  test('two clicks before the answer extend once', async ({ page }) => {
    await startBooking(page, DOCTOR);
    const late = Promise.withResolvers<void>();
    await page.route('**/holds/*', (route) => late.promise.then(() => route.continue()));
    await button(page, extend).click();
    await button(page, extend).click();
    late.resolve();
    await expect(status(page)).toHaveText(/^Done/);
    await sleep(2500);
    await expect(timer(page)).toHaveText(/^9:\d\d$/);
  });

  test('held again while the question whether it is free is under way: the late answer to that undoes nothing', async ({
    page,
  }) => {
    await startBooking(page, DOCTOR);
    await takeClock(page);
    await runOut(page);
    const late = Promise.withResolvers<void>();
    const answered = Promise.withResolvers<APIResponse>();
    const hold = async (route: Route) => {
      const response = await route.fetch();
      answered.resolve(response);
      await late.promise;
      await route.fulfill({ response });
    };
    await page.route('**/holds/*', hold, { times: 1 });
    await page.clock.fastForward('05:01');
    expect(await (await answered.promise).text()).toContain('but it is still free');
    await button(page, 'Hold it again').click();
    await expect(timer(page)).toHaveText(/^4:\d\d$/);
    late.resolve();
    await page.unrouteAll({ behavior: 'wait' });
    await sleep(1000);
    await expect(status(page)).toHaveText(/^Done/);
  });

  test('with no answer, or that of a server in trouble, nothing typed is lost and the next click extends', async ({
    page,
    context,
  }) => {
    await startBooking(page, DOCTOR);
    await typeDetails(page, { name: 'Ada', email: 'ada@example.org' });
    await context.setOffline(true);
    await pressAtTheEdge(button(page, extend));
    await expect(alert(page)).toHaveText(notThrough);
    await expect(alert(page)).toBeInViewport();
    expect(await page.locator(':focus').evaluate(isOnTop)).toBe(true);
    await context.setOffline(false);
    for (const [code, body] of troubles) {
      await page.evaluate(() => document.querySelector('#alert')!.replaceChildren());
      await page.route('**/holds/*', (route) => instead(route, { status: code, body }), { times: 1 });
      await button(page, extend).click();
      await expect(alert(page)).toHaveText(notThrough);
      await expect(page.getByLabel('Full name')).toHaveValue('Ada');
    }
    await button(page, extend).click();
    await expect(status(page)).toHaveText(/^Done/);
    await expect(alert(page)).toBeEmpty();
  });
});

test('every script lost on the way: the journey is the same', async ({ page }) => {
  await page.route(/\.js$/, (route) => route.abort());
  await page.goto('/doctors?q=sjogren');
  await link(page, /^Prof. Henrik/).click();
  await link(page, 'Later days').click();
  await expect(page).toHaveURL(/from=/);
  await freeTimes(page).last().check();
  await press(page, 'Hold this time');
  await press(page, extend);
  await expect(status(page)).toHaveText(/^Done/);
  await typeDetails(page, stranger('Ada'));
  await press(page, 'Book this appointment');
  await expect(heading(page)).toHaveText('Your appointment is booked');
});

/** Ours, with its database away; and that of a proxy before it, which is HTML of the oldest kind. */
const troubles: [status: number, body: string][] = [
  [503, '<!doctype html><title>Away</title>'],
  [
    502,
    '<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>',
  ],
  [429, '<!doctype html><title>Too quick</title>'],
];

const portal = '<!doctype html><title>Welcome</title><h1>Sign in to this network</h1>';

/** Another answer than the server's, to what htmx asks. */
function instead(route: Route, answer: { status: number; body?: string }) {
  if (!route.request().headers()['hx-request']) return route.continue();
  return route.fulfill({ contentType: 'text/html', body: '', ...answer });
}

/** By key, where the window ends just below it. */
async function pressAtTheEdge(control: Locator) {
  await control.focus();
  await control.evaluate((shown) => shown.scrollIntoView({ block: 'end' }));
  await control.press('Enter');
}

function secondsOf(timer: string): number {
  const [minutes = 0, seconds = 0] = timer.split(':').map(Number);
  return minutes * 60 + seconds;
}
