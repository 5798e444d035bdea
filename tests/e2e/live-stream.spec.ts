/** When an open page hears of changes, what it says of that, and what it does when it cannot. */
import { expect, type Page, test } from '@playwright/test';
import { releaseHold } from '../../src/booking/release.ts';
import { isStream } from '../support/behind-the-pages.ts';
import { expectLive, holdBySomebody, idOf, keptUpToDate, openLive, streamsAskedFor } from '../support/live-page.ts';
import { ownClinic } from '../support/own-clinic.ts';
import { button, press, radios } from '../support/patient.ts';
import { relay } from '../support/relay.ts';

// One clinic for all, in which nobody else books.
test.describe.configure({ mode: 'default' });
let clinic: Awaited<ReturnType<typeof ownClinic>>;
test.beforeAll(async () => {
  clinic = await ownClinic({ DEMO: 'true' });
});
test.afterAll(() => clinic.stop());

const DOCTOR = 'dr-fatima-al-zahrawi';
const said = (page: Page) => page.locator('.live');
const timeOf = (page: Page, id: number) => page.locator('.time').filter({ has: page.locator(`#slot-${id}`) });
const refresh = (page: Page) => page.getByRole('link', { name: 'Refresh times' });
const freeTime = async (page: Page) => idOf(page.locator('.time:not([data-now]) input:enabled').nth(5));

/** What waits a second for its next try waits for ever. */
async function stopClock(page: Page) {
  await page.clock.install({ time: 0 });
  await page.clock.pauseAt(1000);
}

/** The doctor's page by way of a network of its own. */
async function openOver(page: Page) {
  const network = await relay(clinic.url);
  await openLive(page, { url: new URL(network.url).origin }, DOCTOR);
  return network;
}

/** As the browser says when it has a network again, or another. */
const comesBack = (page: Page) => page.evaluate(() => dispatchEvent(new Event('online')));

/** For a page whose tab others hide and show; `hidden` as it is opened. */
async function inTab(page: Page, hidden: boolean) {
  await page.addInitScript((at) => {
    let hidden = at;
    Object.defineProperty(document, 'hidden', { get: () => hidden });
    addEventListener('tab', ({ detail }: CustomEventInit) => {
      hidden = detail;
      document.dispatchEvent(new Event('visibilitychange'));
    });
  }, hidden);
  return (hidden: boolean) => page.evaluate((detail) => dispatchEvent(new CustomEvent('tab', { detail })), hidden);
}

test('what was told before a pause and is undone meanwhile is told again', async ({ page }) => {
  await openLive(page, clinic, DOCTOR);
  const id = await freeTime(page);
  const theirs = await holdBySomebody(clinic.db, id);
  await expect(timeOf(page, id)).toContainText('just taken');
  await button(page, 'Pause live updates').click();
  await releaseHold(clinic.db, theirs);
  await page.waitForTimeout(500);
  await button(page, 'Resume live updates').click();
  await expect(timeOf(page, id)).toContainText('free again');
});

test('paused and going on again quickly, it misses nothing', async ({ page }) => {
  await openLive(page, clinic, DOCTOR);
  const id = await freeTime(page);
  for (const name of ['Pause', 'Resume', 'Pause', 'Resume']) await button(page, `${name} live updates`).click();
  await holdBySomebody(clinic.db, id);
  await expect(timeOf(page, id)).toContainText('just taken');
  await expectLive(page);
});

test('while the patient’s own hold is on its way, nobody is said to have taken the time', async ({ page }) => {
  await openLive(page, clinic, DOCTOR);
  const id = await freeTime(page);
  const [answered, seen] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  await page.route('**/holds', async (route) => {
    const response = await route.fetch({ maxRedirects: 0 });
    answered.resolve();
    await seen.promise;
    await route.fulfill({ response });
  });
  // Elsewhere it is told at once.
  const other = await page.context().newPage();
  await openLive(other, clinic, DOCTOR);
  await page.locator(`#slot-${id}`).check();
  // A page that is about to be left answers no test: it notes itself what changes.
  await page.evaluate(() => {
    const note = (records: MutationRecord[]) => {
      sessionStorage.changes =
        (sessionStorage.changes ?? '') + records.map(({ target }) => target.textContent).join('; ');
    };
    for (const id of ['#status', '.times'])
      new MutationObserver(note).observe(document.querySelector(id)!, { childList: true, subtree: true });
  });
  await button(page, 'Hold this time').click({ noWaitAfter: true });
  await answered.promise;
  await expect(timeOf(other, id)).toContainText('just taken');
  seen.resolve();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your details');
  expect(await page.evaluate(() => sessionStorage.changes ?? '')).toBe('');
});

