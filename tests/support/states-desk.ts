/** The front desk's pages. */
import type { Page } from '@playwright/test';
import type { Db } from '../../src/db/client.ts';
import { change } from './behind-the-pages.ts';
import { bookedAt } from './clinic.ts';
import { press } from './patient.ts';
import { write } from './states-contact.ts';

export const deskStates = {
  'desk, sign in': { heading: 'Front desk: sign in', open: (page: Page) => page.goto('/desk') },
  'desk, wrong password': {
    heading: 'Front desk: sign in',
    open: async (page: Page) => {
      await page.goto('/desk');
      await page.getByLabel('Password').fill('wrong');
      await press(page, 'Sign in');
    },
  },
  desk: { heading: 'Front desk', open: (page: Page) => signIn(page, '/desk') },
  'desk, calendars wait for Google': {
    heading: 'Front desk',
    open: async (page: Page) => {
      await change((db) => waitsForCalendar(db));
      await signIn(page, '/desk');
    },
  },
  'desk, no such page': {
    heading: 'We cannot find that page',
    open: (page: Page) => signIn(page, '/desk').then(() => page.goto('/desk/whatever')),
  },
  'desk, messages': {
    heading: 'Messages to answer',
    open: async (page: Page) => {
      await written(page);
      await signIn(page, '/desk/messages');
    },
  },
  'desk, no messages': {
    heading: 'Messages suspected of being spam',
    open: (page: Page) => signIn(page, '/desk/messages').then(() => page.goto('/desk/messages?list=suspected')),
  },
  'desk, message': { heading: /^Message/, open: toMessage },
  'desk, message, no answer': {
    heading: /^Message/,
    open: async (page: Page) => {
      await toMessage(page);
      await press(page, 'Send the answer');
    },
  },
  'desk, message answered': {
    heading: /^Message/,
    open: async (page: Page) => {
      await toMessage(page);
      await page.getByLabel('Your answer').fill('It depends:\nthe doctor’s page says it.');
      await press(page, 'Send the answer');
    },
  },
  'desk, message answered otherwise': {
    heading: /^Message/,
    open: async (page: Page) => {
      await toMessage(page);
      await press(page, 'It was answered otherwise');
    },
  },
  'desk, message, typed words to drop': {
    heading: /^Message/,
    open: async (page: Page) => {
      await toMessage(page);
      await page.getByLabel('Your answer').fill('Half an answer');
      await press(page, 'It was answered otherwise');
    },
  },
  'desk, answered messages': {
    heading: 'Answered messages',
    open: async (page: Page) => {
      await toMessage(page);
      await press(page, 'It was answered otherwise');
      await page.goto('/desk/messages?list=answered');
    },
  },
  'desk, signed out while typing': { heading: 'Front desk: sign in', open: signedOutWhileTyping },
  'desk, message not sent yet': {
    heading: /^Message/,
    open: async (page: Page) => {
      await signedOutWhileTyping(page);
      await page.getByLabel('Password').fill('front-desk');
      await press(page, 'Sign in');
    },
  },
  'desk, mail that did not arrive': {
    heading: 'Mail that did not arrive',
    open: async (page: Page, doctor: string) => {
      await change(async (db) => {
        const [slot] = await db.sql<{ id: number }[]>`
          SELECT s.id FROM time_slots s JOIN doctors d ON d.id = s.doctor_id
          WHERE d.slug = ${doctor.split('?')[0]!} AND slot_is_free(s, now()) AND s.starts_at > now() + interval '20 days' ORDER BY random() LIMIT 1`;
        const id = await bookedAt(db, slot!.id);
        await db.sql`UPDATE mails SET ended = 'refused', ended_at = now(), trouble = '550 no such user', kept = NULL
          WHERE (about->>'appointmentId')::bigint = ${id}`;
      });
      await signIn(page, '/desk/mail');
    },
  },
  'desk, mail that is dealt with': {
    heading: 'Mail that did not arrive',
    open: async (page: Page, doctor: string) => {
      await deskStates['desk, mail that did not arrive'].open(page, doctor);
      await page
        .getByRole('button', { name: /^It is dealt with/ })
        .first()
        .click();
      await page.locator('.notice').waitFor();
    },
  },
};

/** Ruth signs in, on her way to a page. */
export async function signIn(page: Page, path: string) {
  await page.goto(path);
  await page.getByLabel('Password').fill('front-desk');
  await press(page, 'Sign in');
}

async function written(page: Page): Promise<string> {
  await page.goto('/contact');
  await write(page);
  await press(page, 'Send your message');
  return page.url().split('/').at(-1)!;
}

async function toMessage(page: Page) {
  const reference = await written(page);
  await signIn(page, `/desk/messages/${reference}`);
}

async function signedOutWhileTyping(page: Page) {
  await toMessage(page);
  await page.getByLabel('Your answer').fill('Half an hour’s work.\n\nNot lost.');
  await page.context().clearCookies({ name: 'desk' });
  await press(page, 'Send the answer');
}

/** A job of an appointment that is none, and is not tried meanwhile. */
async function waitsForCalendar({ sql }: Db) {
  await sql`
    SELECT graphile_worker.add_job('write_google_event', '{"appointmentId": 0, "connectionId": ""}', run_at => now() + interval '1 day',
                                   job_key => 'google event 0')`;
  await sql`UPDATE graphile_worker._private_jobs SET created_at = now() - interval '1 hour' WHERE key = 'google event 0'`;
}
