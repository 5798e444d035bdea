/** The patient's journey in Chromium with JavaScript off. Tests run at the same time, so that each has a doctor of its own. */
import { readFile } from 'node:fs/promises';
import { expect, type Page, test } from '@playwright/test';
import ical from 'ical.js';
import {
  follow,
  holdTime,
  press,
  radios,
  startBooking,
  stranger,
  takenMeanwhile,
  typeDetails,
} from '../support/patient.ts';

test.use({ javaScriptEnabled: false });

const banner = (page: Page) => page.getByRole('complementary', { name: 'The time held for you' });
const heading = (page: Page) => page.getByRole('heading', { level: 1 });

test('from a search with a typing error to the appointment, with errors, more and a booker on the way', async ({
  page,
}) => {
  await page.goto('/');
  await page.getByLabel('Doctor, speciality or what it is about').fill('okafr');
  await press(page, 'Search');
  await expect(page.getByRole('status')).toContainText('1 doctor found');
  await follow(page, /^Dr Adaeze Okafor$/);
  const time = radios(page).last();
  const startsAt = await startOf(page, Number(await time.getAttribute('value')));
  await holdTime(page, time);

  await expect(heading(page)).toHaveText('Your details');
  await expect(page.getByText('We hold this time for you until')).toBeVisible();
  await page.getByLabel('E-mail address').fill('tim@');
  await press(page, 'Book this appointment');
  await expect(page).toHaveTitle(/^Error: Your details/);
  const summary = page.getByRole('alert', { name: 'There is a problem' });
  await expect(summary.getByRole('link')).toHaveText([
    'Enter the patient’s full name',
    'Enter an e-mail address like name@example.com',
  ]);
  await summary.getByRole('link', { name: 'Enter an e-mail address' }).click();
  await expect(page.getByLabel('E-mail address')).toBeFocused();
  await expect(page.getByLabel('E-mail address')).toHaveValue('tim@');
  const tim = stranger('Tim');
  await typeDetails(page, tim);

  await press(page, 'Tell the doctor more');
  await page.getByLabel('Why would you like to see the doctor?').fill('A rash');
  await press(page, 'Save and go back');
  await press(page, 'I am booking for someone else');
  await page.getByLabel('Your full name').fill('Mrs Tim');
  await page.getByLabel('Your e-mail address').fill('mother@example.org');
  await press(page, 'Save and go back');
  await expect(page.getByLabel('Full name')).toHaveValue(tim.name);
  await expect(page.getByRole('main')).toContainText('Mrs Tim');

  await press(page, 'Extend for 5 more minutes');
  await expect(page.getByRole('status')).toContainText('Done: the time is held for you until');
  await press(page, 'Book this appointment');

  await expect(heading(page)).toHaveText('Your appointment is booked');
  await expect(page.getByText(/Your reference: [2-9A-Z]{4}-[2-9A-Z]{4}$/)).toBeVisible();
  await expect(page.getByRole('main')).toContainText('A rash');
  expect((await calendarEvent(page)).startDate.toJSDate().toISOString()).toBe(startsAt);
});

test('reload and Back after booking lead to the same appointment', async ({ page }) => {
  await startBooking(page, 'dr-jean-luc-ndiaye');
  await press(page, 'Book this appointment');
  await expect(page).toHaveTitle(/^Error: /);
  await page.reload();
  await expect(page).toHaveTitle(/^Error: /);
  await typeDetails(page, stranger());
  await press(page, 'Book this appointment');
  await expect(heading(page)).toHaveText('Your appointment is booked');
  const [address, reference] = [page.url(), await page.locator('.reference').innerText()];
  await page.reload();
  await expect(page.locator('.reference')).toHaveText(reference);
  // Over the page that was refused, and the one before it.
  for (const _ of [1, 2]) {
    await page.goBack();
    await expect(page).toHaveURL(address);
    await expect(page.locator('.reference')).toHaveText(reference);
  }
});

test('Back over what was refused for the booker finds that page, put right by now', async ({ page }) => {
  await startBooking(page, 'dr-blazej-wisniewski');
  await press(page, 'I am booking for someone else');
  await page.getByLabel('Your full name').fill('Mrs Tim');
  await page.getByLabel('Your e-mail address').fill('mother@');
  await press(page, 'Save and go back');
  await expect(page).toHaveTitle(/^Error: Booking for someone else/);
  await page.reload();
  await expect(page.getByLabel('Your e-mail address')).toHaveValue('mother@');
  await page.getByLabel('Your e-mail address').fill('mother@example.org');
  await press(page, 'Save and go back');
  await expect(heading(page)).toHaveText('Your details');
  await page.goBack();
  await expect(page).toHaveTitle(/^Booking for someone else/);
  await expect(page.getByLabel('Your e-mail address')).toHaveValue('mother@example.org');
});

