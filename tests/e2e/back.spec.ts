/** Who goes back to a form finds it as they left it. */
import { expect, type Page, test } from '@playwright/test';
import { press, startBooking, stranger, typeDetails } from '../support/patient.ts';
import { write } from '../support/states-contact.ts';

const doctor = 'dr-tomas-beltran';
const [short, long] = ['What does a visit cost?', 'What does a visit cost? And is there a lift?'];
const message = (page: Page) => page.getByLabel('Your message');

for (const javaScriptEnabled of [false, true]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled });

    test('back from the thanks to the message that was sent, also after it had to be corrected', async ({ page }) => {
      await page.goto('/contact');
      await write(page, short);
      await press(page, 'Send your message');
      await page.goBack();
      await expect(message(page)).toHaveValue(short);

      await page.getByLabel('Your e-mail address').fill('ada@');
      await press(page, 'Send your message');
      await page.getByLabel('Your e-mail address').fill('ada@example.org');
      await message(page).fill(long);
      await press(page, 'Send your message');
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('We have your message');
      await page.goBack();
      await expect(page).toHaveTitle(/^Error: Write to us/);
      await expect(message(page)).toHaveValue(long);
      await expect(page.getByLabel('Your e-mail address')).toHaveValue('ada@example.org');
    });

    test('back to the two forms that find appointments, after what was wrong there was put right', async ({ page }) => {
      await page.goto('/my-appointments');
      await page.getByLabel('E-mail address').fill('ada@');
      await press(page, 'Send me a link');
      await page.getByLabel('E-mail address').fill(stranger().email);
      await press(page, 'Send me a link');
      await page.goBack();
      await expect(page).toHaveTitle(/^Error: See all your appointments/);

      await page.goto('/find-appointment');
      await page.getByLabel('Reference').fill('2345-6789');
      await press(page, 'Find the appointment');
      await page.goto('/');
      await page.goBack();
      await expect(page).toHaveTitle(/^Error: Find your appointment/);
      await expect(page.getByLabel('Reference')).toHaveValue('2345-6789');
    });

    test('back to who waits, after what was wrong there was put right, and from a change of what for', async ({
      page,
    }) => {
      await page.goto(`/waiting-list?doctor=${doctor}`);
      await press(page, 'Continue');
      await page.getByLabel('Full name').fill('Ada Lovelace');
      await press(page, 'Join the waiting list');
      await expect(page).toHaveTitle(/^Error: Who is waiting/);
      await press(page, 'Change what you wait for');
      await press(page, 'Continue');
      await expect(page.getByLabel('Full name')).toHaveValue('Ada Lovelace');
      await page.goBack();
      await page.goBack();
      await expect(page).toHaveTitle(/^Error: Who is waiting/);
      await expect(page.getByLabel('Full name')).toHaveValue('Ada Lovelace');
    });

    test('back to why an appointment is cancelled, from a look elsewhere', async ({ page }) => {
      await startBooking(page, doctor);
      await typeDetails(page, stranger('Ada'));
      await press(page, 'Book this appointment');
      await page.getByRole('main').getByRole('link', { name: 'Cancel this appointment' }).click();
      await page.getByLabel('Why are you cancelling?').fill('I am well again');
      await page.getByRole('link', { name: 'Keep it' }).click();
      await page.goBack();
      await expect(page.getByLabel('Why are you cancelling?')).toHaveValue('I am well again');
    });
  });
}
