import { describe, expect, test } from 'vitest';
import { browser, wordsOf } from '../support/app.ts';
import { endsIn, readSlot, slot, slots } from '../support/clinic.ts';
import { ada, hold, idOf, onSite, pathOf } from './on-site.ts';

const { database, site } = onSite();

describe('“held for you”', () => {
  test('is of the visitor’s own live hold, whatever hold the address names', async () => {
    const patient = browser(site.app);
    const left = await hold(patient, await slot(database.db));
    const path = await hold(patient, await slot(database.db));
    const strangers = await hold(browser(site.app), await slot(database.db));
    for (const named of [left, strangers]) {
      expect((await patient.get(`/?hold=${idOf(named)}`)).body).toMatch(
        new RegExp(`href="${path}\\?at=\\w+">Continue booking`),
      );
    }
  });

  test('stands on every page while the hold lives, through a reload and in a second tab', async () => {
    const patient = browser(site.app);
    const path = await hold(patient, await slot(database.db));
    for (const page of ['/', '/doctors', '/nowhere', '/api/docs', '/']) {
      expect((await patient.get(page)).body).toMatch(new RegExp(`href="${path}\\?at=\\w+">Continue booking`));
    }
    expect((await patient.get(path)).body).not.toContain('Continue booking');
    await endsIn(database.db, idOf(path));
    expect((await patient.get('/')).body).not.toContain('Continue booking');
  });

  test('stands on the pages of another hold of theirs, ended or not', async () => {
    const patient = browser(site.app);
    const left = await hold(patient, await slot(database.db));
    const other = await hold(browser(site.app), await slot(database.db));
    const path = await hold(patient, await slot(database.db));
    const back = await patient.get(left);
    expect(back.status).toBe(410);
    expect(wordsOf(back.body)).toContain('You have chosen another time since');
    for (const { body } of [back, await patient.get(other)])
      expect(body).toMatch(new RegExp(`href="${path}\\?at=\\w+">Continue booking`));
  });

  test('stands on a page that refuses a form, which no cache may keep', async () => {
    const patient = browser(site.app);
    const path = await hold(patient, await slot(database.db));
    for (const headers of [{ origin: 'https://elsewhere.example' }, { 'content-length': '1000000' }]) {
      const refused = await patient.post(path, { action: 'release' }, { headers });
      expect(refused.status).toBeGreaterThan(402);
      expect(refused.body).toMatch(new RegExp(`href="${path}\\?at=\\w+">Continue booking`));
      expect(refused.headers.get('cache-control')).toBe('no-store');
    }
  });

  test('is remembered for a day from the last time chosen, not from the first', async () => {
    const patient = browser(site.app);
    for (const slotId of await slots(database.db, 2)) {
      const { headers } = await patient.post('/holds', { slotId: String(slotId) });
      expect(headers.get('set-cookie')).toMatch(/^visitor=[0-9a-f]{32}; Max-Age=86400;/);
    }
  });

  test('is nobody else’s to see', async () => {
    await hold(browser(site.app), await slot(database.db));
    expect((await browser(site.app).get('/')).body).not.toContain('Continue booking');
  });

  test('let go from the banner: the slot is free, and the page says so', async () => {
    const slotId = await slot(database.db);
    const patient = browser(site.app);
    const path = await hold(patient, slotId);
    const letGo = await patient.post(path, { action: 'release' });
    expect(letGo.status).toBe(303);
    expect(wordsOf((await patient.get(letGo.location)).body)).toContain('Your time was let go');
    expect(await readSlot(database.db, slotId)).toMatchObject({ status: 'available' });
  });
});

describe('what was just done', () => {
  test('is not said any more once the hold has run out', async () => {
    const patient = browser(site.app);
    const path = await hold(patient, await slot(database.db));
    const extended = await patient.post(path, { action: 'extend' });
    expect(wordsOf((await patient.get(extended.location)).body)).toContain('Done: the time is held for you until');
    await endsIn(database.db, idOf(path));
    expect(wordsOf((await patient.get(extended.location)).body)).not.toContain('Done:');
  });
});

