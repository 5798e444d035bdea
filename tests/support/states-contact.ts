/** The pages on which somebody writes to the practice. */
import type { Page } from '@playwright/test';
import { press } from './patient.ts';

export const contactStates = {
  contact: { heading: 'Write to us', open: (page: Page) => page.goto('/contact') },
  'contact, errors': {
    heading: 'Write to us',
    open: async (page: Page) => {
      await page.goto('/contact');
      await press(page, 'Send your message');
    },
  },
  'contact, thanks': {
    heading: 'We have your message',
    open: async (page: Page) => {
      await page.goto('/contact');
      await write(page);
      await press(page, 'Send your message');
    },
  },
};

export async function write(page: Page, message = 'What does a visit cost?') {
  await page.getByLabel('Your name').fill('Ada Lovelace');
  await page.getByLabel('Your e-mail address').fill('ada@example.org');
  await page.getByLabel('Fees').check();
  await page.getByLabel('Your message').fill(message);
}
