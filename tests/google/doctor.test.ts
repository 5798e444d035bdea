/** A doctor's own calendar: connected by the doctor, or at the front desk, and what stands in it. */
import { describe, expect, test } from 'vitest';
import { cancelAppointment } from '../../src/booking/cancel.ts';
import { feedPath, ownPath } from '../../src/calendars/link.ts';
import { browser, wordsOf } from '../support/app.ts';
import { bookedAt, booking, doctor, readAppointment, slot } from '../support/clinic.ts';
import { BUSY, EVENTS } from '../support/google/fault-server.ts';
import { connectionsIn, googleStage, keepGoing, pathOf, publicUrl, throughGoogle } from '../support/google/stage.ts';
import { settled } from '../support/post-office.ts';

const stage = googleStage();
const { db, google } = stage;

/** A doctor, with a Google account of their own, who is the one signed in there; and their page. */
async function adaeze() {
  const id = await doctor(db);
  const [row] = await db.sql<{ slug: string }[]>`SELECT slug FROM doctors WHERE id = ${id}`;
  const account = `doctor.${id}@example.org`;
  google.consents(account);
  const made = stage.app();
  const page = ownPath(made.secrets, { id, calendarVersion: 1 });
  const feed = feedPath(made.secrets, { id, calendarVersion: 1 });
  return { id, slug: row!.slug, account, page, feed, at: browser(made.app, { headers: { host: 'booking.example' } }) };
}

type At = Awaited<ReturnType<typeof adaeze>>['at'];

/** To Google and back; the address of the page to which that leads. */
async function connect(at: At, path: string): Promise<string> {
  const first = await at.get(path);
  const second = await at.get(first.location);
  const back = await at.get(pathOf(await throughGoogle(second.location)));
  return back.location;
}

/** Ruth at the front desk, signed in. */
async function ruth() {
  const at = browser(stage.app().app, { headers: { host: 'booking.example' } });
  const { location } = await at.post('/desk/sign-in', { password: 'front-desk', to: '/desk' });
  expect(location).toBe('/desk');
  return at;
}

const mine = async (id: number) =>
  (await connectionsIn(db)).filter((row) => (row as { doctor_id?: number }).doctor_id === id);
const titles = (account: string) => google.eventsOf(account).map(({ summary }) => summary);

