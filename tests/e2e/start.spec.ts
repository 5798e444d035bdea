import { expect, test } from '@playwright/test';

test('the first page comes with its stylesheet and without a complaint of the browser', async ({ page }) => {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  const styles = page.waitForResponse(/\/static\/app-[\w-]+\.css$/);
  const answer = await page.goto('/');
  expect(answer?.status()).toBe(200);
  expect((await styles).headers()['cache-control']).toBe('public, max-age=31536000, immutable');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  expect(complaints).toEqual([]);
});
