/** What a page says of the last step with a calendar stands in its address, and is said only for as long as it is so. */
import { describe, expect, test } from 'vitest';
import { cancelAppointment } from '../../src/booking/cancel.ts';
import { ownPath } from '../../src/calendars/link.ts';
import { loseConnection } from '../../src/google/connection.ts';
import { browser, wordsOf } from '../support/app.ts';
import { doctor } from '../support/clinic.ts';
import { connectionsIn, googleStage, pathOf, patientAt, throughGoogle } from '../support/google/stage.ts';
import { settled } from '../support/post-office.ts';

const stage = googleStage();
const { db, google } = stage;

const only = async (appointmentId: number) => {
  const [found] = await db.sql<
    { id: string }[]
  >`SELECT id FROM google_connections WHERE appointment_id = ${appointmentId}`;
  return found!.id;
};

describe('a patient who looks at the page again', () => {
  const added = 'The appointment is in your Google Calendar now.';

  test('is told that it was added until Google lets us in no more', async () => {
    stage.work();
    const ada = await patientAt(stage);
    await ada.connect();
    expect(await ada.page('?calendar=added')).toContain(added);
    await loseConnection(db, await only(ada.id), 'invalid_grant');
    const page = await ada.page('?calendar=added');
    expect(page).toContain('Your calendar needs you');
    expect(page).not.toContain(added);
  });

  test('and until it is cancelled, or the calendar disconnected', async () => {
    stage.work();
    const [ada, ben] = [await patientAt(stage), await patientAt(stage, { name: 'Ben' })];
    for (const patient of [ada, ben]) await patient.connect();
    await cancelAppointment(db, ada.id, null);
    await ben.press(await only(ben.id), 'disconnect');
    for (const patient of [ada, ben]) expect(await patient.page('?calendar=added')).not.toContain(added);
  });

  test('is not told that it will be there, nor that nothing was added, once it is', async () => {
    const ada = await patientAt(stage);
    expect(await ada.page('?calendar=refused')).toContain('Nothing was added');
    await ada.agree();
    const will = 'will be there as soon as Google answers';
    expect(await ada.page('?calendar=waiting')).toContain(will);
    stage.work();
    await settled(db);
    expect(await ada.page('?calendar=waiting')).not.toContain(will);
    for (const how of ['refused', 'unticked', 'late', 'away', 'trouble'])
      expect(await ada.page(`?calendar=${how}`)).not.toContain('othing was added');
  });

  test('is not told that a cancelled appointment stands', async () => {
    const ada = await patientAt(stage);
    await cancelAppointment(db, ada.id, null);
    expect(await ada.page('?calendar=refused')).not.toContain('stands');
  });

  test('hears first how it is now, when they look again', async () => {
    const ada = await patientAt(stage);
    await ada.agree();
    const { body } = await ada.at.get(ada.path);
    const [, again] = /<a [^>]*href="([^"]+)"[^>]*>Look again/.exec(body)!;
    // With a place on the page in it, pressed twice, the browser would ask for nothing.
    expect(again).toBe(`${ada.path}?calendar=look`);
    const said = async () => /<p class="notice[^"]*">([^<]+)</.exec((await ada.at.get(again!)).body)?.[1];
    expect(await said()).toMatch(/^Waiting to be added/);
    stage.work();
    await settled(db);
    expect(await said()).toMatch(/^It is in your Google Calendar/);
  });

  test('hears of it on the open page, where scripts look: first when it is there, or when they look themselves', async () => {
    const ada = await patientAt(stage);
    await ada.agree();
    const part = async (query = '') =>
      (await ada.at.get(ada.path + query, { headers: { 'hx-request-type': 'partial' } })).body;
    const page = async () => (await ada.at.get(ada.path)).body;
    expect(await part()).toMatch(/^<section id="calendar" [^>]*data-hx-get="[^>]*>.*<\/section>$/s);
    expect(await part()).not.toMatch(/^<section [^>]*data-status/);
    expect(await page()).toContain(await part());
    expect(await part('?calendar=look')).toMatch(/^<section [^>]*data-status="Waiting to be added to your/);
    expect(await page()).toContain('<script');
    stage.work();
    await settled(db);
    expect(await part()).toMatch(/^<section [^>]*data-status="It is in your Google Calendar/);
    expect(await part()).not.toMatch(/^<section [^>]*data-hx-get/);
    expect(await page()).toContain(await part());
    expect(await page()).not.toContain('<script');
  });

  test('hears of one calendar while another is waited for, and whose each is', async () => {
    const ada = await patientAt(stage);
    await ada.agree('anna.smith@example.org');
    await db.sql`UPDATE google_connections SET account = 'anna.smith@example.org' WHERE appointment_id = ${ada.id}`;
    await ada.agree('andrew.smith@example.org');
    await db.sql`
      UPDATE google_connections SET account = 'andrew.smith@example.org' WHERE appointment_id = ${ada.id} AND account IS NULL`;
    const part = async (address: string) =>
      (await ada.at.get(address, { headers: { 'hx-request-type': 'partial' } })).body;
    const asks = (html: string) => /data-hx-get="([^"]+)"/.exec(html)![1]!.replaceAll('&amp;', '&');
    const before = asks((await ada.at.get(ada.path)).body);
    expect(await part(before)).not.toMatch(/^<section [^>]*data-status/);
    await db.sql`
      UPDATE google_events SET state = 'refused' WHERE connection_id = (
        SELECT id FROM google_connections WHERE account = 'anna.smith@example.org' AND appointment_id = ${ada.id})`;
    const after = await part(before);
    expect(/data-status="([^"]+)"/.exec(after)![1]!).toMatch(
      /^a...h@example.org \(1\): Google did not take it into your calendar. a...h@example.org \(2\): Waiting to be added/,
    );
    expect(await part(asks(after))).not.toMatch(/^<section [^>]*data-status/);
  });

  test('is brought the whole page where the appointment is another by now', async () => {
    const ada = await patientAt(stage);
    await ada.agree();
    const asked = /data-hx-get="([^"]+)"/.exec((await ada.at.get(ada.path)).body)![1]!.replaceAll('&amp;', '&');
    const part = async () => (await ada.at.get(asked, { headers: { 'hx-request-type': 'partial' } })).body;
    expect(await part()).toMatch(/^<section /);
    await cancelAppointment(db, ada.id, null);
    expect(await part()).toMatch(/^<!doctype html>.*This appointment is cancelled/s);
  });

  test('is told what stays in a calendar that is disconnected before it was changed', async () => {
    stage.work();
    const ada = await patientAt(stage);
    expect(await ada.connect()).toBe('added');
    const old = 'stays as it was: you would have to delete it yourself';
    expect(await ada.page()).not.toContain(old);
    google.keepsFailing('delete', 'unavailable');
    await cancelAppointment(db, ada.id, null);
    expect(await ada.page()).toContain(old);
    expect((await ada.press(await only(ada.id), 'disconnect')).location).toBe(`${ada.path}?calendar=behind`);
    expect(await ada.page('?calendar=behind')).toContain('Please delete that yourself.');
  });

  test('of two calendars is told that one is disconnected, and not that none is left', async () => {
    const ada = await patientAt(stage);
    await ada.agree();
    expect(await ada.page('?calendar=disconnected')).toContain('One Google Calendar was disconnected.');
    await loseConnection(db, await only(ada.id), 'invalid_grant');
    await db.sql`UPDATE google_connections SET account = 'ada@example.org' WHERE appointment_id = ${ada.id}`;
    await ada.agree('ada.too@example.org');
    await db.sql`UPDATE google_connections SET account = 'ada.too@example.org' WHERE appointment_id = ${ada.id} AND account IS NULL`;
    // Heard alone, each button says which calendar it is of.
    const { body } = await ada.at.get(ada.path);
    const named = [...body.matchAll(/aria-label="([^"]+: a...[^"]+)"/g)].map(([, name]) => name);
    expect(named).toEqual([
      'Reconnect Google Calendar: a...@example.org',
      'Disconnect Google Calendar: a...@example.org',
      'Disconnect Google Calendar: a...o@example.org',
    ]);
    // Whoever else has the link is not told their Google addresses.
    expect(body).not.toMatch(/ada(\.too)?@example/);
    // Nor is that said of each twice.
    await stage.db
      .sql`UPDATE google_events SET state = 'added', google_event_id = 'a', written_sequence = 0 WHERE appointment_id = ${ada.id} AND state = 'waiting'`;
    expect(await ada.page()).toMatch(/a\.\.\.o@example\.org It is in your Google Calendar\. /);
    await ada.press(
      (await connectionsIn(db)).find(({ account }) => account === 'ada.too@example.org')!.id,
      'disconnect',
    );
    await ada.press(await only(ada.id), 'disconnect');
    expect(await ada.page('?calendar=disconnected')).toContain('Google Calendar is disconnected.');
  });

  test('is told nothing that nobody wrote', async () => {
    const ada = await patientAt(stage);
    for (const how of ['', 'constructor', 'stopped', 'started', 'added', 'waiting', 'connected', 'look'])
      expect((await ada.at.get(`${ada.path}?calendar=${how}`)).body).not.toContain('class="notice');
  });
});

