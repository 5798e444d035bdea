/** A patient comes back to what they have booked, without scripts and by keyboard alone. */
import { expect, type Page, test } from '@playwright/test';
import { follow, press, startBooking, stranger, typeDetails } from '../support/patient.ts';
import { mailedLink, signIn } from '../support/states-mine.ts';

const doctor = 'dr-blazej-wisniewski';

async function booked(page: Page) {
  const ada = stranger('Ada');
  await startBooking(page, doctor);
  await typeDetails(page, ada);
  await page.getByLabel('Day').fill('5');
  await page.getByLabel('Month').fill('June');
  await page.getByLabel('Year').fill('1987');
  await press(page, 'Book this appointment');
  return { ...ada, reference: await page.locator('.reference strong').innerText() };
}

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('Ada finds her appointment by its reference and her date of birth', async ({ page }) => {
    const { reference } = await booked(page);
    await page.goto('/');
    await follow(page, 'Find your appointment');
    await page.getByLabel('Reference').fill(reference.toLowerCase());
    await press(page, 'Find the appointment');
    await expect(page.getByRole('alert')).toContainText('Enter the patient’s date of birth');
    await page.getByLabel('Day').fill('5 6 1987');
    await press(page, 'Find the appointment');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your appointment is booked');
    await expect(page.getByRole('main')).toContainText(reference);
  });

  test('Ada sees all of hers by the link in her mail, which works once, and signs out', async ({ page, context }) => {
    const { name, email } = await booked(page);
    await page.goto('/');
    await page.getByRole('contentinfo').getByRole('link', { name: 'See all your appointments' }).click();
    const link = await mailedLink(page, email);
    await page.goto(link);
    await press(page, 'Show my appointments');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your appointments');
    const entry = page.getByRole('listitem').filter({ hasText: name });
    await expect(entry).toHaveCount(1);
    await entry.getByRole('link').click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your appointment is booked');
    await page.goBack();
    await press(page, 'Sign out');
    await expect(page.getByRole('main')).toContainText('You are signed out');
    expect((await context.cookies()).filter((cookie) => cookie.name.endsWith('patient'))).toEqual([]);
    // Back shows nothing of what was there.
    await page.goBack();
    await page.reload();
    await expect(page.getByRole('main')).not.toContainText(name);
    expect((await page.goto(link))!.status()).toBe(410);
  });
});

test('what can be done with an appointment is a thumb’s width apart', async ({ page }) => {
  await booked(page);
  const links = page.locator('main li a').filter({ hasText: /another time|Cancel|earlier/ });
  await expect(links).toHaveCount(3);
  const tops: number[] = [];
  for (const link of await links.all()) {
    const { y, height } = (await link.boundingBox())!;
    expect(height).toBeGreaterThanOrEqual(44);
    tops.push(y);
  }
  const [move, cancel, earlier] = tops;
  expect(Math.min(cancel! - move!, earlier! - cancel!)).toBeGreaterThanOrEqual(44);
});

test('by keyboard: from the form to the list and out again', async ({ page }) => {
  const { email, name } = await booked(page);
  await page.goto(await mailedLink(page, email));
  for (const key of ['Tab', 'Enter']) await page.keyboard.press(key);
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Show my appointments' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your appointments');
  await expect(page.getByRole('main')).toContainText(name);
  await page.getByRole('listitem').getByRole('link').focus();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toContainText('You are signed out');
});

test('signed in in two windows, signed out in one is signed out in both', async ({ page, context }) => {
  const { email } = await booked(page);
  await signIn(page, email);
  const other = await context.newPage();
  await other.goto('/my-appointments');
  await press(other, 'Sign out');
  await press(page, 'Sign out');
  await expect(page.getByRole('main')).toContainText('You are signed out');
});
