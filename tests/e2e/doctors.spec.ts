/** The front desk looks at a doctor's day and hands out the link to their calendar; the doctor uses it. */
import { expect, type Locator, type Page, test } from '@playwright/test';
import { linkInMail } from '../support/kept-mail.ts';
import { signIn } from '../support/states-desk.ts';

test('with a keyboard alone Ruth goes to a doctor’s day, to another date, and mails the doctor the link', async ({
  page,
}) => {
  await signIn(page, '/desk');
  await tabTo(page, page.getByRole('navigation').getByRole('link', { name: /^Doctors/ }));
  await tabTo(page, page.getByRole('link', { name: 'Dr Tomás Beltrán' }));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Dr Tomás Beltrán');
  // Today may be a day off, or nearly over.
  do await tabTo(page, page.getByRole('link', { name: 'Day after' }));
  while ((await page.getByRole('table').count()) === 0);
  await expect(page.getByRole('table')).toHaveAccessibleName(/^Times on /);
  await expect(page.getByRole('rowheader').first()).toHaveText(/ to /);
  await tabTo(page, page.getByRole('button', { name: 'Mail Dr Tomás Beltrán the link' }));
  await expect(page.getByRole('status')).toContainText('The link is on its way to');
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('the doctor opens the link in the mail, subscribes, and makes a new address that alone counts', async ({
    page,
  }) => {
    await signIn(page, '/desk/doctors/dr-fatima-al-zahrawi');
    const email = (await page.getByText(/^The mail goes to /).innerText()).replace(/^The mail goes to (.*)\.$/, '$1');
    await page.getByRole('button', { name: 'Mail Dr Fatima al-Zahrawi the link' }).click();
    await page.goto(await linkInMail(page, email, /^Your calendar/, /\/calendars\/[\w-]+/));
    const address = page.getByLabel('Address to subscribe to');
    const before = await address.inputValue();
    expect(await page.getByRole('link', { name: 'Subscribe on this device' }).getAttribute('href')).toBe(
      before.replace('http:', 'webcal:'),
    );
    expect(await (await page.request.get(before)).text()).toMatch(/^BEGIN:VCALENDAR\r\n/);
    await page.getByRole('button', { name: 'Make a new address' }).click();
    await expect(page.getByRole('status')).toContainText('new addresses');
    expect((await page.request.get(before)).status()).toBe(404);
    expect((await page.request.get(await address.inputValue())).status()).toBe(200);
  });
});

/** Tabs until the focus is on it, and presses Enter. */
async function tabTo(page: Page, control: Locator) {
  const next = page.waitForEvent('domcontentloaded');
  for (let nth = 0; nth < 60 && !(await control.evaluate((it) => it === document.activeElement)); nth++)
    await page.keyboard.press('Tab');
  await expect(control).toBeFocused();
  await page.keyboard.press('Enter');
  await next;
}
