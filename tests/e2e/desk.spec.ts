/** A patient writes to the practice, and the front desk answers: without JavaScript, and with a keyboard alone. */
import { expect, test } from '@playwright/test';
import { states } from '../support/states.ts';
import { write } from '../support/states-contact.ts';
import { signIn } from '../support/states-desk.ts';

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('Ada writes, mends what was wrong, and has a reference; Ruth answers, and signs out', async ({ page }) => {
    await page.goto('/');
    await page.getByRole('link', { name: 'Write to us' }).click();
    await page.getByRole('button', { name: 'Send your message' }).click();
    await expect(page.getByRole('heading', { name: 'There is a problem' })).toBeVisible();
    const words = `How much? ${crypto.randomUUID()}`;
    await write(page, words);
    await page.getByRole('button', { name: 'Send your message' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('We have your message');
    const reference = new URL(page.url()).pathname.split('/').at(-1)!;
    await page.reload();

    await page.goto(`/desk/messages/${reference}`);
    await page.getByLabel('Password').fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('link', { name: 'This is not the password' })).toBeVisible();
    await page.getByLabel('Password').fill('front-desk');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByText(words)).toBeVisible();
    await page.getByLabel('Your answer').fill('Nothing.');
    await page.getByRole('button', { name: 'Send the answer' }).click();
    await expect(page.getByRole('heading', { name: 'The answer' })).toBeVisible();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(page.getByText('You are signed out.')).toBeVisible();
    await page.goBack();
    await page.reload();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Front desk: sign in');
  });
});

test('Ruth’s session ends while she types: she signs in, and sends what she wrote', async ({ page }) => {
  await states['desk, message not sent yet']!.open(page, '');
  await expect(page.getByText('this is not sent yet')).toBeVisible();
  await expect(page.getByLabel('Your answer')).toHaveValue('Half an hour’s work.\n\nNot lost.');
  await page.getByRole('button', { name: 'Send the answer' }).click();
  await expect(page.getByText('Not lost.')).toHaveClass('letter');
});

test('with a keyboard alone Ruth goes from the list to a message, answers it, and is never led through the trap', async ({
  page,
}) => {
  await page.goto('/contact');
  const visited: string[] = [];
  for (let nth = 0; nth < 25; nth++) {
    await page.keyboard.press('Tab');
    visited.push(await page.evaluate(() => (document.activeElement as HTMLInputElement).name ?? ''));
  }
  expect(visited).toContain('message');
  expect(visited).not.toContain('homepage');
  await write(page);
  await page.getByRole('button', { name: 'Send your message' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('We have your message');
  const reference = new URL(page.url()).pathname.split('/').at(-1)!;
  await signIn(page, `/desk/messages/${reference}`);
  const answer = page.getByLabel('Your answer');
  while (!(await answer.evaluate((element) => element === document.activeElement))) await page.keyboard.press('Tab');
  await page.keyboard.type('Nothing.');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'The answer' })).toBeVisible();
});
