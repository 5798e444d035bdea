/** Free times as they come and go while pages stand open: at once on every page, and under nobody's hands. */
import { expect, type Locator, type Page, test } from '@playwright/test';
import { cancelAppointment } from '../../src/booking/cancel.ts';
import { confirmHold } from '../../src/booking/confirm.ts';
import { extendHold } from '../../src/booking/extend.ts';
import { releaseHold } from '../../src/booking/release.ts';
import { sweepHolds } from '../../src/booking/sweep.ts';
import { deafen } from '../support/behind-the-pages.ts';
import { booking, endsIn, rules } from '../support/clinic.ts';
import { expectLive, holdBySomebody, idOf, openLive, streamsAskedFor } from '../support/live-page.ts';
import { ownClinic } from '../support/own-clinic.ts';
import { button, follow, press, radios, stranger, typeDetails } from '../support/patient.ts';

// One clinic for all, in which nobody else books.
test.describe.configure({ mode: 'default' });
let clinic: Awaited<ReturnType<typeof ownClinic>>;
test.beforeAll(async () => {
  clinic = await ownClinic({ DEMO: 'true' });
});
test.afterAll(() => clinic.stop());

const status = (page: Page) => page.getByRole('status');
const link = (page: Page, name: string) => page.getByRole('link', { name, exact: true });
const nth = (page: Page, place: number) => radios(page).nth(place);
const wordsAt = (time: Locator) => time.locator('..').locator('label');

test('whatever happens to a time is on an open page at once: held, free again, held longer, run out, booked, cancelled', async ({
  page,
}) => {
  await open(page, 'dr-blazej-wisniewski');
  const id = await idOf(nth(page, 2));
  const time = page.locator(`#slot-${id}`);
  const words = await wordsAt(time).innerText();
  const { db } = clinic;
  const isTaken = async () => {
    await expect(wordsAt(time)).toHaveText(`${words} just taken`);
    await expect(time).toBeDisabled();
  };
  const isFree = async () => {
    await expect(wordsAt(time)).toHaveText(`${words} free again`);
    await expect(time).toBeEnabled();
  };
  await expect(time).toBeEnabled();
  const first = await hold(id);
  await isTaken();
  await releaseHold(db, first);
  await isFree();

  const second = await hold(id);
  await isTaken();
  await extendHold(db, second, rules);
  await isTaken();
  await endsIn(db, second, 1_500);
  await isFree();
  await sweepHolds(db);
  await isFree();

  const third = await hold(id);
  const booked = await confirmHold(db, third, booking('Ada Lovelace'), { soft: true });
  if (!booked.ok) throw new Error(booked.reason);
  await isTaken();
  await cancelAppointment(db, booked.appointmentId, null);
  await isFree();
});

test('a time that another takes stays where it is, and so does every other: nothing moves under a finger', async ({
  page,
}) => {
  await open(page, 'dr-blazej-wisniewski');
  const places = () =>
    page.locator('.time').evaluateAll((all) =>
      all.map((time) => {
        const { left, top, width, height } = time.getBoundingClientRect();
        return [time.querySelector('input')!.id, left, top, width, height].join(' ');
      }),
    );
  const before = await places();
  const [one, another] = [await idOf(nth(page, 0)), await idOf(nth(page, 3))];
  await hold(one);
  await hold(another);
  await expect(page.locator('.time', { hasText: 'just taken' })).toHaveCount(2);
  expect(await places()).toEqual(before);
});

test('the time that one is on or has chosen keeps focus and choice when others go, without a word', async ({
  page,
}) => {
  await open(page, 'dr-blazej-wisniewski');
  const [own, other] = [nth(page, 4), nth(page, 5)];
  const said = await status(page).innerText();
  await own.focus();
  await page.keyboard.press('Space');
  await watchFocus(page);
  await hold(await idOf(other));
  await expect(wordsAt(other)).toContainText('just taken');
  await expect(own).toBeFocused();
  await expect(own).toBeChecked();
  expect(await focusesLost(page)).toBe(0);
  await expect(status(page)).toHaveText(said);
});

