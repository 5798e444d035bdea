/** The pages on which a developer reads mail that was kept. */
import type { Page } from '@playwright/test';
import { hasBooked } from './beforehand.ts';
import { openMail } from './kept-mail.ts';
import { stranger } from './patient.ts';

export const mailStates = {
  'kept mail': { heading: 'Mail that was not sent', open: toMail },
  'kept mail, one': {
    heading: 'A mail that was not sent',
    open: async (page: Page, doctor: string) => {
      const { email } = await toMail(page, doctor);
      await openMail(page, email, /^Your appointment/);
    },
  },
};

/** Books, and waits until the mail of it is there. */
async function toMail(page: Page, doctor: string) {
  const patient = stranger();
  await hasBooked(page, doctor, patient);
  await openMail(page, patient.email, /^Your appointment/);
  await page.goto('/dev/mail');
  return patient;
}
