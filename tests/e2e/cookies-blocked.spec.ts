/** The journey in a Chromium whose settings block all cookies, with JavaScript off. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test as base, expect } from '@playwright/test';
import { browserWithSettings } from '../support/browser.ts';
import { follow, holdTime, press, radios, startBooking, stranger, typeDetails } from '../support/patient.ts';
import { remove, temporaryFolder } from '../support/temporary.ts';

const BLOCK = 2;

const test = base.extend({
  context: async ({ playwright, launchOptions, baseURL }, use) => {
    const profile = await temporaryFolder('profile');
    await mkdir(join(profile, 'Default'));
    const settings = { profile: { default_content_setting_values: { cookies: BLOCK } } };
    await writeFile(join(profile, 'Default/Preferences'), JSON.stringify(settings));
    const executablePath = browserWithSettings();
    const context = await playwright.chromium.launchPersistentContext(profile, {
      ...launchOptions,
      ...(executablePath && { executablePath }),
      javaScriptEnabled: false,
      ...(baseURL && { baseURL }),
    });
    await use(context);
    await context.close();
    await remove(profile);
  },
  page: async ({ context }, use) => use(await context.newPage()),
});

test('with cookies blocked: errors, extending, another time, and what was typed comes along', async ({ page }) => {
  await startBooking(page, 'dr-priya-raghunathan');
  expect(await page.context().cookies()).toEqual([]);
  const ada = stranger('Ada');
  await page.getByLabel('Full name').fill(ada.name);
  await press(page, 'Book this appointment');
  await expect(page).toHaveTitle(/^Error: /);
  await page.getByLabel('E-mail address').fill(ada.email);
  await press(page, 'Extend for 5 more minutes');
  await expect(page.getByRole('status')).toContainText('Done: the time is held for you until');

  await press(page, 'Choose another time');
  await expect(page.getByRole('link', { name: 'Continue booking' })).toBeVisible();
  await follow(page, 'Later days');
  const time = radios(page).last();
  const chosen = await time.getAttribute('value');
  await holdTime(page, time);
  await expect(page.getByLabel('Full name')).toHaveValue(ada.name);
  await typeDetails(page, ada);
  await press(page, 'Tell the doctor more');
  await page.getByLabel('Medical history').fill('Asthma');
  await press(page, 'Save and go back');
  await press(page, 'Book this appointment');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your appointment is booked');

  expect(await page.context().cookies()).toEqual([]);
  await page.goto('/doctors/dr-priya-raghunathan');
  await follow(page, 'Later days');
  await expect(page.locator(`[value="${chosen}"]`)).toHaveCount(0);
});
