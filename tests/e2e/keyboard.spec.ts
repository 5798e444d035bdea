/** The journey with the keyboard alone, with scripts and without: every stop is seen, and the times are one stop. */
import { expect, type Locator, type Page, test } from '@playwright/test';
import { button, radios, stranger } from '../support/patient.ts';

// Of one doctor's times, one after the other.
test.describe.configure({ mode: 'default' });

for (const javaScriptEnabled of [false, true]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled });
    test('from the front door to the appointment by Tab, arrows, Space and Enter', ({ page }) =>
      // Extended in place, the focus is still on the button.
      journey(page, { fromExtend: javaScriptEnabled ? 'Shift+Tab' : 'Tab' }));
  });
}

async function journey(page: Page, { fromExtend }: { fromExtend: 'Tab' | 'Shift+Tab' }) {
  await page.goto('/');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeInViewport();
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByLabel('Doctor, speciality or what it is about'));
  await page.keyboard.type('wei ling');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status')).toHaveText('1 doctor found for “wei ling”.');

  await tabTo(page, page.getByRole('link', { name: 'Dr Wei-Ling Tan', exact: true }));
  await page.keyboard.press('Enter');
  await expectPage(page, 'Dr Wei-Ling Tan');

  const times = radios(page);
  await tabTo(page, times.first());
  await page.keyboard.press('Tab');
  await expect(button(page, 'Hold this time')).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  const sundry = 9; // More than a day has: the arrows go on into the next.
  for (let nth = 1; nth <= sundry; nth++) await page.keyboard.press('ArrowDown');
  await expectSeen(times.nth(sundry));
  await expect(times.nth(sundry)).toBeChecked();
  await page.keyboard.press('Tab');
  await expect(button(page, 'Hold this time')).toBeFocused();
  await page.keyboard.press('Space');
  await expectPage(page, 'Your details');

  const [name, email] = [page.getByLabel('Full name'), page.getByLabel('E-mail address')];
  await tabTo(page, name);
  await page.keyboard.press('Enter');
  await expect(page).toHaveTitle(/^Error: /);
  await page.waitForLoadState();
  await tabTo(page, page.getByRole('link', { name: 'Enter the patient’s full name' }));
  await page.keyboard.press('Enter');
  const ada = stranger('Ada');
  await page.keyboard.type(ada.name);
  await tabTo(page, email);
  await page.keyboard.type(ada.email);
  await tabTo(page, button(page, 'Extend for 5 more minutes'));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status')).toContainText('Done');
  await tabTo(page, email, fromExtend);
  await page.keyboard.press('Enter');
  await expectPage(page, 'Your appointment is booked');
}

const expectPage = (page: Page, heading: string) => expect(page.getByRole('heading', { level: 1 })).toHaveText(heading);

/** Tabs on until this has the focus; everything on the way must show that it has it. */
async function tabTo(page: Page, wanted: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab') {
  for (let stops = 0; stops < 30; stops++) {
    await page.keyboard.press(key);
    // The calendar button inside a date box has the focus as part of the box.
    await expectSeen(page.locator(':focus, input:focus-within'));
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`Thirty stops, and none of them ${wanted}.`);
}

async function expectSeen(focused: Locator) {
  await expect(focused).toBeFocused();
  await expect(focused).toBeInViewport();
  const { style, width } = await focused.evaluate((element) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    return { style: outlineStyle, width: Number.parseFloat(outlineWidth) };
  });
  expect(style).not.toBe('none');
  expect(width).toBeGreaterThanOrEqual(2);
}
