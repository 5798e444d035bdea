/** What a whole clinic must be brought to: nobody to book yet, many doctors, too many holds, too quick, a fault, no database. */
import { expect, type Page, test } from '@playwright/test';
import { expectAccess } from '../support/access.ts';
import { deafen } from '../support/behind-the-pages.ts';
import { doctor, slots } from '../support/clinic.ts';
import { ownClinic } from '../support/own-clinic.ts';
import { press, radios, stranger, typeDetails } from '../support/patient.ts';
import { sentHtml } from '../support/states.ts';

let clinic: Awaited<ReturnType<typeof ownClinic>>;
test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  clinic = await ownClinic({ DEMO: 'false', HOLDS_PER_ADDRESS: '1', HOLD_REQUESTS_PER_MINUTE: '3' });
});
test.afterAll(() => clinic.stop());

test('a clinic without doctors', async ({ page }) => {
  await sees(page, '/', 'Book an appointment');
  await expect(page.getByRole('main')).toContainText('No doctors can be booked here yet.');
  await sees(page, '/doctors', 'Find a doctor');
  await expect(page.getByRole('status')).toHaveText('No doctors found.');
});

test('the second page of many doctors, and a doctor without times', async ({ page }) => {
  for (let nth = 1; nth <= 51; nth++) await doctor(clinic.db, `Dr Okafor ${nth}`);
  await sees(page, '/doctors?page=2', 'Find a doctor');
  await expect(page.getByRole('status')).toHaveText('Doctors 51 to 51 of 51.');
  await sees(page, (await page.locator('.doctors a').first().getAttribute('href'))!, /^Dr Okafor/);
  await expect(page.getByRole('main')).toContainText('No free times can be booked online at the moment');
});

test('too many holds from one network, then requests that come too quick', async ({ page }) => {
  const [bens] = await slots(clinic.db, 3);
  const held = await fetch(new URL('/api/slots/hold', clinic.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ slotId: bens }),
  });
  const { holdId: bensHold, doctor } = { ...(await held.json()), doctor: await slugOf(bens!) };
  await page.goto(new URL(`/doctors/${doctor}`, clinic.url).href);
  await sees(page, () => chooseAndHold(page), 'Too many times are held');

  await clinic.db.sql`SELECT release_hold(${bensHold})`;
  await page.goto(new URL(`/doctors/${doctor}`, clinic.url).href);
  await chooseAndHold(page);
  await typeDetails(page, stranger());
  for (let nth = 1; nth <= 30; nth++)
    await page.request.post(page.url(), { form: { action: 'extend' }, maxRedirects: 0 });
  await sees(page, () => press(page, 'Book this appointment'), 'Your details');
  await expect(page.getByRole('status')).toContainText('What you typed is still here');

  await page.goto(new URL(`/doctors/${doctor}`, clinic.url).href);
  // Until the minute is full, with time left in it for a click.
  const anotherHold = () => page.request.post(new URL('/holds', clinic.url).href, { form: {} });
  while (Number((await anotherHold()).headers()['retry-after'] ?? 0) < 30);
  await sees(page, () => chooseAndHold(page), 'That was too quick for us');
});

test('a fault of ours, then no database', async ({ page }) => {
  await clinic.db.sql`ALTER TABLE doctors RENAME TO mislaid`;
  await sees(page, '/doctors', 'Something went wrong on our side');
  await clinic.db.sql`ALTER TABLE mislaid RENAME TO doctors`;
  await clinic.takeDatabaseAway();
  await sees(page, '/doctors', 'We cannot reach our records just now');
});

/** Opens an address, or does what leads to a page, and looks at what comes of it. */
async function sees(page: Page, open: string | (() => Promise<unknown>), heading: string | RegExp) {
  const sent = sentHtml(page);
  await deafen(page);
  await (typeof open === 'string' ? page.goto(new URL(open, clinic.url).href) : open());
  await expectAccess(page, await sent(), heading);
}

async function chooseAndHold(page: Page) {
  await radios(page).last().check();
  await press(page, 'Hold this time');
}

async function slugOf(slotId: number): Promise<string> {
  const [row] = await clinic.db.sql<{ slug: string }[]>`
    SELECT slug FROM doctors JOIN time_slots ON time_slots.doctor_id = doctors.id WHERE time_slots.id = ${slotId}`;
  return row!.slug;
}
