/** The pages of a doctor's day at the front desk, and of a doctor's own calendar. */
import type { Page } from '@playwright/test';
import { change } from './behind-the-pages.ts';
import { bookedAt, booking, held, visitor } from './clinic.ts';
import { follow, press } from './patient.ts';
import { signIn } from './states-desk.ts';

export const doctorStates = {
  'desk, doctors': { heading: 'Doctors', open: (page: Page) => signIn(page, '/desk/doctors') },
  'desk, a doctor’s day': { heading: /^Dr /, open: (page: Page, doctor: string) => fullDay(page, doctor) },
  'desk, a doctor’s day, nothing on it': {
    heading: /^Dr /,
    open: (page: Page, doctor: string) => signIn(page, `${dayPath(doctor)}?date=2099-12-31`),
  },
  'desk, a doctor’s day, no such date': {
    heading: /^Dr /,
    open: async (page: Page, doctor: string) => {
      await signIn(page, dayPath(doctor));
      await page.goto(`${dayPath(doctor)}?date=soon`);
    },
  },
  'desk, a doctor’s link mailed': {
    heading: /^Dr /,
    open: async (page: Page, doctor: string) => {
      await signIn(page, dayPath(doctor));
      await page.getByRole('button', { name: /^Mail Dr .* the link$/ }).click();
      await page.getByRole('status').waitFor();
    },
  },
  'a doctor’s own calendar': { heading: 'Your calendar', open: toOwnPage },
  'a doctor’s own calendar, a new address made': {
    heading: 'Your calendar',
    open: async (page: Page, doctor: string) => {
      await toOwnPage(page, doctor);
      await press(page, 'Make a new address');
    },
  },
  'a doctor’s own calendar, connected to Google': { heading: 'Your calendar', open: connected },
  'desk, a doctor’s calendar that is lost': { heading: /^Dr /, open: lost },
  'desk, doctors, a calendar that is lost': {
    heading: 'Doctors',
    open: async (page: Page, doctor: string) => {
      await lost(page, doctor);
      await page.goto('/desk/doctors');
    },
  },
};

const dayPath = (doctor: string) => `/desk/doctors/${doctor.split('?')[0]}`;

/** By the link that the front desk has. */
export async function toOwnPage(page: Page, doctor: string) {
  await signIn(page, dayPath(doctor));
  await page.goto(await page.getByLabel('Link to their own page').inputValue());
}

/** With an account that no doctor has. Whatever another test has left there is disconnected. */
async function connected(page: Page, doctor: string) {
  await toOwnPage(page, doctor);
  const before = page.getByRole('button', { name: 'Disconnect Google Calendar' });
  if (await before.isVisible()) await press(page, 'Disconnect Google Calendar');
  await follow(page, 'Connect Google Calendar');
  await press(page, /ben@example.com/);
}

async function lost(page: Page, doctor: string) {
  await connected(page, doctor);
  await change(
    ({ sql }) => sql`
      SELECT lose_google_connection(c.id, 'invalid_grant') FROM google_connections c JOIN doctors d ON d.id = c.doctor_id
      WHERE d.slug = ${doctor.split('?')[0]!}`,
  );
  await page.goto(dayPath(doctor));
}

/** A day with every kind of time on it. */
async function fullDay(page: Page, doctor: string) {
  let date = '';
  await change(async (db) => {
    const { sql } = db;
    const days = await sql<{ id: number; doctorId: number; date: string }[]>`
      SELECT s.id, s.doctor_id AS "doctorId", s.date FROM time_slots s JOIN doctors d ON d.id = s.doctor_id
      WHERE d.slug = ${doctor.split('?')[0]!} AND slot_is_free(s, now()) AND s.starts_at > now() + interval '25 days'
        -- Each time another day.
        AND NOT EXISTS (SELECT FROM busy_times b WHERE b.doctor_id = d.id AND b.during && tstzrange(s.date, s.date + 1))
      ORDER BY s.starts_at`;
    const [day] = [...Map.groupBy(days, (slot) => slot.date).values()].filter((slots) => slots.length > 6);
    const [, , reserved, taken, blocked] = day!;
    date = day![0]!.date;
    await bookedAt(db, taken!.id, booking(`Adelheid-Marie Featherstone ${taken!.id}`));
    await held(db, reserved!.id, visitor('Ben'));
    await sql`
      INSERT INTO busy_times (doctor_id, during)
      SELECT doctor_id, tstzrange(min(starts_at), max(ends_at)) FROM time_slots WHERE id IN (${taken!.id}, ${blocked!.id}) GROUP BY doctor_id
      UNION ALL SELECT ${taken!.doctorId}, tstzrange((${date}::date + 1)::timestamptz - interval '5 hours', (${date}::date + 1)::timestamptz - interval '4 hours')`;
    await sql`UPDATE time_slots SET withdrawn_at = now() WHERE id = ${blocked!.id}`;
  });
  await signIn(page, `${dayPath(doctor)}?date=${date}`);
}