test('where a form that was sent brings no other page, it hears of changes again', async ({ page }) => {
  await stopClock(page);
  await openLive(page, clinic, DOCTOR);
  const id = await freeTime(page);
  await page.route('**/holds', (route) => route.fulfill({ status: 204 }));
  await page.locator(`#slot-${id}`).check();
  await button(page, 'Hold this time').click();
  await holdBySomebody(clinic.db, id);
  await page.waitForTimeout(500);
  expect(await timeOf(page, id).innerText()).not.toContain('just taken');
  // The answer may be long on its way.
  await page.clock.fastForward(30_000);
  await page.waitForTimeout(300);
  expect(await timeOf(page, id).innerText()).not.toContain('just taken');
  await page.clock.fastForward(31_000);
  await expect(timeOf(page, id)).toContainText('just taken');
});

test('a page that Back finds as it was left hears of changes at once, and of all that it missed', async ({ page }) => {
  await stopClock(page);
  await openLive(page, clinic, DOCTOR);
  const id = await freeTime(page);
  await page.route('**/holds', (route) => route.fulfill({ status: 204 }));
  await page.locator(`#slot-${id}`).check();
  await button(page, 'Hold this time').click();
  await holdBySomebody(clinic.db, id);
  await page.waitForTimeout(300);
  expect(await timeOf(page, id).innerText()).not.toContain('just taken');
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })));
  await expect(timeOf(page, id)).toContainText('just taken');
});

test('it does not say that it is kept up to date before it is', async ({ page }) => {
  await openLive(page, clinic, DOCTOR);
  await page.route(isStream, () => {}); // Never answered.
  const before = await page.getByRole('status').innerText();
  await page.getByRole('link', { name: 'Later days' }).click();
  await expect(page.getByRole('status')).not.toHaveText(before);
  await expect(keptUpToDate(page)).toBeHidden();
  await expect(button(page, 'Pause live updates')).toBeVisible();
});

test('without a network it says so at once, and with one again it goes on at once', async ({ page, context }) => {
  await stopClock(page);
  const network = await openOver(page);
  await context.setOffline(true);
  await expect(said(page)).toContainText('Live updates interrupted.');
  await context.setOffline(false);
  await expectLive(page);

  network.cut();
  await expect(said(page)).toContainText('Live updates interrupted.');
  const id = await freeTime(page);
  await holdBySomebody(clinic.db, id);
  await comesBack(page);
  await expectLive(page);
  await expect(timeOf(page, id)).toContainText('just taken');
  await network.close();
});

test('a stream of which nothing comes any more is left for another at once when the network is another', async ({
  page,
}) => {
  await stopClock(page);
  const network = await openOver(page);
  const id = await freeTime(page);
  const asked = page.waitForRequest((request) => isStream(request.url()));
  network.freeze();
  await holdBySomebody(clinic.db, id);
  await comesBack(page);
  await asked;
  network.thaw();
  await expect(timeOf(page, id)).toContainText('just taken');
  await expectLive(page);
  await network.close();
});

test('what comes just as the page goes out of view is told when it is in view again', async ({ page }) => {
  const hide = await inTab(page, false);
  const network = await openOver(page);
  const [one, two] = [await freeTime(page), await idOf(page.locator('.time input:enabled').nth(6))];
  await page.evaluate(() => {
    const goes = () => dispatchEvent(new CustomEvent('tab', { detail: true }));
    document.addEventListener('htmx:sse:after:message', goes, { once: true });
  });
  network.holdAnswers();
  await holdBySomebody(clinic.db, one);
  await page.waitForTimeout(300);
  await holdBySomebody(clinic.db, two);
  await page.waitForTimeout(300);
  network.thaw();
  await expect(timeOf(page, one)).toContainText('just taken');
  await hide(false);
  await expect(timeOf(page, two)).toContainText('just taken');
  await network.close();
});

