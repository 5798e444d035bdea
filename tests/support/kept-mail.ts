/** Mail as a patient finds it: at /dev/mail, a moment after the reason for it. */
import { expect, type Page } from '@playwright/test';

/** Opens the mail to this address whose subject begins so, when it has come. */
export async function openMail(page: Page, email: string, subject: RegExp) {
  const mail = page.getByRole('listitem').filter({ hasText: email }).getByRole('link', { name: subject });
  await expect(async () => {
    await page.goto('/dev/mail');
    await expect(mail.first()).toBeVisible({ timeout: 100 });
  }).toPass();
  await page.goto((await mail.first().getAttribute('href'))!);
}

/** The path of ours that this mail leads to. */
export async function linkInMail(page: Page, email: string, subject: RegExp, path: RegExp): Promise<string> {
  await openMail(page, email, subject);
  return (await page.getByRole('main').innerText()).match(path)![0];
}