test('the loss of the time that one has chosen is said, and shown; it is refused where it is sent, and free again when it is', async ({
  page,
}) => {
  await open(page, 'dr-blazej-wisniewski');
  const own = page.locator(`#slot-${await idOf(nth(page, 6))}`);
  const words = await wordsAt(own).innerText();
  await own.check();
  await watchFocus(page);
  const theirs = await hold(await idOf(own));
  await expect(wordsAt(own)).toHaveText(`${words} just taken`);
  await expect(status(page)).toHaveText(new RegExp(`^\\w+day .+, ${words} is not free any more`));
  await expect(own).toBeFocused();
  await expect(own).toBeChecked();
  await expect(own).toBeEnabled();
  expect(await focusesLost(page)).toBe(0);
  await press(page, 'Hold this time');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('That time has just gone');
  await page.goBack();
  await expectLive(page);

  await releaseHold(clinic.db, theirs);
  await expect(own).toBeVisible();
  await own.check();
  await press(page, 'Hold this time');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your details');
});

test('a time that is gone can be chosen no more once one has left it, and who chooses it under the fingers is told', async ({
  page,
}) => {
  await open(page, 'dr-adaeze-okafor');
  const [own, next, focused] = [nth(page, 1), nth(page, 2), nth(page, 3)];
  await own.check();
  await hold(await idOf(own));
  await expect(wordsAt(own)).toContainText('just taken');
  await expect(own).toBeEnabled();
  await next.check();
  await expect(own).toBeDisabled();
  await expect(next).toBeChecked();
  await expect(status(page)).toBeEmpty();

  await page.evaluate((id) => document.getElementById(id)!.focus(), (await focused.getAttribute('id'))!);
  await hold(await idOf(focused));
  await expect(wordsAt(focused)).toContainText('just taken');
  await expect(focused).toBeEnabled();
  await expect(status(page)).not.toContainText('is not free any more');
  await page.keyboard.press('Space');
  await expect(focused).toBeChecked();
  await expect(status(page)).toContainText('is not free any more');
  await next.check();
  await expect(focused).toBeDisabled();
  await expect(status(page)).toBeEmpty();
});

test('a time chosen by the link one came with stays chosen', async ({ page }) => {
  await open(page, 'dr-fatima-al-zahrawi');
  const [chosen, other] = [await idOf(nth(page, 1)), await idOf(nth(page, 2))];
  await page.goto(`${clinic.url}/doctors/dr-fatima-al-zahrawi?slot=${chosen}`);
  await expectLive(page);
  await hold(other);
  await expect(wordsAt(page.locator(`#slot-${other}`))).toContainText('just taken');
  await expect(page.locator(`#slot-${chosen}`)).toBeChecked();
});

test('paused, nothing changes; going on, all is told that happened meanwhile', async ({ page }) => {
  await open(page, 'dr-fatima-al-zahrawi');
  const [one, two] = [await idOf(nth(page, 3)), await idOf(nth(page, 4))];
  await button(page, 'Pause live updates').click();
  await expect(page.locator('.live')).toContainText('Paused.');
  await hold(one);
  await hold(two);
  await page.waitForTimeout(1_000);
  await expect(page.locator('.time', { hasText: 'just taken' })).toHaveCount(0);
  await expect(button(page, 'Resume live updates')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('.time', { hasText: 'just taken' })).toHaveCount(2);
  await expect(button(page, 'Pause live updates')).toBeFocused();
});

test('paused, other days are paused too', async ({ page }) => {
  await open(page, 'dr-fatima-al-zahrawi');
  await button(page, 'Pause live updates').click();
  const before = await status(page).innerText();
  await link(page, 'Later days').click();
  await expect(status(page)).not.toHaveText(before);
  await expect(page.locator('.live')).toContainText('Paused.');
  await hold(await idOf(nth(page, 0)));
  await page.waitForTimeout(1_000);
  await expect(page.locator('.time', { hasText: 'just taken' })).toHaveCount(0);
  await button(page, 'Resume live updates').click();
  await expect(page.locator('.time', { hasText: 'just taken' })).toHaveCount(1);
});

test('other days that are shown in place are live as well', async ({ page }) => {
  await open(page, 'dr-fatima-al-zahrawi');
  const before = await status(page).innerText();
  await link(page, 'Later days').click();
  await expect(status(page)).not.toHaveText(before);
  const time = page.locator(`#slot-${await idOf(nth(page, 6))}`);
  await hold(await idOf(time));
  await expect(wordsAt(time)).toContainText('just taken');
});