test('a doctor is told so too, of their calendar, and so is the front desk, of the doctor’s', async () => {
  const id = await doctor(db);
  const [row] = await db.sql<{ slug: string; name: string }[]>`SELECT slug, name FROM doctors WHERE id = ${id}`;
  const made = stage.app();
  const at = browser(made.app, { headers: { host: 'booking.example' } });
  const own = ownPath(made.secrets, { id, calendarVersion: 1 });
  const desk = `/desk/doctors/${row!.slug}`;
  await at.post('/desk/sign-in', { password: 'front-desk', to: '/desk' });
  const said = async (how: string) => {
    const pages = await Promise.all([own, desk].map((path) => at.get(`${path}?calendar=${how}`)));
    return pages.map(({ body }) => wordsOf(/<p class="notice" role="status">([^<]+)</.exec(body)?.[1] ?? ''));
  };
  const both = (words: string) => [words, words].map((one) => (one ? expect.stringContaining(one) : one));

  const stands = async () => Promise.all([own, desk].map(async (path) => wordsOf((await at.get(path)).body)));
  const whose = (words: string, name: string) =>
    [`your ${words}`, `${name}’s ${words}`].map((one) => expect.stringContaining(one));

  expect(await stands()).toEqual(whose('Google Calendar, with', row!.name));
  expect(await said('connected')).toEqual(both(''));
  expect(await said('disconnected')).toEqual(both('Google Calendar is disconnected.'));
  expect(await said('refused')).toEqual(both('Nothing was connected'));
  google.consents(`doctor.${id}@example.org`);
  const first = await at.get(`${own}/google`);
  await at.get(pathOf(await throughGoogle((await at.get(first.location)).location)));
  expect(await said('connected')).toEqual(both('Google Calendar is connected.'));
  expect(await said('disconnected')).toEqual(both(''));
  expect(await said('refused')).toEqual(both(''));
  const [connection] = (await connectionsIn(db)).filter((one) => (one as { doctor_id?: number }).doctor_id === id);
  await db.sql`UPDATE google_connections SET busy_trouble = 'HTTP 503' WHERE id = ${connection!.id}`;
  expect(await stands()).toEqual(both('have not been read yet. Google has not answered; we keep trying.'));
  expect(await stands()).toEqual(both('Disconnecting ends what was allowed at Google'));
  await loseConnection(db, connection!.id, 'invalid_grant');
  expect(await stands()).toEqual(both('Disconnecting forgets the calendar here'));
  expect(await said('connected')).toEqual(both(''));
  expect(await stands()).toEqual(whose('calendar: new appointments are missing there', row!.name));
});

