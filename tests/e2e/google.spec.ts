/** A patient has their appointment put into their Google Calendar, on Google's own page, that of its emulator. */
import { expect, type Page, test } from '@playwright/test';
import { follow, press, startBooking, stranger, typeDetails } from '../support/patient.ts';

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

    test('Ada allows it at Google, and the appointment is in her calendar', async ({ page }) => {
      const path = await booked(page);
      await follow(page, 'Add to Google Calendar');
      await press(page, /ben@example.com/);
      await expect(page.getByText('The appointment is in your Google Calendar now.')).toBeVisible();
      expect(new URL(page.url()).pathname).toBe(new URL(path).pathname);
      await expect(page.getByText('It is in your Google Calendar (ben@example.com).')).toBeVisible();
      expect(await inCalendar(page, 'ben@example.com')).toEqual([
        expect.objectContaining({ summary: 'Appointment at Riverside Practice', status: 'confirmed' }),
      ]);
    });
  });
}
