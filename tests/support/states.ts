/** Every page of the journey in every state that a browser can bring it to, by the name of the state. */
import type { Page } from '@playwright/test';
import { button, holdTime, radios, startBooking, stranger, takenMeanwhile, typeDetails } from './patient.ts';

/** `doctor` is the slug of one that nobody else uses meanwhile. */
type Open = (page: Page, doctor: string) => Promise<unknown>;

/** `heading` tells the page that was meant from the one that says what went wrong. */
export const states: Record<string, { heading: string | RegExp; open: Open }> = {
  home: { heading: 'Book an appointment', open: (page) => page.goto('/') },
  'home, a time held': {
    heading: 'Book an appointment',
    open: async (page, doctor) => {
      await startBooking(page, doctor);
      await page.goto('/');
    },
  },
  directory: { heading: 'Find a doctor', open: (page) => page.goto('/doctors') },
  'directory, found': { heading: 'Doctors for “okafr”', open: (page) => page.goto('/doctors?q=okafr') },
  'directory, nobody found': { heading: 'Doctors for “qqqqqq”', open: (page) => page.goto('/doctors?q=qqqqqq') },
  doctor: { heading: /^Dr /, open: (page, doctor) => page.goto(`/doctors/${doctor}`) },
  'doctor, later days, a time held': {
    heading: /^Dr /,
    open: async (page, doctor) => {
      await startBooking(page, doctor);
      await page.goto(`/doctors/${doctor}`);
      await page.getByRole('link', { name: 'Later days' }).click();
    },
  },
  'doctor, no time chosen': {
    heading: /^Dr /,
    open: async (page, doctor) => {
      await page.goto(`/doctors/${doctor}`);
      await button(page, 'Hold this time').click();
    },
  },
  'doctor, a date that is none': {
    heading: /^Dr /,
    open: (page, doctor) => page.goto(`/doctors/${doctor}?from=tomorrow`),
  },
  'doctor, a time let go': {
    heading: /^Dr /,
    open: async (page, doctor) => {
      await startBooking(page, doctor);
      await button(page, 'Let this time go').click();
    },
  },
  details: { heading: 'Your details', open: startBooking },
  'details, errors': {
    heading: 'Your details',
    open: async (page, doctor) => {
      await startBooking(page, doctor);
      await page.getByLabel('E-mail address').fill('ada@');
      await page.getByLabel('Day').fill('31');
      await page.getByLabel('Month').fill('2');
      await page.getByLabel('Year').fill('1985');
      await button(page, 'Book this appointment').click();
    },
  },
  'details, extended and with more noted': {
    heading: 'Your details',
    open: async (page, doctor) => {
      await withMoreNoted(page, doctor);
      await button(page, 'Hold it for 5 more minutes').click();
    },
  },
  'details, extended too often': {
    heading: 'Your details',
    open: async (page, doctor) => {
      await startBooking(page, doctor);
      for (let nth = 1; nth <= 11; nth++) await button(page, 'Hold it for 5 more minutes').click();
    },
  },
  more: {
    heading: 'More for the doctor',
    open: async (page, doctor) => {
      await startBooking(page, doctor);
      await button(page, 'Tell the doctor more').click();
    },
  },
  'more, errors': {
    heading: 'More for the doctor',
    open: async (page, doctor) => {
      await startBooking(page, doctor);
      await button(page, 'Tell the doctor more').click();
      await page.getByLabel('Gender').fill('x'.repeat(61));
      await button(page, 'Save and go back').click();
    },
  },
  booker: {
    heading: 'Booking for someone else',
    open: async (page, doctor) => {
      await startBooking(page, doctor);
      await button(page, 'I am booking for someone else').click();
    },
  },
  'booker, errors': {
    heading: 'Booking for someone else',
    open: async (page, doctor) => {
      await startBooking(page, doctor);
      await button(page, 'I am booking for someone else').click();
      await page.getByLabel('Your e-mail address').fill('mother');
      await button(page, 'Save and go back').click();
    },
  },
  taken: {
    heading: 'That time has just gone',
    open: async (page, doctor) => {
      await page.goto(`/doctors/${doctor}`);
      await takenMeanwhile(page, radios(page).last());
      await holdTime(page);
    },
  },
  'taken, another time still held': {
    heading: 'That time has just gone',
    open: async (page, doctor) => {
      await startBooking(page, doctor);
      await page.goto(`/doctors/${doctor}`);
      await takenMeanwhile(page, radios(page).last());
      await holdTime(page);
    },
  },
  ended: {
    heading: 'This hold has ended',
    open: async (page, doctor) => {
      await startBooking(page, doctor);
      const address = page.url();
      await button(page, 'Let this time go').click();
      await page.goto(address);
    },
  },
  confirmation: {
    heading: 'Your appointment is booked',
    open: async (page, doctor) => {
      await withMoreNoted(page, doctor);
      await typeDetails(page, stranger());
      await button(page, 'Book this appointment').click();
    },
  },
  'not found': { heading: 'We cannot find that page', open: (page) => page.goto('/nowhere') },
  'API document': { heading: 'Booking API', open: (page) => page.goto('/api/docs') },
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