describe('how an appointment stands', () => {
  /** On its page, as if Google had answered so. */
  const page = async (columns: string, { cancelled = false, over = false } = {}) => {
    const ada = await patientAt(stage);
    await ada.agree();
    await db.sql.unsafe(`UPDATE google_events SET ${columns} WHERE appointment_id = ${ada.id}`);
    if (cancelled) await cancelAppointment(db, ada.id, null);
    if (cancelled) await db.sql.unsafe(`UPDATE google_events SET ${columns} WHERE appointment_id = ${ada.id}`);
    if (over)
      await db.sql`
        UPDATE appointments SET during = tstzrange(now() - interval '2 hours', now() - interval '1 hour') WHERE id = ${ada.id}`;
    return { ada, words: () => ada.page() };
  };
  const there = "google_event_id = 'there', written_sequence = 0";

  test('that Google took once, and not as it is now, is out of date there, and not missing', async () => {
    const { words } = await page(`state = 'refused', ${there}`);
    expect(await words()).toContain('what is in your calendar may be out of date. Try again');
    expect(await (await page("state = 'refused'")).words()).toContain('Google did not take it into your calendar. Try');
  });

  test('that is cancelled, and that Google does not take out, is to be deleted by whose calendar it is', async () => {
    const { words } = await page(`state = 'refused', ${there}`, { cancelled: true });
    expect(await words()).toContain('it may still be there. Please delete it yourself.');
    expect(await words()).not.toContain('Try again');
  });

  test('that is over is nothing to delete', async () => {
    const { ada, words } = await page(`state = 'waiting', ${there}`, { over: true });
    await loseConnection(db, await only(ada.id), 'invalid_grant');
    expect(await words()).toContain('Google no longer lets us change your Google Calendar.');
    expect(await words()).not.toContain('delete');
  });
});