test('a page that nobody sees has no stream, and is told all when it is seen', async ({ page }) => {
  const hide = await inTab(page, true);
  const streams = streamsAskedFor(page);
  await page.goto(`${clinic.url}/doctors/${DOCTOR}`);
  const id = await freeTime(page);
  await page.waitForTimeout(500);
  expect(streams).toHaveLength(0);
  await hide(false);
  await expectLive(page);
  expect(streams).toHaveLength(1);

  const left = page.waitForEvent('requestfailed', (request) => isStream(request.url())).catch(() => {});
  await hide(true);
  await Promise.race([left, page.waitForTimeout(500)]);
  const theirs = await holdBySomebody(clinic.db, id);
  await page.waitForTimeout(500);
  expect(await timeOf(page, id).innerText()).not.toContain('just taken');
  await expect(keptUpToDate(page)).toBeHidden();
  await hide(false);
  await expect(timeOf(page, id)).toContainText('just taken');
  expect(streams).toHaveLength(2);
  await releaseHold(clinic.db, theirs);
  await expect(timeOf(page, id)).toContainText('free again');
});

test('one page has one stream, however often it is refreshed, paused and refused', async ({ page }) => {
  await openLive(page, clinic, DOCTOR);
  await button(page, 'Pause live updates').click();
  for (let nth = 0; nth < 3; nth++) {
    const asked = page.waitForResponse((answer) => answer.request().headers()['hx-request'] === 'true');
    await refresh(page).click();
    await asked;
  }
  const streams = streamsAskedFor(page);
  await button(page, 'Resume live updates').click();
  await expectLive(page);
  await page.waitForTimeout(500);
  expect(streams).toHaveLength(1);
});

test('times that are read anew, by a patient who has held one, are kept up to date from then on', async ({ page }) => {
  await openLive(page, clinic, DOCTOR);
  await radios(page).nth(8).check();
  await press(page, 'Hold this time');
  await openLive(page, clinic, DOCTOR);
  const streams = streamsAskedFor(page);
  await refresh(page).click();
  await expect.poll(() => streams.length).toBe(1);
  await expectLive(page);
  const id = await freeTime(page);
  await holdBySomebody(clinic.db, id);
  await expect(timeOf(page, id)).toContainText('just taken');
});

test('where there is no room it comes again when it was told to, once', async ({ page }) => {
  await stopClock(page);
  await page.route(isStream, (route) => route.fulfill({ status: 503, headers: { 'retry-after': '30' } }));
  const streams = streamsAskedFor(page);
  await page.goto(`${clinic.url}/doctors/${DOCTOR}`);
  await expect(said(page)).toContainText('Live updates interrupted.');
  // Nor does a page whose pictures take longer than that answer ask twice.
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow')));
  await page.clock.fastForward(28_000);
  await page.waitForTimeout(300);
  expect(streams).toHaveLength(1);
  const seconds = async (many: number) => {
    for (let nth = 0; nth < many; nth++) {
      await page.clock.runFor(1_000);
      await page.waitForTimeout(30);
    }
    return streams.length;
  };
  await expect.poll(() => seconds(1), { intervals: [1], timeout: 40_000 }).toBe(2);
  // A refresh asks at once; what was waited for is not asked for beside it.
  await refresh(page).click();
  await expect.poll(() => streams.length).toBe(3);
  await expect.poll(() => seconds(1), { intervals: [1], timeout: 40_000 }).toBe(4);
  expect(await seconds(14)).toBe(4);
  await page.unroute(isStream);
  await expect.poll(() => seconds(1), { intervals: [1], timeout: 40_000 }).toBe(5);
  await expectLive(page);
});
