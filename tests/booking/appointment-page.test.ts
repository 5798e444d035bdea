import { afterAll, beforeAll, expect, test } from 'vitest';
import { cancelAppointment } from '../../src/booking/cancel.ts';
import { browser, testApp, wordsOf } from '../support/app.ts';
import { slot } from '../support/clinic.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

let database: TestDatabase;
let patient: ReturnType<typeof browser>;
beforeAll(async () => {
  database = await testDatabase();
  patient = browser(testApp(database.db).app);
});
afterAll(() => database.drop());

/** Books, lets something happen to the appointment, and gives what its page says then. */
async function pageAfter(happens: (slotId: number) => Promise<unknown>): Promise<string> {
  const slotId = await slot(database.db);
  const { location } = await patient.post('/holds', { slotId: String(slotId) });
  const details = { name: `Ada ${slotId}`, email: 'Ada@example.org', action: 'book' };
  const booked = await patient.post(location, details);
  await happens(slotId);
  const { body } = await patient.get(booked.location);
  return body.slice(body.indexOf('<main'), body.indexOf('</main>'));
}

const cancelled = async (slotId: number) => {
  const [row] = await database.db.sql<{ id: number }[]>`SELECT id FROM appointments WHERE time_slot_id = ${slotId}`;
  await cancelAppointment(database.db, row!.id, null);
};
const over = (slotId: number) => database.db.sql`
  UPDATE appointments SET during = tstzrange(now() - interval '2 hours', now() - interval '1 hour')
  WHERE time_slot_id = ${slotId}`;
const retired = (slotId: number) => database.db.sql`
  UPDATE doctors SET active = false WHERE id = (SELECT doctor_id FROM time_slots WHERE id = ${slotId})`;

test.each([
  ['cancelled', cancelled],
  ['over', over],
])('an appointment that is %s has a next step and the phone number', async (state, happens) => {
  const main = await pageAfter(happens);
  expect(main).toContain(`This appointment is ${state}`);
  expect(main).toMatch(/<a href="\/doctors\/dr-okafor-\w+">Book again with Dr Okafor<\/a>/);
  expect(main).toContain('<a href="tel:02079460150"');
  expect(main).not.toContain('What happens next');
});

test('nobody is led to a doctor who is not here any more', async () => {
  const main = await pageAfter(async (slotId) => {
    await cancelled(slotId);
    await retired(slotId);
  });
  expect(main).toContain('This appointment is cancelled');
  expect(main).not.toContain('Book again with');
});

test('an address that refused the mail is named, and no longer said to have it', async () => {
  const happens = async (slotId: number) => {
    await database.db.sql`
      UPDATE mails SET ended = 'refused', ended_at = now()
      WHERE about->>'appointmentId' = (SELECT id::text FROM appointments WHERE time_slot_id = ${slotId})`;
  };
  expect(wordsOf(await pageAfter(async () => {}))).toContain('We have sent this to Ada@example.org');
  const page = wordsOf(await pageAfter(happens));
  expect(page).toContain('Our mail did not reach Ada@example.org. Keep this page');
  expect(page).not.toMatch(/We have sent this|we send no e-mail/);
});
