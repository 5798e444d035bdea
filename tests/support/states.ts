/** Every page of the journey in every state that a browser can bring it to, by the name of the state. */
import type { Page } from '@playwright/test';
import { button, holdTime, radios, startBooking, stranger, takenMeanwhile, typeDetails } from './patient.ts';

/** `doctor` is the slug of one that nobody else uses meanwhile. */
type Open = (page: Page, doctor: string) => Promise<unknown>;

export const states: Record<string, Open> = {
  home: (page) => page.goto('/'),
  'home, a time held': async (page, doctor) => {
    await startBooking(page, doctor);
    await page.goto('/');
  },
  directory: (page) => page.goto('/doctors'),
  'directory, found': (page) => page.goto('/doctors?q=okafr'),
  'directory, nobody found': (page) => page.goto('/doctors?q=qqqqqq'),
  doctor: (page, doctor) => page.goto(`/doctors/${doctor}`),
  'doctor, later days, a time held': async (page, doctor) => {
    await startBooking(page, doctor);
    await page.goto(`/doctors/${doctor}`);
    await page.getByRole('link', { name: 'Later days' }).click();
  },
  'doctor, no time chosen': async (page, doctor) => {
    await page.goto(`/doctors/${doctor}`);
    await button(page, 'Hold this time').click();
  },
  'doctor, a date that is none': (page, doctor) => page.goto(`/doctors/${doctor}?from=tomorrow`),
  'doctor, a time let go': async (page, doctor) => {
    await startBooking(page, doctor);
    await button(page, 'Let this time go').click();
  },
  details: startBooking,
  'details, errors': async (page, doctor) => {
    await startBooking(page, doctor);
    await page.getByLabel('E-mail address').fill('ada@');
    await page.getByLabel('Day').fill('31');
    await page.getByLabel('Month').fill('2');
    await page.getByLabel('Year').fill('1985');
    await button(page, 'Book this appointment').click();
  },
  'details, extended and with more noted': async (page, doctor) => {
    await withMoreNoted(page, doctor);
    await button(page, 'Hold it for 5 more minutes').click();
  },
  'details, extended too often': async (page, doctor) => {
    await startBooking(page, doctor);
    for (let nth = 1; nth <= 11; nth++) await button(page, 'Hold it for 5 more minutes').click();
  },
  more: async (page, doctor) => {
    await startBooking(page, doctor);
    await button(page, 'Tell the doctor more').click();
  },
  'more, errors': async (page, doctor) => {
    await startBooking(page, doctor);
    await button(page, 'Tell the doctor more').click();
    await page.getByLabel('Gender').fill('x'.repeat(61));
    await button(page, 'Save and go back').click();
  },
  booker: async (page, doctor) => {
    await startBooking(page, doctor);
    await button(page, 'I am booking for someone else').click();
  },
  'booker, errors': async (page, doctor) => {
    await startBooking(page, doctor);
    await button(page, 'I am booking for someone else').click();
    await page.getByLabel('Your e-mail address').fill('mother');
    await button(page, 'Save and go back').click();
  },
  taken: async (page, doctor) => {
    await page.goto(`/doctors/${doctor}`);
    await takenMeanwhile(page, radios(page).last());
    await holdTime(page);
  },
  'taken, another time still held': async (page, doctor) => {
    await startBooking(page, doctor);
    await page.goto(`/doctors/${doctor}`);
    await takenMeanwhile(page, radios(page).last());
    await holdTime(page);
  },
  ended: async (page, doctor) => {
    await startBooking(page, doctor);
    const address = page.url();
    await button(page, 'Let this time go').click();
    await page.goto(address);
  },
  confirmation: async (page, doctor) => {
    await withMoreNoted(page, doctor);
    await typeDetails(page, stranger());
    await button(page, 'Book this appointment').click();
  },
  'not found': (page) => page.goto('/nowhere'),
  'API document': (page) => page.goto('/api/docs'),
};

async function withMoreNoted(page: Page, doctor: string) {
  await startBooking(page, doctor);
  await button(page, 'Tell the doctor more').click();
  await page.getByLabel('Why would you like to see the doctor?').fill('A rash\nsince Monday');
  await page.getByLabel('Medical history').fill('Asthma');
  await button(page, 'Save and go back').click();
  await button(page, 'I am booking for someone else').click();
  await page.getByLabel('Your full name').fill('Mrs Tim');
  await page.getByLabel('Your e-mail address').fill('mother@example.org');
  await button(page, 'Save and go back').click();
}

/** The HTML of the page that is open, as the server sent it. */
export function sentHtml(page: Page): () => Promise<string> {
  let html: Promise<string> | undefined;
  page.on('response', (response) => {
    const redirect = response.status() >= 300 && response.status() < 400;
    // Pages on the way may be gone before they are read.
    if (response.request().isNavigationRequest() && !redirect) html = response.text().catch(() => '');
  });
  return async () => (await html) ?? '';
}
