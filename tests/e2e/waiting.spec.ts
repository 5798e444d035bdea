/** The waiting list, as patients without JavaScript and with a keyboard alone meet it. */
import { expect, test } from '@playwright/test';
import { change } from '../support/behind-the-pages.ts';
import { press, stranger, typeDetails } from '../support/patient.ts';
import { entryInMail, toOffer } from '../support/states-waiting.ts';
import { timePasses } from '../support/waiting-list.ts';

const doctor = 'dr-wei-ling-tan';

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('Ada joins from the doctor’s page, changes what she waits for, and leaves', async ({ page }) => {
    await page.goto(`/doctors/${doctor}`);
    await page.getByRole('link', { name: 'Tell me if something earlier frees up' }).click();
    await page.getByLabel('Saturday').uncheck();
    await page.getByLabel('Sunday').uncheck();
    await page.getByLabel('Evenings').uncheck();
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect(page.getByText('Monday, Tuesday, Wednesday, Thursday and Friday')).toBeVisible();
    await page.getByRole('button', { name: 'Change what you wait for' }).click();
    await expect(page.getByLabel('Sunday')).not.toBeChecked();
    await page.getByLabel('Monday').uncheck();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('button', { name: 'Join the waiting list' }).click();
    await expect(page.getByRole('heading', { name: 'There is a problem' })).toBeVisible();
    const ada = stranger('Ada');
    await typeDetails(page, ada);
    await page.getByRole('button', { name: 'Join the waiting list' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Open the mail that we have sent you');
    await page.goto(await entryInMail(page, ada.email));
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Do you want to be on the waiting list?');
    await page.getByRole('button', { name: 'Yes, put me on the list' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('You are on the waiting list');
    await expect(page.getByText('Tuesday, Wednesday, Thursday and Friday')).toBeVisible();
    await expect(page.getByText('Mornings and afternoons')).toBeVisible();
    await page.getByRole('link', { name: 'Change the days or times' }).click();
    await page.getByLabel('Evenings').check();
    await page.getByRole('button', { name: 'Save the change' }).click();
    await expect(page.getByText('Your change is saved.')).toBeVisible();
    await expect(page.getByText('Any time of day')).toBeVisible();
    await page.getByRole('button', { name: 'Leave the waiting list' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('You have left the waiting list');
  });

  test('Ben cancels, and Ada books his time by the link in her mail; Back does not undo it', async ({ page }) => {
    await toOffer(page, doctor);
    await page.getByRole('button', { name: 'Book this appointment' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your appointment is booked');
    const own = page.url();
    await page.goBack();
    await page.reload();
    await expect(page).toHaveURL(own);
  });
});

test('with a keyboard alone Ada ticks what suits her, and says yes', async ({ page }) => {
  await page.goto(`/waiting-list?doctor=${doctor}`);
  const tabTo = async (name: string) => {
    const wanted = page.getByRole('checkbox', { name }).or(page.getByRole('button', { name })).first();
    while (!(await wanted.evaluate((element) => element === document.activeElement))) await page.keyboard.press('Tab');
  };
  await tabTo('Sunday');
  await page.keyboard.press('Space');
  await expect(page.getByRole('checkbox', { name: 'Sunday' })).not.toBeChecked();
  await tabTo('Continue');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Who is waiting?');
  await toOffer(page, doctor);
  await tabTo('Book this appointment');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your appointment is booked');
});

test('with scripts, the first thing at fault has the focus', async ({ page }) => {
  await page.goto(`/waiting-list/details?doctor=${doctor}&scope=doctor`);
  await expect(page.locator('.error-summary')).toBeFocused();
  await page.getByRole('link', { name: 'Choose at least one day' }).click();
  await expect(page.getByRole('checkbox', { name: 'Monday' })).toBeFocused();
  await page.goto('/');
  await press(page, 'Search');
});

test('with scripts, an offer that stays open says that it will end, and what is so when it has', async ({ page }) => {
  await page.clock.install();
  const offerId = await toOffer(page, doctor);
  const left = Number(await page.locator('#countdown').getAttribute('data-left'));
  await page.clock.fastForward((left - 100) * 1000);
  await expect(page.getByRole('status')).toHaveText(/^About 2 minutes left/);
  await expect(page.getByText('Nobody else can have it before then.')).toBeVisible();
  await change((db) => timePasses(db, offerId));
  await page.clock.fastForward('02:00');
  await expect(page.getByText('Your time to answer is over, but nobody else has it yet')).toBeVisible();
  await expect(page.getByText('Nobody else can have it before then.')).toBeHidden();
});
