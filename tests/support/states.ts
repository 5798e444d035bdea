/** Every page of the journey in every state that a browser can bring it to, by the name of the state. */
import { expect, type Page } from '@playwright/test';
import { cancelAppointment } from '../../src/booking/cancel.ts';
import { releaseHold } from '../../src/booking/release.ts';
import { sweepHolds } from '../../src/booking/sweep.ts';
import { hasBooked, hasHeld } from './beforehand.ts';
import { change, runOut } from './behind-the-pages.ts';
import {
  bookedElsewhere,
  holdTime,
  press,
  pressPlainly,
  radios,
  stranger,
  take,
  takenMeanwhile,
  typeDetails,
} from './patient.ts';
import { changeStates } from './states-changes.ts';
import { contactStates } from './states-contact.ts';
import { deskStates } from './states-desk.ts';
import { doctorStates } from './states-doctors.ts';
import { googleStates } from './states-google.ts';
import { mailStates } from './states-mail.ts';
import { mineStates } from './states-mine.ts';
import { waitingStates } from './states-waiting.ts';

/** `doctor` is the slug of one that nobody else uses meanwhile. */
type Open = (page: Page, doctor: string) => Promise<unknown>;

/** `changed`: scripts have made it another than the server sent. `heading` tells the page that was meant from the one that says what went wrong. */
export const states: Record<string, { heading: string | RegExp; open: Open; changed?: true }> = {
  home: { heading: 'Book an appointment', open: (page) => page.goto('/') },
  'home, a time held': {
    heading: 'Book an appointment',
    open: async (page, doctor) => {
      await hasHeld(page, doctor);
      await page.goto('/');
    },
  },
  directory: { heading: 'Find a doctor', open: (page) => page.goto('/doctors') },
  'directory, found': { heading: 'Find a doctor', open: (page) => page.goto('/doctors?q=okafr') },
  'directory, nobody found': { heading: 'Find a doctor', open: (page) => page.goto('/doctors?q=qqqqqq') },
  'directory, a speciality that nobody has': {
    heading: 'Find a doctor',
    open: (page) => page.goto('/doctors?specialization=Alchemy'),
  },
  'directory, found in a speciality, long words': {
    heading: 'Find a doctor',
    open: (page) => page.goto(`/doctors?q=${LONG_WORD}&specialization=cardiology`),
  },
  doctor: { heading: /^Dr /, open: (page, doctor) => page.goto(`/doctors/${doctor}`) },
  'doctor, later days, a time held': {
    heading: /^Dr /,
    open: async (page, doctor) => {
      await hasHeld(page, doctor);
      await page.goto(`/doctors/${doctor}`);
      await page.goto((await page.getByRole('link', { name: 'Later days' }).getAttribute('href'))!);
    },
  },
  'doctor, no time chosen': {
    heading: /^Dr /,
    open: async (page, doctor) => {
      await page.goto(`/doctors/${doctor}`);
      await press(page, 'Hold this time');
    },
  },
  'doctor, a time chosen': {
    heading: /^Dr /,
    open: async (page, doctor) => {
      await page.goto(`/doctors/${doctor}`);
      await page.goto(withSlot(page, await radios(page).first().getAttribute('value')));
    },
  },
  'doctor, a date that is none': {
    heading: /^Dr /,
    open: (page, doctor) => page.goto(`/doctors/${doctor}?from=tomorrow`),
  },
  'doctor, a date beyond the last': {
    heading: /^Dr /,
    open: (page, doctor) => page.goto(`/doctors/${doctor}?from=2999-12-31`),
  },
  'doctor, a date that is past': {
    heading: /^Dr /,
    open: (page, doctor) => page.goto(`/doctors/${doctor}?from=2001-01-01`),
  },
  'doctor, the time of the link has gone': {
    heading: /^Dr /,
    open: async (page, doctor) => {
      await page.goto(`/doctors/${doctor}`);
      const time = radios(page).last();
      const slotId = await time.getAttribute('value');
      await takenMeanwhile(page, time);
      await page.goto(withSlot(page, slotId));
    },
  },
  'doctor, a time let go': {
    heading: /^Dr /,
    open: async (page, doctor) => {
      await hasHeld(page, doctor);
      await press(page, 'Let this time go');
    },
  },
  'doctor, times that went and came back while it stood open': {
    heading: /^Dr /,
    changed: true,
    open: async (page, doctor) => {
      await page.goto(`/doctors/${doctor}`);
      await radios(page).nth(2).check();
      for (const place of [1, 2]) await takenMeanwhile(page, radios(page).nth(place));
      for (const place of [1, 2]) await expect(radios(page).nth(place).locator('..')).toContainText('just taken');
      const slotId = await radios(page).nth(1).getAttribute('value');
      await change(async (db) => {
        const [row] = await db.sql<{ held_by: string }[]>`SELECT held_by FROM time_slots WHERE id = ${slotId}`;
        await releaseHold(db, row!.held_by);
      });
      await expect(page.getByText('free again')).toHaveCount(1);
    },
  },
  'doctor, live updates paused': {
    heading: /^Dr /,
    open: async (page, doctor) => {
      await page.goto(`/doctors/${doctor}`);
      await page.getByRole('button', { name: 'Pause live updates' }).click();
    },
  },
  details: { heading: 'Your details', open: hasHeld },
  'details, errors': {
    heading: 'Your details',
    open: async (page, doctor) => {
      await hasHeld(page, doctor);
      await page.getByLabel('E-mail address').fill('ada@');
      await page.getByLabel('Day').fill('31');
      await page.getByLabel('Month').fill('2');
      await page.getByLabel('Year').fill('1985');
      await press(page, 'Book this appointment');
    },
  },
  'details, extended and with more noted': {
    heading: 'Your details',
    open: async (page, doctor) => {
      await withMoreNoted(page, doctor);
      await pressPlainly(page, 'Extend for 5 more minutes');
    },
  },
  'details, in place of another time': {
    heading: 'Your details',
    open: async (page, doctor) => {
      await withMoreNoted(page, doctor);
      await press(page, 'Choose another time');
      await holdTime(page);
    },
  },
  'details, long and right-to-left text': { heading: 'Your details', open: withLongText },
  'details, the patient is elsewhere then': {
    heading: 'Your details',
    open: async (page, doctor) => {
      const patient = stranger();
      await page.goto(`/doctors/${doctor}`);
      const slotId = await bookedElsewhere(page, doctor, patient);
      await holdTime(page, page.locator(`input[value="${slotId}"]`));
      await typeDetails(page, patient);
      await press(page, 'Book this appointment');
    },
  },
  'details, extended too often': {
    heading: 'Your details',
    open: async (page, doctor) => {
      await hasHeld(page, doctor);
      const extend = 'Extend for 5 more minutes';
      for (let nth = 1; nth < 10; nth++) await pressPlainly(page, extend);
      const other = await page.context().newPage();
      await other.goto(page.url());
      await pressPlainly(other, extend);
      await other.close();
      await pressPlainly(page, extend);
    },
  },
  'details, extended for the last time': {
    heading: 'Your details',
    open: async (page, doctor) => {
      await hasHeld(page, doctor);
      for (let nth = 1; nth <= 10; nth++) await pressPlainly(page, 'Extend for 5 more minutes');
    },
  },
  'details, run out': {
    heading: 'Your details',
    open: async (page, doctor) => {
      await withMoreNoted(page, doctor);
      await runOut(page);
      await page.reload();
    },
  },
  'details, so late that what was noted is erased': {
    heading: 'Your details',
    open: async (page, doctor) => {
      await withMoreNoted(page, doctor);
      await runOut(page, -61 * 60_000);
      await change(async (db) => sweepHolds(db));
      await typeDetails(page, stranger());
      await press(page, 'Book this appointment');
    },
  },
  'details, run out and taken': {
    heading: 'That time has just gone',
    open: async (page, doctor) => {
      await page.goto(`/doctors/${doctor}`);
      const time = Number(await radios(page).last().getAttribute('value'));
      await holdTime(page);
      await typeDetails(page, stranger());
      await runOut(page);
      await take(page, time);
      await press(page, 'Book this appointment');
    },
  },
  more: {
    heading: 'More for the doctor',
    open: async (page, doctor) => {
      await hasHeld(page, doctor);
      await press(page, 'Tell the doctor more');
    },
  },
  'more, errors': {
    heading: 'More for the doctor',
    open: async (page, doctor) => {
      await hasHeld(page, doctor);
      await press(page, 'Tell the doctor more');
      await page.getByLabel('Gender').fill('x'.repeat(61));
      await press(page, 'Save and go back');
    },
  },
  booker: {
    heading: 'Booking for someone else',
    open: async (page, doctor) => {
      await hasHeld(page, doctor);
      await press(page, 'I am booking for someone else');
    },
  },
  'booker, errors': {
    heading: 'Booking for someone else',
    open: async (page, doctor) => {
      await hasHeld(page, doctor);
      await press(page, 'I am booking for someone else');
      await page.getByLabel('Your e-mail address').fill('mother');
      await press(page, 'Save and go back');
    },
  },
  taken: {
    heading: 'That time has just gone',
    open: async (page, doctor) => {
      await page.goto(`/doctors/${doctor}`);
      await holdTooLate(page);
    },
  },
  'taken, another time still held': {
    heading: 'That time has just gone',
    open: async (page, doctor) => {
      await hasHeld(page, doctor);
      await page.goto(`/doctors/${doctor}`);
      await holdTooLate(page);
    },
  },
  ended: {
    heading: 'This time is not held for you any more',
    open: async (page, doctor) => {
      await hasHeld(page, doctor);
      const address = page.url();
      await press(page, 'Let this time go');
      await page.goto(address);
    },
  },
  confirmation: {
    heading: 'Your appointment is booked',
    open: async (page, doctor) => {
      await withMoreNoted(page, doctor);
      await typeDetails(page, stranger());
      await press(page, 'Book this appointment');
    },
  },
  'confirmation, long and right-to-left text': {
    heading: 'Your appointment is booked',
    open: async (page, doctor) => {
      await withLongText(page, doctor);
      await press(page, 'Book this appointment');
    },
  },
  'confirmation, cancelled since': {
    heading: 'This appointment is cancelled',
    open: async (page, doctor) => {
      await booked(page, doctor);
      const reference = await referenceOf(page);
      await change(async (db) => {
        const [row] = await db.sql<{ id: number }[]>`SELECT id FROM appointments WHERE reference = ${reference}`;
        await cancelAppointment(db, row!.id, null);
      });
      await page.reload();
    },
  },
  'confirmation, mail refused': {
    heading: 'Your appointment is booked',
    open: async (page, doctor) => {
      await booked(page, doctor);
      const reference = await referenceOf(page);
      await change(
        (db) => db.sql`
          UPDATE mails SET ended = 'refused', ended_at = now(), kept = NULL
          WHERE (about->>'appointmentId')::bigint = (SELECT id FROM appointments WHERE reference = ${reference})`,
      );
      await page.reload();
    },
  },
  'confirmation, over': {
    heading: 'This appointment is over',
    open: async (page, doctor) => {
      await booked(page, doctor);
      const reference = await referenceOf(page);
      await change(
        (db) => db.sql`
          UPDATE appointments SET during = tstzrange(lower(during) - interval '1 year', upper(during) - interval '1 year')
          WHERE reference = ${reference}`,
      );
      await page.reload();
    },
  },
  'too much at once': {
    heading: 'That was too much at once',
    open: async (page, doctor) => {
      await hasHeld(page, doctor);
      await press(page, 'Tell the doctor more');
      await page.getByLabel('Medical history').fill('x'.repeat(70_000));
      await press(page, 'Save and go back');
    },
  },
  'from another site': {
    heading: 'This came from another site',
    open: async (page) => {
      await page.goto('/');
      const action = new URL('/holds', page.url());
      await page.goto(`data:text/html,<form method=post action=${action}><button>Hold</button></form>`);
      await press(page, 'Hold');
    },
  },
  'not found': { heading: 'We cannot find that page', open: (page) => page.goto('/nowhere') },
  'API document': { heading: 'Booking API', open: (page) => page.goto('/api/docs') },
  ...changeStates,
  ...mailStates,
  ...waitingStates,
  ...contactStates,
  ...deskStates,
  ...doctorStates,
  ...mineStates,
  ...googleStates,
};

