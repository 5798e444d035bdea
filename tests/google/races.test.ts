/** Calendars, at the very moment in which somebody books, moves or cancels: of the two, it is never the patient who fails. */
import { describe, expect, test } from 'vitest';
import { confirmHold } from '../../src/booking/confirm.ts';
import { soundDatabase } from '../booking/sound.ts';
import { slotAt } from '../doctors/practice.ts';
import { bookedAt, booking, held, visitor } from '../support/clinic.ts';
import { untilSomeoneWaits } from '../support/waiting.ts';
import { day, ownCalendar } from './own-calendar.ts';

const db = soundDatabase();

/** Resolves when what was begun is done, or waits for a lock. */
const underWay = (begun: Promise<unknown>, words: string) =>
  Promise.race([begun.catch(() => {}), untilSomeoneWaits(db, words)]);

describe('who books while the doctor’s calendar', () => {
  test.each([
    ['is disconnected', (id: string) => db.sql`disconnect_google(${id})`, 0],
    [
      'is connected anew',
      (id: string, doctorId: number) =>
        db.sql`connect_doctor_calendar(${`anew ${id}`}, ${`anew ${id}`}, ${doctorId}, 'access', 'refresh', now())`,
      2,
    ],
  ])('%s has the appointment, and waits for nothing', async (_, happens, events) => {
    const { doctorId, connectionId } = await ownCalendar(db);
    const [early, late] = [await slotAt(db, doctorId, day, '09:00'), await slotAt(db, doctorId, day, '10:00')];
    const before = await bookedAt(db, early);
    await db.sql`DELETE FROM google_events WHERE appointment_id = ${before}`;
    const hold = await held(db, late, visitor('Ada'));
    await db.sql.begin(async (sql) => {
      await sql`SELECT ${happens(connectionId, doctorId)}`;
      const confirming = confirmHold(db, hold, booking(`Ada ${late}`), { soft: false });
      await underWay(confirming, 'confirm_hold');
      expect(await Promise.race([confirming, 'it waits'])).toMatchObject({ ok: true });
      // Nor does what looks for appointments that the calendar has not.
      const finding = db.sql`SELECT find_missing_events()`.then(() => 'done');
      await underWay(finding, 'find_missing');
      expect(await Promise.race([finding, 'it waits'])).toBe('done');
    });
    await db.sql`SELECT find_missing_events()`;
    const found = await db.sql`
      SELECT FROM google_events e JOIN appointments a ON a.id = e.appointment_id WHERE a.doctor_id = ${doctorId}`;
    expect(found).toHaveLength(events);
  });
});
