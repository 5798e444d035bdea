/** The pages of a patient's Google Calendar; where the state is said by Google, it is the emulator that says it. */
import type { Page } from '@playwright/test';
import { cancelAppointment } from '../../src/booking/cancel.ts';
import type { Db } from '../../src/db/client.ts';
import { hasBooked } from './beforehand.ts';
import { change } from './behind-the-pages.ts';
import { follow, press, stranger } from './patient.ts';
import { signIn } from './states-mine.ts';

const heading = 'Your appointment is booked';

export const googleStates = {
  'confirmation, in Google Calendar': { heading, open: connected },
  'confirmation, in Google Calendar, with later ones': {
    heading,
    open: (page: Page, doctor: string) => connected(page, doctor, 'ada@example.com'),
  },
  'confirmation, waiting for Google': { heading, open: asIf("state = 'waiting', written_sequence = NULL") },
  'confirmation, refused by Google': { heading, open: asIf("state = 'refused', written_sequence = NULL") },
  'confirmation, not allowed at Google': {
    heading,
    open: async (page: Page, doctor: string) => {
      await booked(page, doctor);
      await follow(page, 'Add to Google Calendar');
      await follow(page, 'Cancel');
    },
  },
  'confirmation, Google lets us in no more': {
    heading,
    open: async (page: Page, doctor: string) => {
      await connected(page, doctor);
      await change((db) => lose(db, page));
      await page.reload();
    },
  },
  'confirmation, in one Google Calendar, and Google lets us into another no more': {
    heading,
    open: async (page: Page, doctor: string) => {
      await connected(page, doctor);
      await change((db) => lose(db, page));
      await page.reload();
      await follow(page, 'Reconnect Google Calendar');
      await press(page, /ada@example.com/);
    },
  },
  'confirmation, cancelled, and Google lets us in no more': {
    heading: 'This appointment is cancelled',
    open: async (page: Page, doctor: string) => {
      await connected(page, doctor);
      await change(async (db) => {
        await lose(db, page);
        await cancelAppointment(db, idOf(page), null);
      });
      await page.reload();
    },
  },
  'on the way to Google, no cookies': {
    heading: 'Your browser keeps no cookies',
    open: (page: Page) => page.goto('/auth/google?state=any'),
  },
  'back from Google, in another browser': {
    heading: 'This is not for this browser',
    open: (page: Page) => page.goto('/api/auth/google/callback?state=any&code=any'),
  },
  'all appointments, with Google Calendar': {
    heading: 'Your appointments',
    open: async (page: Page, doctor: string) => {
      const { email } = await connected(page, doctor);
      await signIn(page, email);
    },
  },
  'all appointments, and Google lets us in no more': {
    heading: 'Your appointments',
    open: async (page: Page, doctor: string) => {
      const { email } = await connected(page, doctor);
      await change((db) => lose(db, page));
      await signIn(page, email);
    },
  },
};

async function booked(page: Page, doctor: string, email?: string) {
  const patient = { ...stranger('Ada'), ...(email && { email }) };
  await hasBooked(page, doctor, patient);
  return patient;
}

/** With an account of another address than the patient's, unless both are said. */
async function connected(page: Page, doctor: string, email?: string) {
  const patient = await booked(page, doctor, email);
  await follow(page, 'Add to Google Calendar');
  await press(page, new RegExp(email ?? 'ben@example.com'));
  return patient;
}

function asIf(columns: string) {
  return async (page: Page, doctor: string) => {
    await connected(page, doctor);
    await changeEvent(page, columns);
    await page.goto(new URL(page.url()).pathname);
  };
}

/** Of the appointment that this page is of, as it is in its calendar. */
export const changeEvent = (page: Page, columns: string) =>
  change(({ sql }) => sql.unsafe(`UPDATE google_events SET ${columns} WHERE appointment_id = ${idOf(page)}`));

const lose = ({ sql }: Db, page: Page) =>
  sql`SELECT lose_google_connection(id, 'invalid_grant') FROM google_connections WHERE appointment_id = ${idOf(page)}`;

export const idOf = (page: Page) => Number.parseInt(new URL(page.url()).pathname.split('/')[2]!, 36);