test('where the stream is blocked the page says as of when it is, and its link brings what is so now', async ({
  page,
}) => {
  await deafen(page);
  await page.goto(`${clinic.url}/doctors/dr-fatima-al-zahrawi`);
  await expect(page.getByText(/^Free times as of \d+(:\d\d)?[ap]m\./)).toBeVisible();
  await expect(page.locator('.live')).toContainText('Live updates interrupted');
  await expect(page.locator('#alert')).toBeEmpty();
  const time = page.locator(`#slot-${await idOf(nth(page, 5))}`);
  await hold(await idOf(time));
  await link(page, 'Refresh times').click();
  await expect(time).toHaveCount(0);
  await expect(link(page, 'Refresh times')).toBeFocused();
});

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('the link that refreshes the times brings what is so now, wherever on the page one is', async ({ page }) => {
    await page.goto(`${clinic.url}/doctors/dr-fatima-al-zahrawi`);
    for (const address of [page.url(), `${page.url()}#times`]) {
      await page.goto(address);
      const time = page.locator(`#slot-${await idOf(radios(page).last())}`);
      await hold(await idOf(time));
      await follow(page, 'Refresh times');
      await expect(time).toHaveCount(0);
    }
  });
});

test('when the listener’s connection is cut, the page hears of what happened meanwhile', async ({ page }) => {
  await open(page, 'dr-fatima-al-zahrawi');
  const time = page.locator(`#slot-${await idOf(nth(page, 7))}`);
  await clinic.deafen();
  await hold(await idOf(time));
  await expect(wordsAt(time)).toContainText('just taken');
});

test('when the last time of the days in view goes, the page says where the next is, and takes it back when one is free', async ({
  page,
}) => {
  const { sql } = clinic.db;
  const [reading, elsewhere] = [await page.context().newPage(), await page.context().newPage()];
  for (const other of [reading, elsewhere]) {
    await open(other, 'dr-jean-luc-ndiaye');
    await button(other, 'Hold this time').focus();
  }
  await open(page, 'dr-jean-luc-ndiaye');
  const last = await idOf(radios(page).last());
  await sql`
    UPDATE time_slots s SET withdrawn_at = now() FROM doctors d
    WHERE d.id = s.doctor_id AND d.slug = 'dr-jean-luc-ndiaye' AND date < current_date + 15`;
  await expect(button(page, 'Hold this time')).toHaveCount(0);
  await expect(page.getByText(/^The next free time is on/)).toBeVisible();
  await expect(page.locator('.time:has(:enabled)')).toHaveCount(0);
  // Not from under who is on it.
  await expect(reading.locator('.time:has(:enabled)')).toHaveCount(0);
  await expect(button(reading, 'Hold this time')).toBeFocused();
  // Nor from other days, where a link takes no focus as it is clicked: so it is in Safari.
  await elsewhere.bringToFront();
  await expect(elsewhere.locator('.time:has(:enabled)')).toHaveCount(0);
  await elsewhere.evaluate(() => document.getElementById('later')!.click());
  await expect(elsewhere.locator('.time:has(:enabled)').first()).toBeVisible();
  await link(elsewhere, 'Refresh times').focus();
  await expect(button(elsewhere, 'Hold this time')).toBeVisible();
  await link(reading, 'Refresh times').focus();
  await expect(button(reading, 'Hold this time')).toHaveCount(0);
  await expect(reading.getByText(/^The next free time is on/)).toBeVisible();

  // Who comes now sees none, and the first that is free again can be chosen there.
  const late = await page.context().newPage();
  await open(late, 'dr-jean-luc-ndiaye');
  await expect(radios(late)).toHaveCount(0);
  const later = await page.context().newPage();
  await open(later, 'dr-jean-luc-ndiaye');
  const wayOn = later.getByText(/^The next free time is on/).getByRole('link');
  await wayOn.focus();
  await sql`UPDATE time_slots SET withdrawn_at = NULL WHERE id = ${last}`;
  await expect(button(page, 'Hold this time')).toBeVisible();
  // Nor is the way to another day taken from who is about to go it.
  await expect(wayOn).toBeFocused();
  await button(later, 'Pause live updates').focus();
  await expect(button(later, 'Hold this time')).toBeVisible();
  await late.locator(`#slot-${last}`).check();
  await press(late, 'Hold this time');
  await expect(late.getByRole('heading', { level: 1 })).toHaveText('Your details');
});

