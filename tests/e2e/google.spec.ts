/** A patient has their appointment put into their Google Calendar, on Google's own page, that of its emulator. */
import { expect, type Page, test } from '@playwright/test';
import { change } from '../support/behind-the-pages.ts';
import { follow, freeTimes, press, startBooking, stranger, typeDetails } from '../support/patient.ts';
import { changeEvent, googleStates, idOf } from '../support/states-google.ts';

const doctor = 'dr-olumide-adeyemi';

/** Books for somebody with this address. */
async function booked(page: Page, person = stranger('Ada')) {
  await startBooking(page, doctor);
  await typeDetails(page, person);
  await press(page, 'Book this appointment');
  return page.url();
}

/** What is in this account's calendar, which the emulator shows, of the appointment that this page is of. */
async function inCalendar(page: Page, email: string): Promise<Record<string, unknown>[]> {
  const reference = await page.locator('.reference strong').innerText();
  const shown = await page.context().newPage();
  await shown.goto(`${process.env.MEDIBOOK_GOOGLE}/calendar`);
  const texts = await shown.locator(`h2:text-is("${email}") ~ pre`).allInnerTexts();
  await shown.close();
  return texts.filter((text) => text.includes(reference)).map((text) => JSON.parse(text));
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled });

    test('Ada allows it at Google, has the appointment in her calendar, moves it there, and disconnects', async ({
      page,
    }) => {
      const path = new URL(await booked(page)).pathname;
      await follow(page, 'Add to Google Calendar');
      await press(page, /ben@example.com/);
      await expect(page.getByText('The appointment is in your Google Calendar now.')).toBeVisible();
      expect(new URL(page.url()).pathname).toBe(path);
      await expect(page.getByText('It is in your Google Calendar (b...@example.com).')).toBeVisible();
      const [first, ...others] = await inCalendar(page, 'ben@example.com');
      expect(first).toMatchObject({ summary: 'Appointment at Riverside Practice', status: 'confirmed' });
      expect(others).toEqual([]);

      await follow(page, 'Move to another time');
      await freeTimes(page).first().check();
      await press(page, 'Hold this time');
      await press(page, 'Move my appointment');
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your appointment is moved');
      const now = async () => (await inCalendar(page, 'ben@example.com')).map(({ start }) => JSON.stringify(start));
      await expect.poll(now).not.toEqual([JSON.stringify(first!.start)]);
      expect(await now()).toHaveLength(1);

      await press(page, 'Disconnect Google Calendar');
      await expect(page.getByText('Google Calendar is disconnected.')).toBeVisible();
      await expect(page.getByRole('link', { name: 'Add to Google Calendar' })).toBeVisible();
    });

    test('Ada does not allow it: she is back at her appointment, which is as it was', async ({ page }) => {
      const path = new URL(await booked(page)).pathname;
      await follow(page, 'Add to Google Calendar');
      await follow(page, 'Cancel');
      expect(new URL(page.url()).pathname).toBe(path);
      await expect(page.getByText('Your appointment stands as it is.')).toBeVisible();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your appointment is booked');
    });

    test('Ada closes Google’s page, or goes back from it: nothing has changed', async ({ page }) => {
      await booked(page);
      await follow(page, 'Add to Google Calendar');
      await page.goBack();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your appointment is booked');
      await expect(page.getByRole('link', { name: 'Add to Google Calendar' })).toBeVisible();
    });
  });
}

test('with a keyboard alone: to Google, through its page, and back', async ({ page }) => {
  await booked(page);
  await page.getByRole('link', { name: 'Cancel this appointment' }).focus();
  while (
    !(await page.getByRole('link', { name: 'Add to Google Calendar' }).evaluate((it) => it === document.activeElement))
  )
    await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  const account = page.getByRole('button', { name: /ben@example.com/ });
  await account.waitFor();
  while (!(await account.evaluate((it) => it === document.activeElement))) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByText('It is in your Google Calendar (b...@example.com).')).toBeVisible();
});

