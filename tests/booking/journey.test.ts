import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sweepHolds } from '../../src/booking/sweep.ts';
import { type Browser, browser, testApp, wordsOf } from '../support/app.ts';
import { endsIn, readAppointment, readHold, readSlot, slot, slots, start } from '../support/clinic.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

let database: TestDatabase;
let site: ReturnType<typeof testApp>;
beforeAll(async () => {
  database = await testDatabase();
  site = testApp(database.db, { HOLDS_PER_ADDRESS: '1000', HOLD_REQUESTS_PER_MINUTE: '10000' });
});
afterAll(() => database.drop());

const ada = { name: 'Ada Lovelace', email: 'ada@example.org' };

async function hold(by: Browser, slotId: number): Promise<string> {
  const answer = await by.post('/holds', { slotId: String(slotId) });
  expect(answer.status).toBe(303);
  return answer.location;
}

const idOf = (path: string) => path.split('/')[2]!;

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
    expect(
      (await patient.post(path, { name: 'Little Tim', email: 'mother@example.org', action: 'more' })).location,
    ).toBe(`${path}/more`);
    expect((await patient.get(`${path}/more`)).status).toBe(200);
    const more = {
      reason: 'A rash\nsince Monday',
      gender: 'boy',
      address: '1 High Street',
      medicalHistory: 'Asthma',
      action: 'save',
    };
    expect((await patient.post(`${path}/more`, more)).location).toBe(path);
    const mother = { bookerName: 'Mrs Tim', bookerEmail: 'mother@example.org', bookerPhone: '', action: 'save' };
    expect((await patient.post(`${path}/booker`, mother)).location).toBe(path);
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