test('the first time that is free with a doctor who had none can be chosen, and its loss is said', async ({ page }) => {
  const { sql } = clinic.db;
  const [{ id }] = (await sql`
    WITH gone AS (
      UPDATE time_slots s SET withdrawn_at = now() FROM doctors d
      WHERE d.id = s.doctor_id AND d.slug = 'dr-hannah-goldberg-weiss' RETURNING s.id, s.date)
    SELECT id FROM gone WHERE date = (SELECT min(date) FROM gone WHERE date > current_date + 1) LIMIT 1`) as unknown as [
    { id: number },
  ];
  await open(page, 'dr-hannah-goldberg-weiss');
  await expect(page.getByText('No free times can be booked online at the moment')).toBeVisible();
  await sql`UPDATE time_slots SET withdrawn_at = NULL WHERE id = ${id}`;
  const time = page.locator(`#slot-${id}`);
  await time.check();
  await hold(id);
  await expect(wordsAt(time)).toContainText('just taken');
  await expect(time).toBeChecked();
  await expect(status(page)).toContainText('is not free any more');
});

test('where an appointment could move to, times come and go in the same way, and no stream learns whose page that is', async ({
  page,
}) => {
  await open(page, 'dr-siobhan-ni-bhriain');
  await nth(page, 0).check();
  await press(page, 'Hold this time');
  await typeDetails(page, stranger('Ada'));
  await press(page, 'Book this appointment');
  const own = new URL(page.url()).pathname;
  const streams = streamsAskedFor(page);
  await follow(page, 'Move to another time');
  await expectLive(page);
  const lead = await page.locator('.lead').innerText();
  expect(lead).toContain('That stays yours until you have moved.');
  const said = await status(page).innerText();

  const [other, chosen] = [nth(page, -2), page.locator(`#slot-${await idOf(radios(page).last())}`)];
  await chosen.focus();
  await page.keyboard.press('Space');
  await watchFocus(page);
  const theirs = await hold(await idOf(other));
  await expect(wordsAt(other)).toContainText('just taken');
  await releaseHold(clinic.db, theirs);
  await expect(wordsAt(other)).toContainText('free again');
  await expect(status(page)).toHaveText(said);
  const taken = await hold(await idOf(chosen));
  await expect(wordsAt(chosen)).toContainText('just taken');
  await expect(status(page)).toContainText('is not free any more');
  await expect(chosen).toBeChecked();
  await expect(chosen).toBeFocused();
  expect(await focusesLost(page)).toBe(0);

  // The way on is this page's own, and so is the form that is left.
  const { sql } = clinic.db;
  await sql`
    UPDATE time_slots s SET withdrawn_at = now() FROM doctors d
    WHERE d.id = s.doctor_id AND d.slug = 'dr-siobhan-ni-bhriain' AND s.status = 'available' AND date < current_date + 15`;
  await expect(button(page, 'Hold this time')).toHaveCount(0);
  const wayOn = page.getByText(/^The next free time is on/).getByRole('link');
  expect(await wayOn.evaluate((link: HTMLAnchorElement) => link.pathname)).toBe(`${own}/move`);
  await releaseHold(clinic.db, taken);
  await expect(wordsAt(chosen)).toContainText('free again');
  await expect(page.locator('.lead')).toHaveText(lead);
  await press(page, 'Hold this time');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Move to this time?');

  expect(streams).not.toEqual([]);
  const token = own.split('/')[2]!;
  for (const stream of streams) {
    expect(stream.url()).not.toContain(token);
    expect(Object.values(await stream.allHeaders()).join()).not.toContain(token);
  }
});

const open = (page: Page, doctor: string) => openLive(page, clinic, doctor);
const hold = (slotId: number) => holdBySomebody(clinic.db, slotId);

const watchFocus = (page: Page) =>
  page.evaluate(() => {
    document.documentElement.dataset.lost = '0';
    document.addEventListener('focusout', () => {
      document.documentElement.dataset.lost = String(Number(document.documentElement.dataset.lost) + 1);
    });
  });
const focusesLost = async (page: Page) => Number(await page.evaluate(() => document.documentElement.dataset.lost));