describe('a doctor connects their calendar', () => {
  test('from their own page: every appointment to come is there, with initials and reference and no more', async () => {
    stage.work();
    const okafor = await adaeze();
    const before = await bookedAt(db, await slot(db, { doctorId: okafor.id }), {
      ...booking('Ada Lovelace'),
      reason: 'A rash',
    });
    await db.sql`UPDATE appointments SET created_at = now() - interval '3 days' WHERE id = ${before}`;
    expect(wordsOf((await okafor.at.get(okafor.page)).body)).toContain('Connect Google Calendar');
    expect(await connect(okafor.at, `${okafor.page}/google`)).toBe(`${okafor.page}?calendar=connected`);
    await settled(db);
    const { reference } = await readAppointment(db, before);
    const inPrint = `${reference.slice(0, 4)}-${reference.slice(4)}`;
    expect(titles(okafor.account)).toEqual([`A. L. ${inPrint}`]);
    const after = await bookedAt(db, await slot(db, { doctorId: okafor.id, inMinutes: 240 }), booking('Ben Stranger'));
    await settled(db);
    expect(google.eventsOf(okafor.account)).toHaveLength(2);
    expect(JSON.stringify(google.eventsOf(okafor.account))).not.toMatch(
      /rash|Lovelace|Stranger|example\.org\/|ada\.lovelace/,
    );
    expect(google.eventsOf(okafor.account)[0]!.description).toContain(`${publicUrl}/desk/doctors/${okafor.slug}?date=`);
    await cancelAppointment(db, after, null);
    await settled(db);
    expect(titles(okafor.account)).toEqual([`A. L. ${inPrint}`]);
    const page = wordsOf((await okafor.at.get(okafor.page)).body);
    expect(page).toContain(`Connected: ${okafor.account}. Busy times were last read on`);
    await db.sql`UPDATE google_events SET state = 'refused' WHERE appointment_id = ${before}`;
    expect(wordsOf((await okafor.at.get(okafor.page)).body)).toContain(
      'Google did not take one appointment: it is not',
    );
    await db.sql`UPDATE google_events SET state = 'added' WHERE appointment_id = ${before}`;
  });

  test('at the front desk, where the doctor signs in at Google', async () => {
    stage.work();
    const okafor = await adaeze();
    const at = await ruth();
    const path = `/desk/doctors/${okafor.slug}`;
    expect(wordsOf((await at.get(path)).body)).toContain('Connect Google Calendar');
    // Back on the day that was open.
    const { body } = await at.get(`${path}?date=2031-05-05`);
    expect(body).toContain(`href="${path}/google?date=2031-05-05"`);
    expect(await connect(at, `${path}/google?date=2031-05-05`)).toBe(`${path}?date=2031-05-05&calendar=connected`);
    await settled(db);
    const connected = await at.get(`${path}?date=2031-05-05&calendar=connected`);
    expect(wordsOf(connected.body)).toMatch(/Google Calendar is connected\..*Connected\./);
    expect(await mine(okafor.id)).toHaveLength(1);
    const form = Object.fromEntries(
      [...connected.body.matchAll(/name="(token|connection)" value="([^"]+)"/g)].map(([, name, value]) => [
        name,
        value!,
      ]),
    );
    const disconnect = `${path}/google?date=2031-05-05`;
    expect(connected.body).toContain(`action="${disconnect}"`);
    expect((await at.post(disconnect, form)).location).toBe(`${path}?date=2031-05-05&calendar=disconnected`);
  });

  test('and is asked for leave to see when they are busy, too: both or none', async () => {
    const okafor = await adaeze();
    const first = await okafor.at.get(`${okafor.page}/google`);
    const asked = new URL((await okafor.at.get(first.location)).location).searchParams.get('scope');
    expect(asked).toBe(`${EVENTS} ${BUSY}`);
    google.grantsOnly([EVENTS]);
    expect(await connect(okafor.at, `${okafor.page}/google`)).toBe(`${okafor.page}?calendar=unticked`);
    expect(await mine(okafor.id)).toEqual([]);
    expect(wordsOf((await okafor.at.get(`${okafor.page}?calendar=unticked`)).body)).toContain(
      'not every box was ticked',
    );
  });

  test('once: connected again it is the same place, with what was there brought up to date', async () => {
    stage.work();
    const okafor = await adaeze();
    await bookedAt(db, await slot(db, { doctorId: okafor.id }));
    await connect(okafor.at, `${okafor.page}/google`);
    await settled(db);
    google.removeAccess(okafor.account);
    google.expireAccessTokens();
    await bookedAt(db, await slot(db, { doctorId: okafor.id, inMinutes: 240 }));
    await settled(db);
    expect(wordsOf((await okafor.at.get(okafor.page)).body)).toContain(
      'It must be connected again. Reconnect Google Calendar',
    );
    await connect(okafor.at, `${okafor.page}/google`);
    await settled(db);
    expect(google.eventsOf(okafor.account)).toHaveLength(2);

    google.consents(`new.${okafor.account}`);
    await connect(okafor.at, `${okafor.page}/google`);
    await settled(db);
    expect(google.eventsOf(`new.${okafor.account}`)).toHaveLength(2);
    expect(await mine(okafor.id)).toMatchObject([{ account: `new.${okafor.account}` }]);
  });
});

describe('nobody else does:', () => {
  test('the address of a subscription does not open it, nor a link that was revoked', async () => {
    const okafor = await adaeze();
    const feed = okafor.feed.replace('/appointments.ics', '');
    for (const path of [`${feed}/google`, `${feed}`]) expect((await okafor.at.get(path)).status).toBe(404);
    const first = await okafor.at.get(`${okafor.page}/google`);
    const consent = (await okafor.at.get(first.location)).location;
    const back = pathOf(await throughGoogle(consent));
    await db.sql`UPDATE doctors SET calendar_version = 2 WHERE id = ${okafor.id}`;
    expect((await okafor.at.get(back)).status).toBe(400);
    expect((await okafor.at.get(`${okafor.page}/google`)).status).toBe(404);
    expect(await mine(okafor.id)).toEqual([]);
  });

  test('the front desk’s way is shut to whoever is not signed in there, also on the way back', async () => {
    const okafor = await adaeze();
    const begun = await okafor.at.get(`/desk/doctors/${okafor.slug}/google`);
    expect(begun.location).not.toContain('/auth/google');
    const at = await ruth();
    const first = await at.get(`/desk/doctors/${okafor.slug}/google`);
    const back = pathOf(await throughGoogle((await at.get(first.location)).location));
    const token = /name="token" value="([^"]+)"/.exec((await at.get('/desk')).body)![1]!;
    await at.post('/desk/sign-out', { token });
    expect((await at.get(back)).status).toBe(400);
    expect(await mine(okafor.id)).toEqual([]);
  });
});