/** Somebody else takes the time that is chosen here. */
async function holdTooLate(page: Page) {
  const time = radios(page).last();
  await time.check();
  await takenMeanwhile(page, time);
  await press(page, 'Hold this time');
}

/** The page that is open, with a time chosen by its address. */
function withSlot(page: Page, slotId: string | null): string {
  const address = new URL(page.url());
  address.searchParams.set('slot', slotId ?? '');
  return address.href;
}

/** Nowhere to break in 70 letters. */
const LONG_WORD = 'Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch-Wolstenholme';

async function withLongText(page: Page, doctor: string) {
  await hasHeld(page, doctor);
  await press(page, 'Tell the doctor more');
  const reason = `https://records.example/letters/${'0123456789abcdef'.repeat(8)}?from=gp#page\nכאב ראש`;
  await page.getByLabel('Why would you like to see the doctor?').fill(reason);
  await press(page, 'Save and go back');
  await typeDetails(page, { ...stranger(), name: `${LONG_WORD} مريم` });
}

async function withMoreNoted(page: Page, doctor: string) {
  await hasHeld(page, doctor);
  await press(page, 'Tell the doctor more');
  await page.getByLabel('Why would you like to see the doctor?').fill('A rash\nsince Monday');
  await page.getByLabel('Medical history').fill('Asthma');
  await press(page, 'Save and go back');
  await press(page, 'I am booking for someone else');
  await page.getByLabel('Your full name').fill('Mrs Tim');
  await page.getByLabel('Your e-mail address').fill('mother@example.org');
  await press(page, 'Save and go back');
}

async function booked(page: Page, doctor: string) {
  await hasBooked(page, doctor, stranger());
}

const referenceOf = async (page: Page) => (await page.locator('.reference strong').innerText()).replace('-', '');

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