test('what Ada books later is in her calendar by itself, as her Google address is the one she gave', async ({
  page,
}) => {
  const ada = { ...stranger('Ada'), email: 'ada@example.com' };
  await booked(page, ada);
  await follow(page, 'Add to Google Calendar');
  await press(page, /ada@example.com/);
  await expect(page.getByText('Appointments that you book from now on are added')).toBeVisible();
  await booked(page, ada);
  await expect.poll(async () => (await inCalendar(page, 'ada@example.com')).length).toBe(1);
  await page.reload();
  await expect(page.getByText('It is in your Google Calendar, which gets your appointments by itself.')).toBeVisible();
});

test('Ada, who waits for Google, hears of it when her calendar has it, where she is on the page', async ({ page }) => {
  await googleStates['confirmation, waiting for Google'].open(page, doctor);
  const panel = page.getByRole('region', { name: 'Google Calendar' });
  const status = page.locator('#status');
  const look = panel.getByRole('link', { name: 'Look again' });
  await page.goto(`${page.url()}?calendar=waiting`);
  const notice = page.locator('main > .notice');
  await expect(notice).toContainText('will be there as soon as Google answers');
  await look.press('Enter');
  await expect(status).toHaveText(/^Waiting to be added to your Google Calendar\./);
  // What the page asks next, by itself, takes nothing away of what was said.
  const asked = page.waitForResponse((response) => response.url().includes('calendars=waiting'));
  await (await asked).finished();
  await page.waitForTimeout(300);
  await expect(status).toHaveText(/^Waiting to be added to your Google Calendar\./);
  await expect(panel.getByRole('heading')).toBeFocused();
  const disconnect = panel.getByRole('button', { name: 'Disconnect Google Calendar' });
  await disconnect.focus();
  await page.evaluate(() => document.body.setAttribute('data-same', ''));

  await changeEvent(page, "state = 'added', written_sequence = 0");
  await expect(status).toHaveText('It is in your Google Calendar (b...@example.com).');
  await expect(panel).toContainText('It is in your Google Calendar (b...@example.com).');
  await expect(look).toHaveCount(0);
  await expect(disconnect).toBeFocused();
  await expect(notice).toContainText('It is in your Google Calendar');
  // In place; and nothing is asked any more.
  await expect(page.locator('body[data-same]')).toHaveCount(1);
  const more: string[] = [];
  page.on('request', (request) => more.push(request.url()));
  await page.waitForTimeout(6_000);
  expect(more).toEqual([]);
});

test('Ada, who waits for Google, hears nothing of a line that is away for a moment', async ({ page, context }) => {
  await googleStates['confirmation, waiting for Google'].open(page, doctor);
  await context.setOffline(true);
  // By the second, what there was to say of the first has been said.
  for (let times = 0; times < 2; times++) await page.waitForEvent('requestfailed');
  await expect(page.locator('#alert')).toBeEmpty();
  await context.setOffline(false);
  await changeEvent(page, "state = 'added', written_sequence = 0");
  await expect(page.locator('#status')).toHaveText(/^It is in your Google Calendar/);
});

test('Ada, who waits for Google, keeps her place: what she had the focus on may go, and what she only reads is not left', async ({
  page,
}) => {
  await googleStates['confirmation, waiting for Google'].open(page, doctor);
  const panel = page.getByRole('region', { name: 'Google Calendar' });
  await page.waitForResponse((response) => response.url().includes('calendars=waiting'));
  await page.waitForResponse((response) => response.url().includes('calendars=waiting'));
  await expect(page.locator('body')).toBeFocused();
  await panel.getByRole('link', { name: 'Look again' }).focus();
  await changeEvent(page, "state = 'added', written_sequence = 0");
  await expect(panel.getByRole('heading')).toBeFocused();
});

test('Ada, who waits for Google and cancels in another window, sees that in this one', async ({ page }) => {
  await googleStates['confirmation, waiting for Google'].open(page, doctor);
  await change(({ sql }) => sql`SELECT cancel_appointment(${idOf(page)}, NULL)`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('This appointment is cancelled');
});
