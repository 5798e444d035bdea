/** The pages of the waiting list, in every state. */
import type { Page } from '@playwright/test';
import { cancelAppointment } from '../../src/booking/cancel.ts';
import type { Db } from '../../src/db/client.ts';
import { hasBooked } from './beforehand.ts';
import { change } from './behind-the-pages.ts';
import { bookedAt, booking } from './clinic.ts';
import { linkInMail } from './kept-mail.ts';
import { follow, press, stranger, typeDetails } from './patient.ts';
import { joins, openOffer, timePasses } from './waiting-list.ts';

type Open = (page: Page, doctor: string) => Promise<unknown>;

export const waitingStates: Record<string, { heading: string; open: Open }> = {
  'waiting list, when': {
    heading: 'Tell me if something earlier frees up',
    open: (page, doctor) => page.goto(`/waiting-list?doctor=${doctor}`),
  },
  'waiting list, nothing chosen': {
    heading: 'Tell me if something earlier frees up',
    open: (page, doctor) => page.goto(`/waiting-list/details?doctor=${doctor}&scope=anyone`),
  },
  'waiting list, who': { heading: 'Who is waiting?', open: toDetails },
  'waiting list, who, errors': {
    heading: 'Who is waiting?',
    open: async (page, doctor) => {
      await toDetails(page, doctor);
      await press(page, 'Join the waiting list');
    },
  },
  'waiting list, asked for': { heading: 'Open the mail that we have sent you', open: join },
  'waiting list, the link in the mail': { heading: 'Do you want to be on the waiting list?', open: toLink },
  'waiting list, too late': {
    heading: 'You are not on the waiting list',
    open: async (page, doctor) => {
      const { email } = await toLink(page, doctor);
      await change((db) => db.sql`SELECT leave_waiting(id, 'over') FROM waiting WHERE intake->>'email' = ${email}`);
      await page.reload();
    },
  },
  'waiting list, waiting': { heading: 'You are on the waiting list', open: toEntry },
  'waiting list, a change saved': {
    heading: 'You are on the waiting list',
    open: async (page, doctor) => {
      await toEntry(page, doctor);
      await follow(page, 'Change the days or times');
      await press(page, 'Save the change');
    },
  },
  'waiting list, a change': {
    heading: 'Change what suits you',
    open: async (page, doctor) => {
      await toEntry(page, doctor);
      await follow(page, 'Change the days or times');
    },
  },
  'waiting list, left': {
    heading: 'You have left the waiting list',
    open: async (page, doctor) => {
      await toEntry(page, doctor);
      await press(page, 'Leave the waiting list');
    },
  },
  'waiting list, for an appointment': {
    heading: 'Tell me if an earlier time frees up',
    open: async (page, doctor) => {
      await hasBooked(page, doctor, stranger());
      await follow(page, 'Tell me if something earlier frees up');
    },
  },
  offer: { heading: 'A time has come free', open: toOffer },
  'offer, late': {
    heading: 'A time has come free',
    open: async (page, doctor) => {
      const offerId = await toOffer(page, doctor);
      await change(async (db) => {
        await timePasses(db, offerId);
        await page.reload();
      });
    },
  },
  'offer, declined': {
    heading: 'You said no to this time',
    open: async (page, doctor) => {
      await toOffer(page, doctor);
      await press(page, 'No, thank you');
    },
  },
  'offer, passed on': {
    heading: 'This time is not held for you any more',
    open: async (page, doctor) => {
      const offerId = await toOffer(page, doctor);
      await change((db) => db.sql`SELECT leave_waiting((SELECT waiting_id FROM offers WHERE id = ${offerId}), 'left')`);
      // The server's own sweep passes it on within a second or two.
      do await page.reload();
      while ((await page.getByRole('heading', { level: 1 }).innerText()) === 'A time has come free');
    },
  },
};

async function toDetails(page: Page, doctor: string) {
  await page.goto(`/waiting-list?doctor=${doctor}`);
  await press(page, 'Continue');
}

async function join(page: Page, doctor: string) {
  await toDetails(page, doctor);
  const ada = stranger('Ada');
  await typeDetails(page, ada);
  await press(page, 'Join the waiting list');
  return ada;
}

async function toLink(page: Page, doctor: string) {
  const ada = await join(page, doctor);
  await page.goto(await entryInMail(page, ada.email));
  return ada;
}

async function toEntry(page: Page, doctor: string) {
  await toLink(page, doctor);
  await press(page, 'Yes, put me on the list');
}

/** Where the link in the mail leads that asks whether one wants to be on the list. */
export const entryInMail = (page: Page, email: string) =>
  linkInMail(page, email, /^Please say yes/, /\/waiting-list\/[\w-]+/);

/** Ada waits for a doctor, Ben cancels, and she opens the link in her mail. */
export async function toOffer(page: Page, doctor: string): Promise<string> {
  let offerId = '';
  await change(async (db) => {
    offerId = await makeOffer(db, doctor);
  });
  await page.goto(`/offers/${offerId}`);
  return offerId;
}

async function makeOffer(db: Db, doctor: string): Promise<string> {
  const name = crypto.randomUUID();
  const [slot] = await db.sql<{ id: number; doctor_id: number }[]>`
    SELECT s.id, s.doctor_id FROM time_slots s JOIN doctors d ON d.id = s.doctor_id
    WHERE d.slug = ${doctor} AND slot_is_free(s, now()) AND s.starts_at > now() + interval '20 days' ORDER BY random() LIMIT 1`;
  const bens = await bookedAt(db, slot!.id, booking(`Ben ${name}`));
  const waitingId = await joins(db, `Ada ${name}`, slot!.doctor_id);
  // Before whoever waits for the doctor from another test.
  await db.sql`UPDATE waiting SET created_at = now() - interval '80 days' WHERE id = ${waitingId}`;
  await cancelAppointment(db, bens, null);
  return openOffer(db, slot!.id);
}
