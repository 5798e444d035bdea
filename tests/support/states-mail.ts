/** The pages on which a developer reads mail that was kept. */
import { expect, type Page } from '@playwright/test';
import { press, startBooking, stranger, typeDetails } from './patient.ts';

export const mailStates = {
  'kept mail': { heading: 'Mail that was not sent', open: toMail },
  'kept mail, one': {
    heading: 'A mail that was not sent',
    open: async (page: Page, doctor: string) => {
      const { email } = await toMail(page, doctor);
      await page.getByRole('listitem').filter({ hasText: email }).getByRole('link').click();
      await expect(page.getByText(`Hello`)).toBeVisible();
    },
  },
};

/** Books, and waits until the mail of it is there. */
async function toMail(page: Page, doctor: string) {
  const patient = stranger();
  await startBooking(page, doctor);
  await typeDetails(page, patient);
  await press(page, 'Book this appointment');
  await expect(async () => {
    await page.goto('/dev/mail');
    await expect(page.getByText(patient.email)).toBeVisible({ timeout: 100 });
  }).toPass();
  return patient;
}
