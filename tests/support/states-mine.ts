/** The pages on which patients find what they have booked. */
import type { Page } from '@playwright/test';
import { press } from './patient.ts';

const find = 'Find your appointment';

export const mineStates = {
  'find an appointment': { heading: find, open: (page: Page) => page.goto('/find-appointment') },
  'find an appointment, nothing filled in': {
    heading: find,
    open: async (page: Page) => {
      await page.goto('/find-appointment');
      await press(page, 'Find the appointment');
    },
  },
  'find an appointment, none found': { heading: find, open: (page: Page) => miss(page, 'K7MF-4QT2') },
  'find an appointment, too many tries': {
    heading: find,
    open: async (page: Page) => {
      for (let nth = 0; nth < 11; nth++) await miss(page, '2222-2222');
    },
  },
};

async function miss(page: Page, reference: string) {
  await page.goto('/find-appointment');
  await page.getByLabel('Reference').fill(reference);
  await page.getByLabel('Day').fill('31');
  await page.getByLabel('Month').fill('12');
  await page.getByLabel('Year').fill('1985');
  await press(page, 'Find the appointment');
}