describe('a time in place of another', () => {
  const instead = 'This takes the place of the time you held before.';
  const pageAfter = async (patient: ReturnType<typeof browser>, slotId: number) => {
    const held = await patient.post('/holds', { slotId: String(slotId) });
    return { path: pathOf(held.location), ...(await patient.get(held.location)) };
  };

  test('is said to be that, and for whom what was typed came along', async () => {
    const [first, second, third] = await slots(database.db, 3);
    const patient = browser(site.app);
    expect((await pageAfter(patient, first!)).body).not.toContain(instead);
    // The same time again is no other.
    expect((await pageAfter(patient, first!)).body).not.toContain(instead);
    const { path, body } = await pageAfter(patient, second!);
    expect(body).toContain(instead);
    expect(wordsOf(body)).not.toContain('filled in below');
    await patient.post(path, { ...ada, action: 'change' });
    // Over by now, and yet what was typed comes along.
    await endsIn(database.db, idOf(path));
    // A second click that is answered later says so, too.
    await pageAfter(patient, third!);
    const again = await pageAfter(patient, third!);
    expect(wordsOf(again.body)).toContain(
      'What was typed for Ada Lovelace is filled in below. Start with an empty form',
    );
    // Not of what is typed here.
    await patient.post(again.path, { ...ada, action: 'more' });
    expect((await patient.get(again.path)).body).not.toContain('Start with an empty form');
  });

  test('with a page that was not saved, and nothing else, comes without a word of it', async () => {
    const [first, second] = await slots(database.db, 2);
    const patient = browser(site.app);
    const path = await hold(patient, first!);
    await patient.post(`${path}/more`, { medicalHistory: 'x'.repeat(4001), action: 'save' });
    expect((await pageAfter(patient, second!)).body).not.toContain('filled in below');
  });

  test('with notes for one patient and the name of another: nothing is booked before it is known whose they are', async () => {
    const [first, second] = await slots(database.db, 2);
    const patient = browser(site.app);
    const path = await hold(patient, first!);
    await patient.post(path, { name: 'Caller One', email: 'one@example.org', action: 'more' });
    await patient.post(`${path}/more`, { reason: 'A rash', action: 'save' });
    const next = await pageAfter(patient, second!);
    const two = { name: 'Caller Two', email: 'two@example.org', action: 'book' };
    const asked = await patient.post(next.path, two);
    expect(asked.status).toBe(409);
    expect(wordsOf(asked.body)).toContain('What is noted here was noted for Caller One: if it is not for Caller Two');
    expect(wordsOf(asked.body)).toContain('Start with an empty form');
    expect(asked.body).toContain('value="Caller Two"');
    expect((await patient.post(next.path, two)).location).toMatch(/^\/appointments\//);
  });

  test('with notes for the same patient: booked at once', async () => {
    const [first, second] = await slots(database.db, 2);
    const patient = browser(site.app);
    const three = { name: 'Caller Three', email: 'three@example.org' };
    const path = await hold(patient, first!);
    await patient.post(path, { ...three, action: 'more' });
    await patient.post(`${path}/more`, { reason: 'A rash', action: 'save' });
    const next = await pageAfter(patient, second!);
    expect((await patient.post(next.path, { ...three, action: 'book' })).location).toMatch(/^\/appointments\//);
  });

  test('with notes made here, and the name put right since: booked at once', async () => {
    const patient = browser(site.app);
    const path = await hold(patient, await slot(database.db));
    const four = { name: 'Caler Four', email: 'four@example.org' };
    await patient.post(path, { ...four, action: 'more' });
    await patient.post(`${path}/more`, { reason: 'A rash', action: 'save' });
    const booked = await patient.post(path, { ...four, name: 'Caller Four', action: 'book' });
    expect(booked.location).toMatch(/^\/appointments\//);
  });

  test('is warned of where it is chosen', async () => {
    const [first] = await slots(database.db, 2);
    const patient = browser(site.app);
    const [doctor] = await database.db.sql<{ slug: string }[]>`
      SELECT d.slug FROM doctors d JOIN time_slots s ON s.doctor_id = d.id WHERE s.id = ${first!}`;
    const warned = async () =>
      (await patient.get(`/doctors/${doctor!.slug}`)).body.includes('lets go of the one held now');
    expect(await warned()).toBe(false);
    await hold(patient, first!);
    expect(await warned()).toBe(true);
  });

  test('begun again, takes nothing from a page of the time before', async () => {
    const [first, second] = await slots(database.db, 2);
    const patient = browser(site.app);
    const path = await hold(patient, first!);
    await patient.post(path, { ...ada, action: 'more' });
    const next = await pageAfter(patient, second!);
    await patient.post(next.path, { action: 'clear' });
    expect((await patient.post(path, { ...ada, action: 'extend' })).status).toBe(410);
    expect((await patient.get(next.path)).body).not.toContain('Ada Lovelace');
  });

  test('begins again for someone else: nothing of what was typed on any page is left', async () => {
    const [first, second] = await slots(database.db, 2);
    const patient = browser(site.app);
    const path = await hold(patient, first!);
    await patient.post(path, { ...ada, 'dateOfBirth-day': '27', action: 'more' });
    await patient.post(`${path}/more`, { medicalHistory: 'Asthma', action: 'save' });
    await patient.post(`${path}/booker`, { bookerName: 'Ben Booker', bookerEmail: 'ben@example.org', action: 'save' });
    await patient.post(`${path}/more`, { medicalHistory: 'Refused'.repeat(999), action: 'save' });
    const next = await pageAfter(patient, second!);
    for (const typed of ['Ada Lovelace', 'Asthma', 'Ben Booker', 'value="27"']) expect(next.body).toContain(typed);
    const cleared = await patient.post(next.path, { action: 'clear' });
    expect(cleared.status).toBe(303);
    const { body } = await patient.get(cleared.location);
    for (const typed of ['Ada Lovelace', 'Asthma', 'Ben Booker', 'value="27"', instead])
      expect(body).not.toContain(typed);
    expect((await patient.get(`${next.path}/more?check=true`)).body).not.toContain('Refused');
  });
});

describe('who holds', () => {
  const visitorIn = (page: string) => /name="visitor" value="([0-9a-f]{32})"/.exec(page)![1]!;
  const pageOf = async (slotId: number) => {
    const [doctor] = await database.db.sql<
      { slug: string }[]
    >`SELECT slug FROM doctors WHERE id = (SELECT doctor_id FROM time_slots WHERE id = ${slotId})`;
    return `/doctors/${doctor!.slug}`;
  };

  test('a double click on a first visit is one visitor: both answers lead to the same hold', async () => {
    const slotId = String(await slot(database.db));
    const page = await browser(site.app).get(await pageOf(Number(slotId)));
    const click = () => browser(site.app).post('/holds', { slotId, visitor: visitorIn(page.body) });
    const [first, second] = await Promise.all([click(), click()]);
    expect([first.status, pathOf(second.location)]).toEqual([303, pathOf(first.location)]);
  });

  test('two pages are two visitors', async () => {
    const path = await pageOf(await slot(database.db));
    const [one, other] = [await browser(site.app).get(path), await browser(site.app).get(path)];
    expect(visitorIn(one.body)).not.toBe(visitorIn(other.body));
  });

  test('a link with a stranger’s hold in it does not make me the stranger', async () => {
    const [lure, wanted] = await slots(database.db, 2);
    const stranger = browser(site.app);
    const lured = await hold(stranger, lure!);
    const victim = browser(site.app);
    const path = pathOf((await victim.post('/holds', { slotId: String(wanted), hold: idOf(lured) })).location);
    await victim.post(path, { ...ada, action: 'extend' });
    expect((await stranger.get('/')).body).not.toContain(path);
    expect((await victim.get('/')).body).toContain(path);
  });

  test('who holds a time already keeps it, whatever hold a link names', async () => {
    const [lure, own, wanted] = await slots(database.db, 3);
    const lured = await hold(browser(site.app), lure!);
    const patient = browser(site.app);
    await hold(patient, own!);
    expect((await patient.post('/holds', { slotId: String(wanted), hold: idOf(lured) })).status).toBe(303);
    expect(await readSlot(database.db, lure!)).toMatchObject({ status: 'held' });
    expect(await readSlot(database.db, own!)).toMatchObject({ status: 'available' });
  });

  test('a hold that has ended is moved from by nobody: no page goes on from it', async () => {
    const [slotId] = await slots(database.db, 2);
    const patient = browser(site.app);
    const path = await hold(patient, slotId!);
    const doctor = `${await pageOf(slotId!)}?hold=${idOf(path)}`;
    expect((await browser(site.app).get(doctor)).body).toContain(`name="hold" value="${idOf(path)}"`);
    await patient.post(path, { action: 'release' });
    for (const page of [doctor, `/doctors?hold=${idOf(path)}`])
      expect((await browser(site.app).get(page)).body).not.toContain(idOf(path));
  });

  test('GET /holds leads to the hold, else to the doctors', async () => {
    const patient = browser(site.app);
    expect((await patient.get('/holds')).location).toBe('/doctors');
    const path = await hold(patient, await slot(database.db));
    expect(pathOf((await patient.get('/holds')).location)).toBe(path);
  });
});

test('a link to a time that has gone says so and shows what is free', async () => {
  const [gone] = await slots(database.db, 2);
  await hold(browser(site.app), gone!);
  const [doctor] = await database.db.sql<
    { slug: string }[]
  >`SELECT slug FROM doctors WHERE id = (SELECT doctor_id FROM time_slots WHERE id = ${gone!})`;
  const page = await browser(site.app).get(`/doctors/${doctor!.slug}?slot=${gone}`);
  expect(wordsOf(page.body)).toContain('The time you came for has just gone');
});