describe('a doctor’s calendar that is disconnected', () => {
  test.each(['their page', 'the front desk'])('on %s ends at Google, and blocks nothing any more', async (where) => {
    stage.work();
    const okafor = await adaeze();
    await connect(okafor.at, `${okafor.page}/google`);
    await settled(db);
    const [connection] = await mine(okafor.id);
    await db.sql`INSERT INTO busy_times VALUES (${okafor.id}, tstzrange(now(), now() + interval '1 hour'))`;
    const [at, path] =
      where === 'their page' ? [okafor.at, okafor.page] : [await ruth(), `/desk/doctors/${okafor.slug}`];
    const token = /name="token" value="([^"]+)"/.exec((await at.get(path)).body)?.[1] ?? '';
    expect((await at.post(`${path}/google`, { connection: 'another', token })).status).toBe(303);
    expect(await mine(okafor.id)).toHaveLength(1);
    expect((await at.post(`${path}/google`, { connection: connection!.id, token })).location).toBe(
      `${path}?calendar=disconnected`,
    );
    await settled(db);
    expect(await mine(okafor.id)).toEqual([]);
    expect(google.grantsOf(okafor.account)).toBe(0);
    expect(await db.sql`SELECT FROM busy_times WHERE doctor_id = ${okafor.id}`).toHaveLength(0);
    expect(await db.sql`SELECT FROM refresh_due WHERE doctor_id = ${okafor.id}`).not.toHaveLength(0);
  });

  test('at the front desk only by a form of its own', async () => {
    const okafor = await adaeze();
    await connect(okafor.at, `${okafor.page}/google`);
    const [connection] = await mine(okafor.id);
    const at = await ruth();
    await at.post(`/desk/doctors/${okafor.slug}/google`, { connection: connection!.id, token: 'made up' });
    expect(await mine(okafor.id)).toHaveLength(1);
  });
});

test('a calendar of a doctor who is retired is disconnected by itself when what they had is over', async () => {
  stage.work();
  const okafor = await adaeze();
  const id = await bookedAt(db, await slot(db, { doctorId: okafor.id }));
  await connect(okafor.at, `${okafor.page}/google`);
  await settled(db);
  await db.sql`UPDATE google_connections SET connected_at = now() - interval '3 days' WHERE doctor_id = ${okafor.id}`;
  await db.sql`UPDATE doctors SET active = false WHERE id = ${okafor.id}`;
  await keepGoing(db);
  expect(await mine(okafor.id)).toHaveLength(1);
  await db.sql`UPDATE appointments SET during = tstzrange(now() - interval '26 hours', now() - interval '25 hours') WHERE id = ${id}`;
  await db.sql`UPDATE doctors SET active = true WHERE id = ${okafor.id}`;
  await keepGoing(db);
  expect(await mine(okafor.id)).toHaveLength(1);
  await db.sql`UPDATE doctors SET active = false WHERE id = ${okafor.id}`;
  await keepGoing(db);
  await settled(db);
  expect(await mine(okafor.id)).toEqual([]);
  expect(google.grantsOf(okafor.account)).toBe(0);
});

test('a calendar that is lost is seen at the front desk, on its first page and among the doctors', async () => {
  const okafor = await adaeze();
  await connect(okafor.at, `${okafor.page}/google`);
  const [connection] = await mine(okafor.id);
  const at = await ruth();
  await db.sql`SELECT lose_google_connection(id, 'invalid_grant') FROM google_connections WHERE doctor_id <> ${okafor.id}`;
  await db.sql`DELETE FROM google_connections WHERE doctor_id <> ${okafor.id}`;
  expect(wordsOf((await at.get('/desk')).body)).not.toContain('to connect again');
  await db.sql`SELECT lose_google_connection(${connection!.id}, 'invalid_grant')`;
  expect(wordsOf((await at.get('/desk')).body)).toContain('1 calendar to connect again');
  await doctor(db, 'Dr Aaron Aaronson');
  const { body } = await at.get('/desk/doctors');
  expect(body).toContain(`<a href="/desk/doctors/${okafor.slug}#calendar">`);
  expect(wordsOf(body)).toContain('’s Google Calendar must be connected again');
  // First, whatever their name: it is what the front desk is sent here for.
  expect(/<h2><a href="([^"]+)"/.exec(body)![1]).toBe(`/desk/doctors/${okafor.slug}`);
  expect(wordsOf((await at.get(`/desk/doctors/${okafor.slug}`)).body)).toContain('Reconnect Google Calendar');
});

test('an appointment of a doctor with a calendar is in it whoever books, and once', async () => {
  stage.work();
  const okafor = await adaeze();
  await connect(okafor.at, `${okafor.page}/google`);
  await settled(db);
  const id = await bookedAt(db, await slot(db, { doctorId: okafor.id }));
  await keepGoing(db);
  await settled(db);
  await keepGoing(db);
  await settled(db);
  expect(google.eventsOf(okafor.account)).toHaveLength(1);
  expect(google.askedTo('insert').filter(({ body }) => JSON.stringify(body).includes(okafor.slug))).toHaveLength(1);
  expect((await readAppointment(db, id)).status).toBe('scheduled');
});
