/** The end of it: what is erased, what ends at Google, and what goes by itself. */
import { describe, expect, test } from 'vitest';
import { booked } from '../support/clinic.ts';
import { peopleAt } from '../support/google/people.ts';
import { connectionsIn, eventsIn, googleStage, keepGoing, minutesPass, patientAt } from '../support/google/stage.ts';
import { settled } from '../support/post-office.ts';

const stage = googleStage();
const { db, google } = stage;
const { somebody, family, inCalendar, another, connectionOf, connected } = peopleAt(stage);

describe('who disconnects', () => {
  test('has the tokens erased here and what was allowed ended at Google, and the page offers to connect again', async () => {
    stage.work();
    const { typed, ada, connection } = await connected();
    const pressed = await ada.press(connection.id, 'disconnect');
    expect(pressed.location).toBe(`${ada.path}?calendar=disconnected`);
    await settled(db);
    expect(google.grantsOf(typed.patient.email)).toBe(0);
    expect(await connectionOf(typed.patient.email)).toEqual([]);
    expect(await db.sql`SELECT FROM graphile_worker.jobs WHERE task_identifier = 'revoke_google'`).toHaveLength(0);
    expect(await ada.page()).toContain('Add to Google Calendar');
    // Again, from a page that stood open: the same answer.
    expect((await ada.press(connection.id, 'disconnect')).location).toBe(pressed.location);
    // What is there stays there.
    expect(inCalendar(typed.patient.email, ada.id)).toHaveLength(1);
    expect(await ada.connect()).toBe('added');
    expect(inCalendar(typed.patient.email, ada.id)).toHaveLength(1);
  });

  test('while Google is away: it is ended there when Google is back', async () => {
    stage.work();
    const { typed, ada, connection } = await connected();
    google.keepsFailing('revoke', 'unavailable');
    await ada.press(connection.id, 'disconnect');
    await settled(db);
    expect(await connectionOf(typed.patient.email)).toEqual([]);
    expect(google.grantsOf(typed.patient.email)).toBe(1);
    google.heals();
    await minutesPass(db, 10);
    expect(google.grantsOf(typed.patient.email)).toBe(0);
  });

  test('while Google is away, and connects again before it is back, stays connected', async () => {
    stage.work();
    const typed = somebody();
    const ada = await patientAt(stage, typed);
    await ada.connect();
    await settled(db);
    const [connection] = await connectionOf(typed.patient.email);
    google.keepsFailing('revoke', 'unavailable');
    await ada.press(connection!.id, 'disconnect');
    await settled(db);
    expect(await ada.connect()).toBe('added');
    google.heals();
    await minutesPass(db, 10);
    expect(google.grantsOf(typed.patient.email)).toBeGreaterThan(0);
    expect(await db.sql`SELECT FROM graphile_worker.jobs WHERE task_identifier = 'revoke_google'`).toHaveLength(0);
    const later = await another(typed);
    await settled(db);
    expect(await eventsIn(db, later.id)).toMatchObject([{ state: 'added' }]);
  });

  test('keeps another of the family connected by the same account, until that one goes too', async () => {
    stage.work();
    const typed = somebody();
    const ada = await patientAt(stage, typed);
    await ada.connect();
    const child = await patientAt(stage, family(typed));
    await child.connect();
    await settled(db);
    const [first, second] = await connectionOf(typed.patient.email);
    await ada.press(first!.id, 'disconnect');
    await settled(db);
    expect(google.grantsOf(typed.patient.email)).toBeGreaterThan(0);
    expect(await child.page()).toContain('It is in your Google Calendar');
    await child.press(second!.id, 'disconnect');
    await settled(db);
    expect(google.grantsOf(typed.patient.email)).toBe(0);
  });

  test('before Google has said whose calendar it is keeps the others of their family connected', async () => {
    stage.work();
    const typed = somebody();
    const ada = await patientAt(stage, typed);
    await ada.connect();
    await settled(db);
    google.keepsFailing('insert', 'unavailable');
    const child = await patientAt(stage, family(typed));
    expect(await child.connect()).toBe('waiting');
    const [unknown] = (await connectionsIn(db)).filter(({ account }) => account === null).slice(-1);
    await child.press(unknown!.id, 'disconnect');
    await settled(db);
    expect((await connectionsIn(db)).map(({ id }) => id)).not.toContain(unknown!.id);
    expect(google.grantsOf(typed.patient.email)).toBeGreaterThan(0);
  });
});

test('a calendar that has only appointments that are over, and is to have no others, is disconnected by itself', async () => {
  stage.work();
  const typed = somebody();
  google.consents('once@example.org');
  const ada = await patientAt(stage, typed);
  await ada.connect();
  await settled(db);
  await db.sql`UPDATE google_connections SET connected_at = now() - interval '3 days' WHERE account = 'once@example.org'`;
  await keepGoing(db);
  expect(await connectionOf('once@example.org')).toHaveLength(1);
  await db.sql`UPDATE appointments SET during = tstzrange(now() - interval '26 hours', now() - interval '25 hours') WHERE id = ${ada.id}`;
  await keepGoing(db);
  await settled(db);
  expect(await connectionOf('once@example.org')).toEqual([]);
  expect(google.grantsOf('once@example.org')).toBe(0);
});

test('three months after an appointment it is no longer known where it was written, nor is a token kept that Google did not take back', async () => {
  const ids: number[] = [];
  for (const days of [89, 91]) {
    const { id } = await booked(db, somebody());
    const [from, until] = [`${24 * days + 1} hours`, `${24 * days} hours`];
    await db.sql`
      UPDATE appointments SET during = tstzrange(now() - ${from}::interval, now() - ${until}::interval) WHERE id = ${id}`;
    await db.sql`
      INSERT INTO google_connections (id, consent, patient_id, appointment_id, google_refresh_token, adds_later_since)
      SELECT ${`kept ${days}`}, ${`kept ${days}`}, patient_id, id, 'token', now() FROM appointments WHERE id = ${id}`;
    await db.sql`
      INSERT INTO google_events (appointment_id, connection_id, wanted_sequence, state, created_at)
      VALUES (${id}, ${`kept ${days}`}, 0, 'refused', now() - interval '100 days')`;
    ids.push(id);
  }
  await db.sql`
    SELECT graphile_worker.add_job('revoke_google', '{"token":"t"}', max_attempts => 30), graphile_worker.add_job('send_mail', '{}')`;
  await db.sql`UPDATE graphile_worker._private_jobs SET attempts = max_attempts`;
  await keepGoing(db);
  expect(await db.sql`SELECT appointment_id AS id FROM google_events WHERE appointment_id = ANY (${ids})`).toEqual([
    { id: ids[0] },
  ]);
  expect(await db.sql`SELECT FROM graphile_worker.jobs WHERE task_identifier = 'revoke_google'`).toHaveLength(0);
  expect(await db.sql`SELECT FROM graphile_worker.jobs WHERE task_identifier = 'send_mail'`).not.toHaveLength(0);
});
