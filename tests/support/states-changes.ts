/** The pages on which a patient cancels or moves an appointment. */
import type { Page } from '@playwright/test';
import { hasBooked } from './beforehand.ts';
import { change } from './behind-the-pages.ts';
import { endsIn } from './clinic.ts';
import {
  bookedElsewhere,
  follow,
  holdTime,
  press,
  pressPlainly,
  radios,
  stranger,
  take,
  takenMeanwhile,
  toFreeTimes,
} from './patient.ts';

export const changeStates = {
  'confirmation, kept as it was': {
    heading: 'Your appointment is booked',
    open: async (page: Page, doctor: string) => {
      await timeHeld(page, doctor);
      await press(page, 'Keep the old time');
    },
  },
  'confirmation, moved': {
    heading: 'Your appointment is moved',
    open: async (page: Page, doctor: string) => {
      await timeHeld(page, doctor);
      await press(page, 'Move my appointment');
    },
  },
  'confirmation, cancelled by the patient': {
    heading: 'This appointment is cancelled',
    open: async (page: Page, doctor: string) => {
      await toCancel(page, doctor);
      await press(page, 'Cancel this appointment');
    },
  },
  'confirmation, too late to change': {
    heading: 'Your appointment is booked',
    open: async (page: Page, doctor: string) => {
      await booked(page, doctor);
      await begun(page);
      await page.reload();
    },
  },
  cancel: { heading: 'Cancel this appointment?', open: toCancel },
  'cancel, errors': {
    heading: 'Cancel this appointment?',
    open: async (page: Page, doctor: string) => {
      await toCancel(page, doctor);
      await page.getByLabel('Why are you cancelling?').fill('a '.repeat(300));
      await press(page, 'Cancel this appointment');
    },
  },
  'cancel, too late': {
    heading: 'It is too late to change this online',
    open: async (page: Page, doctor: string) => {
      await toCancel(page, doctor);
      await begun(page);
      await press(page, 'Cancel this appointment');
    },
  },
  'move, cancelled before': {
    heading: 'This appointment is cancelled',
    open: async (page: Page, doctor: string) => {
      await booked(page, doctor);
      const own = page.url();
      await follow(page, 'Cancel this appointment');
      await press(page, 'Cancel this appointment');
      await page.goto(`${own}/move`);
    },
  },
  move: { heading: 'Move your appointment', open: toMove },
  'move, no time chosen': {
    heading: 'Move your appointment',
    open: async (page: Page, doctor: string) => {
      await toMove(page, doctor);
      await press(page, 'Hold this time');
    },
  },
  'move, a date that is none': {
    heading: 'Move your appointment',
    open: async (page: Page, doctor: string) => {
      await toMove(page, doctor);
      await page.goto(`${page.url()}?from=tomorrow`);
    },
  },
  'move, a date beyond the last, a time held': {
    heading: 'Move your appointment',
    open: async (page: Page, doctor: string) => {
      await timeHeld(page, doctor);
      await press(page, 'Choose another time');
      await page.goto(`${page.url()}?from=2999-12-31`);
    },
  },
  'move, taken': {
    heading: 'That time has just gone',
    open: async (page: Page, doctor: string) => {
      await toMove(page, doctor);
      const time = radios(page).last();
      await time.check();
      await takenMeanwhile(page, time);
      await press(page, 'Hold this time');
    },
  },
  'move, a time held': { heading: 'Move to this time?', open: timeHeld },
  'move, a time held, extended': {
    heading: 'Move to this time?',
    open: async (page: Page, doctor: string) => {
      await timeHeld(page, doctor);
      await pressPlainly(page, 'Extend for 5 more minutes');
    },
  },
  'move, the patient is elsewhere then': {
    heading: 'Move to this time?',
    open: async (page: Page, doctor: string) => {
      const patient = stranger();
      await booked(page, doctor, patient);
      const slotId = await bookedElsewhere(page, doctor, patient);
      await follow(page, 'Move to another time');
      await holdTime(page, page.locator(`input[value="${slotId}"]`));
      await press(page, 'Move my appointment');
    },
  },
  'move, run out': {
    heading: 'Move to this time?',
    open: async (page: Page, doctor: string) => {
      await timeHeld(page, doctor);
      await runOut(page);
      await page.reload();
    },
  },
  'move, run out and taken': {
    heading: 'That time has just gone',
    open: async (page: Page, doctor: string) => {
      await toMove(page, doctor);
      const time = Number(await radios(page).last().getAttribute('value'));
      await holdTime(page);
      await runOut(page);
      await take(page, time);
      await press(page, 'Move my appointment');
    },
  },
  'move, let go': {
    heading: 'This time is not held for you any more',
    open: async (page: Page, doctor: string) => {
      await timeHeld(page, doctor);
      const address = page.url();
      await press(page, 'Keep the old time');
      await page.goto(address);
    },
  },
  'home, a time held for a move': {
    heading: 'Book an appointment',
    open: async (page: Page, doctor: string) => {
      await timeHeld(page, doctor);
      await page.goto('/');
    },
  },
};

async function booked(page: Page, doctor: string, patient = stranger()) {
  await hasBooked(page, doctor, patient);
}

async function toCancel(page: Page, doctor: string) {
  await booked(page, doctor);
  await follow(page, 'Cancel this appointment');
}

async function toMove(page: Page, doctor: string) {
  await booked(page, doctor);
  await follow(page, 'Move to another time');
  await toFreeTimes(page);
}

async function timeHeld(page: Page, doctor: string) {
  await toMove(page, doctor);
  await holdTime(page);
}

/** The appointment of the page began a moment ago; without its slot, as other states put theirs there too. */
const begun = (page: Page) =>
  change(
    (db) => db.sql`
      UPDATE appointments SET during = tstzrange(t, t + interval '10 minutes'), time_slot_id = NULL, overbooked_reason = 'Begun'
      FROM (SELECT clock_timestamp() - interval '1 minute' AS t) AS start WHERE id = ${appointmentOf(page)}`,
  );

/** The time that is held for the move ended a moment ago. */
const runOut = (page: Page) => change((db) => endsIn(db, new URL(page.url()).pathname.split('/')[4]!));

const appointmentOf = (page: Page) => Number.parseInt(new URL(page.url()).pathname.split('/')[2]!, 36);
