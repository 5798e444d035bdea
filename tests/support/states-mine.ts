/** The pages on which patients find what they have booked. */
import { expect, type Page } from '@playwright/test';
import { cancelAppointment } from '../../src/booking/cancel.ts';
import type { Db } from '../../src/db/client.ts';
import { hasBooked, hasHeld } from './beforehand.ts';
import { change } from './behind-the-pages.ts';
import { linkInMail } from './kept-mail.ts';
import { press, stranger, typeDetails } from './patient.ts';

const find = 'Find your appointment';
const all = 'See all your appointments';

export const mineStates = {
  'details, as many appointments to come as are allowed': {
    heading: 'Your details',
    open: async (page: Page, doctor: string) => {
      const patient = stranger('Ada');
      await change((db) => tenToCome(db, patient));
      await hasHeld(page, doctor);
      await typeDetails(page, patient);
      await press(page, 'Book this appointment');
      await expect(page.getByRole('alert').first()).toContainText('This patient has 10 appointments to come');
    },
  },
  'find an appointment': { heading: find, open: (page: Page) => page.goto('/find-appointment') },
  'find an appointment, nothing filled in': {
    heading: find,
    open: async (page: Page) => {
      await page.goto('/find-appointment');
      await press(page, 'Find the appointment');
    },
  },
  'find an appointment, none found': { heading: find, open: (page: Page) => miss(page, 'K7MF-4QT2') },
  'find an appointment, no reference': { heading: find, open: (page: Page) => miss(page, 'ZZZZ') },
  'find an appointment, too many tries': {
    heading: find,
    open: async (page: Page) => {
      for (let nth = 0; nth < 11; nth++) await miss(page, '2222-2222');
    },
  },
  'all appointments, signed out': { heading: all, open: (page: Page) => page.goto('/my-appointments') },
  'all appointments, no address': {
    heading: all,
    open: async (page: Page) => {
      await page.goto('/my-appointments');
      await press(page, 'Send me a link');
    },
  },
  'all appointments, a link asked for': {
    heading: 'Look at your e-mail',
    open: (page: Page) => askForLink(page, stranger().email),
  },
  'all appointments, the link opened': {
    heading: 'Show your appointments here?',
    open: async (page: Page, doctor: string) => {
      await page.goto(await linkOf(page, doctor));
    },
  },
  'all appointments, a link that is used': {
    heading: 'This link can no longer be used',
    open: async (page: Page, doctor: string) => {
      const link = await linkOf(page, doctor);
      await page.goto(link);
      await press(page, 'Show my appointments');
      // As in another browser: in this one it would lead to the list.
      await page.context().clearCookies();
      await page.goto(link);
    },
  },
  'all appointments, the link in a browser without cookies': {
    heading: 'Your browser keeps no cookies',
    open: async (page: Page, doctor: string) => {
      await page.goto(await linkOf(page, doctor));
      await page.context().clearCookies();
      await press(page, 'Show my appointments');
    },
  },
  'all appointments': {
    heading: 'Your appointments',
    open: async (page: Page, doctor: string) => {
      const { email } = await booked(page, doctor);
      await hasBooked(page, doctor, { name: 'Tim', email });
      const reference = (await page.locator('.reference strong').innerText()).replace('-', '');
      await change(async (db) => {
        const [row] = await db.sql<{ id: number }[]>`SELECT id FROM appointments WHERE reference = ${reference}`;
        await cancelAppointment(db, row!.id, null);
      });
      await signIn(page, email);
    },
  },
  'all appointments, none any more': {
    heading: 'Your appointments',
    open: async (page: Page, doctor: string) => {
      const { email } = await booked(page, doctor);
      await signIn(page, email);
      await change((db) => db.sql`UPDATE patients SET email = 'moved.' || email WHERE email = ${email}`);
      await page.reload();
    },
  },
  'all appointments, nobody there for too long': {
    heading: 'You were signed out',
    open: async (page: Page, doctor: string) => {
      const { email } = await booked(page, doctor);
      await signIn(page, email);
      await change(
        (db) => db.sql`UPDATE patient_sessions SET seen_at = seen_at - interval '31 minutes' WHERE email = ${email}`,
      );
      await page.reload();
    },
  },
  'all appointments, just signed out': {
    heading: 'You are signed out',
    open: async (page: Page, doctor: string) => {
      await signIn(page, (await booked(page, doctor)).email);
      await press(page, 'Sign out');
    },
  },
};

/** Beside every doctor's slots, so that no other test misses one. */
async function tenToCome({ sql }: Db, { name, email }: { name: string; email: string }) {
  await sql`
    WITH patient AS (INSERT INTO patients (name, email) VALUES (${name}, ${email}) RETURNING id)
    INSERT INTO appointments (reference, patient_id, doctor_id, overbooked_reason, date, start_time, end_time, during, intake)
    SELECT ${email} || nth, patient.id, (SELECT min(id) FROM doctors), 'Many', date, '09:00', '09:30',
           tstzrange(date + time '09:00', date + time '09:30'), '{}'
    FROM patient, generate_series(1, 10) AS nth, LATERAL (SELECT current_date + 200 + nth AS date) AS day`;
}

async function booked(page: Page, doctor: string) {
  const patient = stranger('Ada');
  await hasBooked(page, doctor, patient);
  return patient;
}

async function askForLink(page: Page, email: string) {
  await page.goto('/my-appointments');
  await page.getByLabel('E-mail address').fill(email);
  await press(page, 'Send me a link');
}

/** The link that is mailed to who has just booked. */
const linkOf = async (page: Page, doctor: string) => mailedLink(page, (await booked(page, doctor)).email);

/** Asks for a link, and waits for its mail. */
export async function mailedLink(page: Page, email: string): Promise<string> {
  await askForLink(page, email);
  return linkInMail(page, email, /^Your link/, /\/my-appointments\/sign-in\/[\w-]+/);
}

export async function signIn(page: Page, email: string) {
  await page.goto(await mailedLink(page, email));
  await press(page, 'Show my appointments');
}

async function miss(page: Page, reference: string) {
  await page.goto('/find-appointment');
  await page.getByLabel('Reference').fill(reference);
  await page.getByLabel('Day').fill('31');
  await page.getByLabel('Month').fill('12');
  await page.getByLabel('Year').fill('1985');
  await press(page, 'Find the appointment');
}