describe('“held for you”', () => {
  test('is of the visitor’s own live hold, whatever hold the address names', async () => {
    const patient = browser(site.app);
    const left = await hold(patient, await slot(database.db));
    const path = await hold(patient, await slot(database.db));
    const strangers = await hold(browser(site.app), await slot(database.db));
    for (const named of [left, strangers]) {
      expect((await patient.get(`/?hold=${idOf(named)}`)).body).toContain(`href="${path}">Continue booking`);
    }
  });

  test('stands on every page while the hold lives, through a reload and in a second tab', async () => {
    const patient = browser(site.app);
    const path = await hold(patient, await slot(database.db));
    for (const page of ['/', '/doctors', '/nowhere', '/api/docs', '/']) {
      expect((await patient.get(page)).body).toContain(`href="${path}">Continue booking`);
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
    for (const { body } of [back, await patient.get(other)]) expect(body).toContain(`href="${path}">Continue booking`);
  });

  test('stands on a page that refuses a form, which no cache may keep', async () => {
    const patient = browser(site.app);
    const path = await hold(patient, await slot(database.db));
    for (const headers of [{ origin: 'https://elsewhere.example' }, { 'content-length': '1000000' }]) {
      const refused = await patient.post(path, { action: 'release' }, { headers });
      expect(refused.status).toBeGreaterThan(402);
      expect(refused.body).toContain(`href="${path}">Continue booking`);
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

describe('nothing is typed twice', () => {
  test('choosing another time keeps what was typed, without another click first', async () => {
    const [first, second] = await slots(database.db, 2);
    const patient = browser(site.app, { cookies: false });
    const path = await hold(patient, first!);
    const change = await patient.post(path, { ...ada, action: 'change' });
    expect(change.location).toMatch(/^\/doctors\/[^?]+\?hold=[0-9a-f]{32}$/);
    const choice = await patient.get(change.location);
    const [, named] = /name="hold" value="([0-9a-f]{32})"/.exec(choice.body)!;
    const moved = await patient.post('/holds', { slotId: String(second), hold: named! });
    expect((await patient.get(moved.location)).body).toContain('value="Ada Lovelace"');
  });

  test('with cookies, the address to choose at gives nothing away: a friend who opens it gets neither time nor details', async () => {
    const [first, second, third] = await slots(database.db, 3);
    const patient = browser(site.app);
    const path = await hold(patient, first!);
    const change = await patient.post(path, { ...ada, action: 'change' });
    expect(change.location).toMatch(/^\/doctors\/[^?]+$/);
    const friend = browser(site.app);
    expect((await friend.get(change.location)).body).not.toContain(idOf(path));
    expect((await friend.get(await hold(friend, third!))).body).not.toContain('Ada Lovelace');
    expect((await patient.get(change.location)).body).not.toContain('name="hold"');
    expect((await patient.get(await hold(patient, second!))).body).toContain('value="Ada Lovelace"');
  });

  test('with cookies blocked, by way of other doctors: what was typed comes along', async () => {
    const gone = await slot(database.db);
    const patient = browser(site.app, { cookies: false });
    const path = await hold(patient, gone);
    await patient.post(path, { ...ada, action: 'extend' });
    await endsIn(database.db, idOf(path));
    await hold(browser(site.app), gone);
    const taken = await patient.get(path);
    const [, others] = /href="(\/doctors\?specialization=[^"]+)"/.exec(taken.body)!;
    const { body } = await patient.get(others!.replaceAll('&amp;', '&'));
    expect(body).toContain(`name="hold" value="${idOf(path)}"`);
    expect(body).toMatch(new RegExp(`href="/doctors/[a-z0-9-]+\\?hold=${idOf(path)}"`));
  });

  test('with cookies blocked, run out, and the next choice taken too: what was typed comes along', async () => {
    const [first, second, third] = await slots(database.db, 3);
    const patient = browser(site.app, { cookies: false });
    const path = await hold(patient, first!);
    await patient.post(path, { ...ada, action: 'change' });
    await endsIn(database.db, idOf(path));
    await hold(browser(site.app), second!);
    const taken = await patient.post('/holds', { slotId: String(second), hold: idOf(path) });
    expect(taken.status).toBe(409);
    const [, named] = /name="hold" value="([0-9a-f]{32})"/.exec(taken.body)!;
    const moved = await patient.post('/holds', { slotId: String(third), hold: named! });
    expect((await patient.get(moved.location)).body).toContain('value="Ada Lovelace"');
  });

  test('typed in one tab while another time is held in a second: it goes there, beneath what is typed there', async () => {
    const [first, second] = await slots(database.db, 2);
    const patient = browser(site.app);
    const before = await hold(patient, first!);
    const path = await hold(patient, second!);
    await patient.post(path, { name: '', email: 'there@example.org', action: 'extend' });
    expect((await patient.post(before, { ...ada, phone: '020 7946 0999', action: 'book' })).status).toBe(410);
    const { body } = await patient.get(path);
    for (const typed of ['Ada Lovelace', 'there@example.org', '020 7946 0999'])
      expect(body).toContain(`value="${typed}"`);
  });

  test('but nobody without the cookie types into it through an old link', async () => {
    const [first, second] = await slots(database.db, 2);
    const patient = browser(site.app);
    const before = await hold(patient, first!);
    const path = await hold(patient, second!);
    await browser(site.app).post(before, { ...ada, action: 'extend' });
    expect((await patient.get(path)).body).not.toContain('Ada Lovelace');
  });

  test.each([
    ['more', { reason: 'A rash' }],
    ['more', { reason: 'A rash', gender: 'x'.repeat(61) }],
  ])('typed on the page of “%s” when the time has gone: it waits for the next one', async (step, typed) => {
    const [first, second] = await slots(database.db, 2);
    const patient = browser(site.app);
    const path = await hold(patient, first!);
    await endsIn(database.db, idOf(path));
    await hold(browser(site.app), first!);
    expect((await patient.post(`${path}/${step}`, { ...typed, action: 'save' })).status).toBe(409);
    const next = await hold(patient, second!);
    expect(wordsOf((await patient.get(next)).body)).toContain('A rash');
  });

  test('“go back without saving” saves nothing that was at fault', async () => {
    const patient = browser(site.app);
    const path = await hold(patient, await slot(database.db));
    expect((await patient.post(`${path}/more`, { gender: 'x'.repeat(61), action: 'save' })).status).toBe(422);
    expect((await patient.get(path)).body).not.toContain('xxx');
  });

  test('too many requests: the same page again, with what was typed and when to send it', async () => {
    const busy = testApp(database.db, { HOLDS_PER_ADDRESS: '1000', HOLD_REQUESTS_PER_MINUTE: '1' });
    const patient = browser(busy.app);
    const path = await hold(patient, await slot(database.db));
    const send = () => patient.post(path, { ...ada, phone: 'Typed phone', action: 'book' });
    for (let nth = 0; nth < 10; nth++) expect((await send()).status).toBe(422);
    const answer = await send();
    expect([answer.status, Number(answer.headers.get('retry-after')) > 0]).toEqual([429, true]);
    expect(wordsOf(answer.body)).toMatch(/please send it again in \d+ seconds/);
    for (const typed of ['Ada Lovelace', 'Typed phone']) expect(answer.body).toContain(`value="${typed}"`);
  });

  test('too many requests when the time has gone too: what was typed waits for the next one', async () => {
    const busy = testApp(database.db, { HOLDS_PER_ADDRESS: '1000', HOLD_REQUESTS_PER_MINUTE: '2' });
    const [first, second] = await slots(database.db, 2);
    const patient = browser(busy.app);
    const path = await hold(patient, first!);
    await endsIn(database.db, idOf(path));
    await hold(browser(site.app), first!);
    for (let nth = 0; nth < 20; nth++) await patient.post(path, { action: 'release-not' });
    expect((await patient.post(path, { ...ada, action: 'book' })).status).toBe(429);
    const next = await hold(patient, second!);
    expect((await patient.get(next)).body).toContain('value="Ada Lovelace"');
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

describe('what goes wrong', () => {
  test('a form without a name or e-mail says which, first of all, and keeps what was typed', async () => {
    const patient = browser(site.app);
    const path = await hold(patient, await slot(database.db));
    const answer = await patient.post(path, {
      name: '',
      email: 'ada@',
      phone: 'abc',
      'dateOfBirth-day': '31',
      'dateOfBirth-month': '2',
      'dateOfBirth-year': '1985',
      action: 'book',
    });
    expect(answer.status).toBe(422);
    expect(answer.body).toContain('<title>Error: Your details');
    for (const link of ['#name', '#email', '#phone', '#dateOfBirth']) expect(answer.body).toContain(`href="${link}"`);
    for (const typed of ['value="ada@"', 'value="abc"', 'value="31"']) expect(answer.body).toContain(typed);
    expect((await patient.get(path)).body).toContain('value="ada@"');
  });

  test('a medical history that is too long is refused on its own page, with the text still there', async () => {
    const patient = browser(site.app);
    const path = await hold(patient, await slot(database.db));
    const answer = await patient.post(`${path}/more`, { medicalHistory: 'x'.repeat(4001), action: 'save' });
    expect(answer.status).toBe(422);
    expect(wordsOf(answer.body)).toContain('The medical history must be 4,000 characters or fewer');
    expect(answer.body).toContain('x'.repeat(4001));
  });

  test('faults of another page are not linked to from this one, and come when this one is right', async () => {
    const patient = browser(site.app);
    const path = await hold(patient, await slot(database.db));
    await patient.post(`${path}/more`, { gender: 'x'.repeat(61), action: 'extend' });
    const first = await patient.post(path, { ...ada, name: '', action: 'book' });
    expect([first.status, first.body.includes('#name'), first.body.includes('#gender')]).toEqual([422, true, false]);
    const then = await patient.post(path, { ...ada, action: 'book' });
    expect(then.status).toBe(422);
    expect(then.body).toContain('<a href="#gender">');
    expect(then.body).toContain('id="gender"');
  });

  test('an address with its fill of holds: a way back to the time that was chosen, and the page of a hold stays', async () => {
    const full = testApp(database.db, { HOLDS_PER_ADDRESS: '1', TRUST_PROXY: 'true' });
    const house = { headers: { 'x-forwarded-for': '198.51.100.77' } };
    const patient = browser(full.app, house);
    const path = await hold(patient, await slot(database.db));
    await endsIn(database.db, idOf(path));
    const other = await hold(browser(full.app, house), await slot(database.db));
    const wanted = await slot(database.db, { inMinutes: 20 * 24 * 60 });
    const refused = await browser(full.app, house).post('/holds', { slotId: String(wanted) });
    expect(refused.status).toBe(429);
    const [, back] = /href="([^"]+)">\s*All free times with Dr Okafor/.exec(refused.body)!;
    const times = await patient.get(back!.replaceAll('&amp;', '&'));
    expect(times.body).toMatch(new RegExp(`value="${wanted}" checked`));
    const again = await patient.post(path, { ...ada, action: 'extend' });
    expect([again.status, Number(again.headers.get('retry-after')) > 200]).toEqual([429, true]);
    expect(wordsOf(again.body)).toContain('as many times are held as we allow at once');
    expect(again.body).toContain('value="Ada Lovelace"');
    expect((await patient.post(path, { ...ada, name: 'Ada Full', action: 'book' })).status).toBe(303);
    expect((await readHold(database.db, idOf(other))).ended).toBeNull();
  });

  test('no time chosen: the same page again says so', async () => {
    const slotId = await slot(database.db);
    const [doctor] = await database.db.sql<
      { slug: string }[]
    >`SELECT slug FROM doctors WHERE id = (SELECT doctor_id FROM time_slots WHERE id = ${slotId})`;
    const answer = await browser(site.app).post('/holds', { doctor: doctor!.slug });
    expect(answer.status).toBe(422);
    expect(answer.body).toContain('<a href="#slotId">Choose a time</a>');
    expect(answer.body).toContain('id="slotId"');
  });

  test('a time that another holds: 409 with the nearest free times, and the own hold stays', async () => {
    const [own, wanted, free] = await slots(database.db, 3);
    const patient = browser(site.app);
    await hold(patient, own!);
    await hold(browser(site.app), wanted!);
    const answer = await patient.post('/holds', { slotId: String(wanted) });
    expect(answer.status).toBe(409);
    expect(wordsOf(answer.body)).toContain('That time has just gone');
    expect(wordsOf(answer.body)).toContain('The time you held before is still yours');
    expect(answer.body).toContain(`value="${free}"`);
    expect(await readSlot(database.db, own!)).toMatchObject({ status: 'held' });
  });

  test('run out and still free: the page says so, and books', async () => {
    const patient = browser(site.app);
    const path = await hold(patient, await slot(database.db));
    await endsIn(database.db, idOf(path));
    expect(wordsOf((await patient.get(path)).body)).toContain('Try to book anyway');
    expect((await patient.post(path, { ...ada, name: 'Late', action: 'book' })).location).toMatch(/^\/appointments\//);
  });

  test('so late that what was noted on other pages is erased: nothing is booked without it before the patient has looked', async () => {
    const slotId = await slot(database.db);
    const patient = browser(site.app);
    const path = await hold(patient, slotId);
    await patient.post(`${path}/booker`, { bookerName: 'Mrs Tim', bookerEmail: 'mother@example.org', action: 'save' });
    await endsIn(database.db, idOf(path), -61 * 60_000);
    await sweepHolds(database.db);
    const late = { ...ada, name: 'Late Tim' };
    const asked = await patient.post(path, { ...late, action: 'book' });
    expect(asked.status).toBe(409);
    expect(wordsOf(asked.body)).toContain('what you may have noted on the other pages was erased');
    expect(asked.body).toContain('value="Late Tim"');
    expect(await readSlot(database.db, slotId)).toMatchObject({ status: 'available' });
    expect((await patient.post(path, { ...late, action: 'book' })).location).toMatch(/^\/appointments\//);
  });

  test('held again as late as that: it says so too', async () => {
    const patient = browser(site.app);
    const path = await hold(patient, await slot(database.db));
    await patient.post(`${path}/more`, { reason: 'A rash', action: 'save' });
    await endsIn(database.db, idOf(path), -61 * 60_000);
    await sweepHolds(database.db);
    const again = await patient.post(path, { ...ada, action: 'extend' });
    const said = wordsOf((await patient.get(again.location)).body);
    expect(said).toMatch(/Done: the time is held for you until .* noted on the other pages was erased/);
  });

  test('the doctor is retired meanwhile: letting go and choosing another time lead on', async () => {
    const slotId = await slot(database.db);
    const patient = browser(site.app);
    const path = await hold(patient, slotId);
    await database.db
      .sql`UPDATE doctors SET active = false WHERE id = (SELECT doctor_id FROM time_slots WHERE id = ${slotId})`;
    const change = await patient.post(path, { ...ada, action: 'change' });
    expect(change.location).toBe('/doctors?specialization=General+practice');
    const letGo = await patient.post(path, { action: 'release' });
    const { status, body } = await patient.get(letGo.location);
    expect(status).toBe(410);
    expect(body).toContain('href="/doctors?specialization=General+practice"');
    expect(body).not.toMatch(/href="\/doctors\/dr-/);
  });

  test('run out and taken: 409, and the next time chosen has what was typed', async () => {
    const [gone, next] = await slots(database.db, 2);
    const late = browser(site.app, { cookies: false });
    const path = await hold(late, gone!);
    await late.post(path, { name: 'Late', email: 'late@example.org', action: 'extend' });
    await endsIn(database.db, idOf(path));
    await hold(browser(site.app), gone!);

    expect((await late.get(path)).status).toBe(409);
    const refused = await late.post(path, { name: 'Late Typed', email: 'late@example.org', action: 'book' });
    expect(refused.status).toBe(409);
    expect(refused.body).toContain(`value="${next}"`);
    const again = await late.post('/holds', { slotId: String(next), hold: idOf(path) });
    expect((await late.get(again.location)).body).toContain('value="Late Typed"');
  });

  test('let go, then Back: 410 with a way on', async () => {
    const patient = browser(site.app);
    const path = await hold(patient, await slot(database.db));
    await patient.post(path, { action: 'release' });
    for (const answer of [
      await patient.get(path),
      await patient.post(path, { ...ada, action: 'book' }),
      await patient.post(path, { action: 'extend' }),
    ]) {
      expect(answer.status).toBe(410);
      expect(wordsOf(answer.body)).toContain('This hold has ended');
    }
  });

  test('letting go after booking changes nothing and leads to the appointment', async () => {
    const patient = browser(site.app);
    const path = await hold(patient, await slot(database.db));
    const booked = await patient.post(path, { name: 'Firm', email: 'firm@example.org', action: 'book' });
    expect((await patient.post(path, { action: 'release' })).location).toBe(booked.location);
    expect((await readHold(database.db, idOf(path))).ended).toBe('confirmed');
  });

  test('run out, taken by Ben, and free again while Ada books: she has it or is told of other times, every time', async () => {
    const statuses = new Set<number>();
    for (let round = 0; round < 30; round++) {
      const slotId = await slot(database.db);
      const patient = browser(site.app);
      const path = await hold(patient, slotId);
      await endsIn(database.db, idOf(path));
      await endsIn(database.db, idOf(await hold(browser(site.app), slotId)), 25);
      const clicks = Array.from({ length: 12 }, async (_, nth) => {
        await sleep(nth * 3);
        return patient.post(path, { ...ada, name: `Ada ${slotId}`, action: 'book' });
      });
      for (const { status } of await Promise.all(clicks)) statuses.add(status);
    }
    expect([...statuses].sort()).toEqual([303, 409]);
  });

  test('a slot that starts while it is held is gone', async () => {
    const slotId = await slot(database.db);
    const patient = browser(site.app);
    const path = await hold(patient, slotId);
    await start(database.db, slotId);
    expect((await patient.post(path, { ...ada, action: 'book' })).status).toBe(409);
  });

  test('the same patient with two doctors at one time is refused in words', async () => {
    const twin = { name: 'Twin', email: 'twin@example.org', action: 'book' };
    const [one, two] = [browser(site.app), browser(site.app)];
    await one.post(await hold(one, await slot(database.db, { inMinutes: 600 })), twin);
    const answer = await two.post(await hold(two, await slot(database.db, { inMinutes: 610 })), twin);
    expect(answer.status).toBe(409);
    expect(answer.body).toMatch(/<a href="#change">This patient already has an appointment at that time/);
    expect(answer.body).toContain('id="change"');
    expect(answer.body).not.toContain('aria-invalid');
    expect(answer.body).toContain('value="Twin"');
  });

  test('eleven extensions: the eleventh says why not, and the hold stands', async () => {
    const patient = browser(site.app);
    const path = await hold(patient, await slot(database.db));
    for (let nth = 1; nth <= 10; nth++) expect((await patient.post(path, { action: 'extend' })).status).toBe(303);
    const answer = await patient.post(path, { name: 'Slow', action: 'extend' });
    expect(answer.status).toBe(409);
    expect(wordsOf(answer.body)).toContain('extended this hold 10 times');
    expect(answer.body).toContain('value="Slow"');
  });

  test.each([
    ['/holds/0', 404],
    ['/holds/%00', 404],
    [`/holds/${'0'.repeat(32)}`, 404],
    ['/appointments/1', 404],
    ['/appointments/1-AAAAAAAAAAAAAAAAAAAAAA', 404],
    ['/appointments/%F0%9F', 404],
    ['/doctors/nobody', 404],
    ['/nowhere', 404],
    ['/doctors?q=%00%ED%A0%80', 200],
    ['/doctors?from=', 200],
  ])('GET %s is %i, as a page', async (path, status) => {
    const answer = await browser(site.app).get(path);
    expect(answer.status).toBe(status);
    expect(answer.body).toContain('<h1>');
    expect(answer.body).toContain(site.config.clinic.phone);
  });

  test.each([['1e30'], ['-1'], ['1.5'], ['0x10'], ['9007199254740991'], ['abc'], ['1 OR 1=1'], ['\0']])(
    'slotId %j is no 5xx',
    async (slotId) => {
      const { status } = await browser(site.app).post('/holds', { slotId });
      expect([404, 422]).toContain(status);
    },
  );

  test('names with NUL, half a surrogate, markup and right-to-left marks are booked as text', async () => {
    const patient = browser(site.app);
    const path = await hold(patient, await slot(database.db));
    const booked = await patient.post(path, {
      name: '<b>Ada\0</b> \u202eÖ',
      email: 'odd@example.org',
      reason: '\ud800',
      action: 'book',
    });
    const page = await patient.get(booked.location);
    expect(page.body).toContain('&lt;b&gt;Ada&lt;/b&gt;');
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
    expect([first.status, second.location]).toEqual([303, first.location]);
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
    const path = (await victim.post('/holds', { slotId: String(wanted), hold: idOf(lured) })).location;
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

  test('GET /holds leads to the hold, else to the doctors', async () => {
    const patient = browser(site.app);
    expect((await patient.get('/holds')).location).toBe('/doctors');
    const path = await hold(patient, await slot(database.db));
    expect((await patient.get('/holds')).location).toBe(path);
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