test('Back from a time that is held chooses none, and over a form that came without a time asks for one', async ({
  page,
}) => {
  await page.goto('/doctors/dr-jean-luc-ndiaye');
  const summary = page.getByRole('alert', { name: 'There is a problem' });
  await press(page, 'Hold this time');
  await expect(summary).toContainText('Choose a time');
  // Not the last: a browser that counts would choose the one after it.
  await holdTime(page, radios(page).first());
  await page.goBack();
  await expect(summary).toContainText('Choose a time');
  await expect(page.locator('input:checked')).toHaveCount(0);
  await page.goBack();
  await expect(heading(page)).toHaveText("Dr Jean-Luc N'Diaye");
  await expect(summary).toHaveCount(0);
  await expect(page.locator('input:checked')).toHaveCount(0);
});

test('“held for you” is on every page, through Back, reload and a second tab, until the time is let go', async ({
  page,
  context,
}) => {
  await startBooking(page, 'dr-tomas-beltran');
  const details = page.url();
  await page.goBack();
  await expect(heading(page)).toHaveText('Dr Tomás Beltrán');
  await expect(banner(page)).toContainText(/Held for you until (\d+(:\d\d)?(am|pm)|midday|midnight)/);
  for (const address of ['/', '/doctors', '/doctors/dr-adaeze-okafor']) {
    await page.goto(address);
    await expect(banner(page)).toContainText('with Dr Tomás Beltrán');
    await page.reload();
    await expect(banner(page)).toBeVisible();
  }
  const secondTab = await context.newPage();
  await secondTab.goto('/');
  await follow(secondTab, 'Continue booking');
  expect(new URL(secondTab.url()).pathname).toBe(new URL(details).pathname);

  await press(page, 'Let this time go');
  await expect(page.getByRole('main')).toContainText('Your time was let go');
  await expect(banner(page)).toBeHidden();
  await secondTab.reload();
  await expect(heading(secondTab)).toHaveText('This time is not held for you any more');
  await follow(secondTab, 'Dr Tomás Beltrán');
  await expect(banner(secondTab)).toBeHidden();
});

test('two patients race for one time: one gets it, the other goes on with what they typed', async ({ browser }) => {
  const patients = [stranger('Ada'), stranger('Ben')];
  const pages = await Promise.all(
    patients.map(async (patient, nth) => {
      const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
      await page.goto('/doctors/dr-fatima-al-zahrawi');
      await holdTime(page, radios(page).nth(-4 - nth));
      await typeDetails(page, patient);
      await press(page, 'Choose another time');
      await radios(page).last().check();
      return page;
    }),
  );
  await Promise.all(pages.map((page) => press(page, 'Hold this time')));
  const headings = await Promise.all(pages.map((page) => heading(page).innerText()));
  expect(headings.toSorted()).toEqual(['That time has just gone', 'Your details']);

  const late = headings.indexOf('That time has just gone');
  const [winner, loser] = [pages[1 - late]!, pages[late]!];
  await expect(winner.getByLabel('Full name')).toHaveValue(patients[1 - late]!.name);
  await expect(loser.getByRole('main')).toContainText('The time you held before is still yours');
  await holdTime(loser);
  await expect(loser.getByLabel('Full name')).toHaveValue(patients[late]!.name);
  for (const page of [winner, loser]) {
    await press(page, 'Book this appointment');
    await expect(heading(page)).toHaveText('Your appointment is booked');
    await page.context().close();
  }
});

test('a time that went meanwhile: the nearest free ones are one click away', async ({ page }) => {
  await page.goto('/doctors/dr-adaeze-okafor');
  const time = radios(page).nth(8);
  await takenMeanwhile(page, time);
  await holdTime(page, time);
  await expect(page).toHaveTitle(/^Error: That time has just gone/);
  await expect(radios(page)).toHaveCount(6);
  await holdTime(page);
  await expect(heading(page)).toHaveText('Your details');
});

/** The instant of this slot's start, as the API tells it. */
async function startOf(page: Page, slotId: number): Promise<string> {
  const { doctors } = await (await page.request.get('/api/doctors')).json();
  const doctor = doctors.find(({ slug }: { slug: string }) => page.url().includes(slug));
  const date = (await page.locator('.day:has(fieldset)').last().getAttribute('id'))!.replace('day-', '');
  const { slots } = await (await page.request.get(`/api/slots?doctorId=${doctor.id}&date=${date}`)).json();
  const slot = slots.find(({ id }: { id: number }) => id === slotId);
  return new Date(slot.startsAt).toISOString();
}

/** The event of the file behind the confirmation's calendar link. */
async function calendarEvent(page: Page) {
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Add to your calendar' }).click();
  const file = await readFile(await (await download).path(), 'utf8');
  return new ical.Event(new ical.Component(ical.parse(file)).getFirstSubcomponent('vevent')!);
}
