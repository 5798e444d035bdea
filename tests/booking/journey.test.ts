import { describe, expect, test } from 'vitest';
import { browser, wordsOf } from '../support/app.ts';
import { readAppointment, readSlot, slot, slots } from '../support/clinic.ts';
import { ada, hold, idOf, onSite, pathOf } from './on-site.ts';

const { database, site } = onSite();

describe('the journey', () => {
  test('from a slot to the confirmation, with cookies', async () => {
    const slotId = await slot(database.db);
    const patient = browser(site.app);
    const path = await hold(patient, slotId);
    expect(wordsOf((await patient.get(path)).body)).toContain('We hold this time for you until');

    const booked = await patient.post(path, {
      ...ada,
      phone: '020 7946 0999',
      'dateOfBirth-day': '10',
      'dateOfBirth-month': 'Dec',
      'dateOfBirth-year': '1985',
      action: 'book',
    });
    expect(booked.status).toBe(303);
    const confirmation = await patient.get(booked.location);
    expect(confirmation.status).toBe(200);
    expect(wordsOf(confirmation.body)).toMatch(/Your appointment is booked Your reference: [2-9A-Z]{4}-[2-9A-Z]{4}/);
    expect(await readSlot(database.db, slotId)).toMatchObject({ status: 'booked' });
  });

  test('with cookies blocked: the hold’s address is enough, for extending, moving and booking', async () => {
    const [first, second] = await slots(database.db, 2);
    const patient = browser(site.app, { cookies: false });
    const path = await hold(patient, first!);
    expect((await patient.post(path, { ...ada, action: 'extend' })).status).toBe(303);

    const moved = await patient.post('/holds', { slotId: String(second), hold: idOf(path) });
    expect(moved.status).toBe(303);
    expect(await readSlot(database.db, first!)).toMatchObject({ status: 'available' });
    expect((await patient.get(moved.location)).body).toContain('value="Ada Lovelace"');
    expect((await patient.post(moved.location, { ...ada, action: 'book' })).location).toMatch(/^\/appointments\//);
  });

  test('a reload of the booking books nothing twice, and a second click gets the same appointment', async () => {
    const patient = browser(site.app);
    const path = await hold(patient, await slot(database.db));
    const first = await patient.post(path, { name: 'Ida Twice', email: 'ida@example.org', action: 'book' });
    const again = await patient.post(path, { name: 'Ida Twice', email: 'ida@example.org', action: 'book' });
    expect(again.location).toBe(first.location);
    expect((await patient.get(path)).location).toBe(first.location);
  });

  test('without a button’s name, as some browsers send Enter, the form books', async () => {
    const patient = browser(site.app);
    const path = await hold(patient, await slot(database.db));
    expect((await patient.post(path, { name: 'Enter Key', email: 'enter@example.org' })).location).toMatch(
      /^\/appointments\//,
    );
  });

  test('more for the doctor and booking for someone else are kept and stand on the appointment', async () => {
    const patient = browser(site.app);
    const path = await hold(patient, await slot(database.db));
    const tims = { name: 'Little Tim', email: 'mother@example.org' };
    expect(pathOf((await patient.post(path, { ...tims, action: 'more' })).location)).toBe(`${path}/more`);
    expect((await patient.get(`${path}/more`)).status).toBe(200);
    const more = {
      reason: 'A rash\nsince Monday',
      gender: 'boy',
      address: '1 High Street',
      medicalHistory: 'Asthma',
      action: 'save',
    };
    expect(pathOf((await patient.post(`${path}/more`, more)).location)).toBe(path);
    const mother = { bookerName: 'Mrs Tim', bookerEmail: 'mother@example.org', bookerPhone: '', action: 'save' };
    expect(pathOf((await patient.post(`${path}/booker`, mother)).location)).toBe(path);
    expect(wordsOf((await patient.get(path)).body)).toContain('Booked by Mrs Tim');

    const booked = await patient.post(path, { name: 'Little Tim', email: 'mother@example.org', action: 'book' });
    const [row] = await database.db.sql<{ id: number }[]>`SELECT id FROM appointments WHERE hold_id = ${idOf(path)}`;
    expect(await readAppointment(database.db, row!.id)).toMatchObject({
      reason: 'A rash\nsince Monday',
      booked_by: { name: 'Mrs Tim', email: 'mother@example.org' },
      intake: { name: 'Little Tim', gender: 'boy', address: '1 High Street', medicalHistory: 'Asthma' },
    });
    expect(wordsOf((await patient.get(booked.location)).body)).toContain('Booked by Mrs Tim');
  });

  test('the booker’s page can be taken back', async () => {
    const patient = browser(site.app);
    const path = await hold(patient, await slot(database.db));
    await patient.post(`${path}/booker`, { bookerName: 'Mrs Tim', bookerEmail: 'mother@example.org', action: 'save' });
    await patient.post(`${path}/booker`, { action: 'remove' });
    expect((await patient.post(path, { ...ada, name: 'Alone', action: 'book' })).location).toMatch(/^\/appointments\//);
  });
});

describe('the link and the calendar file', () => {
  test('another’s link does not open by guessing the number', async () => {
    const patient = browser(site.app);
    const path = await hold(patient, await slot(database.db));
    const booked = await patient.post(path, { name: 'Own', email: 'own@example.org', action: 'book' });
    const [id, seal] = booked.location.split('/')[2]!.split('-');
    const other = (Number.parseInt(id!, 36) + 1).toString(36);
    expect((await patient.get(`/appointments/${other}-${seal}`)).status).toBe(404);
    expect((await patient.get(`/appointments/${id}-${seal!.slice(0, -1)}`)).status).toBe(404);
    await database.db.sql`UPDATE appointments SET link_version = 2 WHERE id = ${Number.parseInt(id!, 36)}`;
    expect((await patient.get(booked.location)).status).toBe(404);
  });

  test('the .ics says the same instant, and no medical detail', async () => {
    const slotId = await slot(database.db);
    const patient = browser(site.app);
    const path = await hold(patient, slotId);
    await patient.post(`${path}/more`, { reason: 'SECRETREASON', action: 'save' });
    const booked = await patient.post(path, { name: 'Cal', email: 'cal@example.org', action: 'book' });
    const file = await patient.get(`${booked.location}/calendar.ics`);
    expect(file.headers.get('content-type')).toContain('text/calendar');
    const { default: ical } = await import('ical.js');
    const event = new ical.Event(new ical.Component(ical.parse(file.body)).getFirstSubcomponent('vevent')!);
    const [row] = await database.db.sql<
      { starts_at: Temporal.Instant }[]
    >`SELECT starts_at FROM time_slots WHERE id = ${slotId}`;
    expect(event.startDate.toJSDate().getTime()).toBe(row!.starts_at.epochMilliseconds);
    expect(event.uid).toMatch(/^appointment-\d+@/);
    expect(file.body).not.toContain('SECRETREASON');
  });
});

test('an appointment that is over says so', async () => {
  const slotId = await slot(database.db);
  const patient = browser(site.app);
  const booked = await patient.post(await hold(patient, slotId), {
    name: 'Past',
    email: 'past@example.org',
    action: 'book',
  });
  await database.db
    .sql`UPDATE appointments SET during = tstzrange(now() - interval '2 hours', now() - interval '1 hour') WHERE time_slot_id = ${slotId}`;
  expect(wordsOf((await patient.get(booked.location)).body)).toContain('This appointment is over');
});
