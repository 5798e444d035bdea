import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { saveDraft } from '../../src/booking/held.ts';
import { sweepHolds } from '../../src/booking/sweep.ts';
import { browser, testApp, wordsOf } from '../support/app.ts';
import { endsIn, readHold, readSlot, slot, slots, start } from '../support/clinic.ts';
import { ada, hold, idOf, onSite } from './on-site.ts';

const { database, site } = onSite();

describe('what goes wrong', () => {
  test('a name with a web address in it books nothing: our mail begins with it, and goes to whatever address is typed', async () => {
    const patient = browser(site.app);
    const path = await hold(patient, await slot(database.db));
    const sent = await patient.post(path, { ...ada, name: 'Ada https://evil.example', action: 'book' });
    const answer = await patient.get(sent.location);
    expect(answer.status).toBe(422);
    expect(wordsOf(answer.body)).toContain('There is a problem Enter a name, without a web address');
  });

  test('a form without a name or e-mail says which, first of all, and keeps what was typed', async () => {
    const patient = browser(site.app);
    const path = await hold(patient, await slot(database.db));
    const sent = await patient.post(path, {
      name: '',
      email: 'ada@',
      phone: 'abc',
      'dateOfBirth-day': '31',
      'dateOfBirth-month': '2',
      'dateOfBirth-year': '1985',
      action: 'book',
    });
    // An address of its own, so that Back and reload come to it again.
    expect(sent.status).toBe(303);
    const answer = await patient.get(sent.location);
    expect(answer.status).toBe(422);
    expect(answer.body).toContain('<title>Error: Your details');
    for (const link of ['#name', '#email', '#phone', '#dateOfBirth']) expect(answer.body).toContain(`href="${link}"`);
    for (const typed of ['value="ada@"', 'value="abc"', 'value="31"']) expect(answer.body).toContain(typed);
    expect((await patient.get(path)).body).toContain('value="ada@"');

    // Put right in another tab: nothing is wrong any more; booked there: the appointment.
    await patient.post(path, { ...ada, phone: '', 'dateOfBirth-day': '28', action: 'more' });
    const right = await patient.get(sent.location);
    expect([right.status, right.body.includes('Error: ')]).toEqual([200, false]);
    await patient.post(path, { ...ada, action: 'book' });
    expect((await patient.get(sent.location)).location).toMatch(/^\/appointments\//);
  });

  test('a medical history that is too long is refused on its own page, with the text still there', async () => {
    const patient = browser(site.app);
    const path = await hold(patient, await slot(database.db));
    const sent = await patient.post(`${path}/more`, { medicalHistory: 'x'.repeat(4001), action: 'save' });
    // As there: Back comes to it again.
    expect(sent.status).toBe(303);
    const answer = await patient.get(sent.location);
    expect(answer.status).toBe(422);
    expect(wordsOf(answer.body)).toContain('The medical history must be 4,000 characters or fewer');
    expect(answer.body).toContain('x'.repeat(4001));

    await patient.post(`${path}/more`, { medicalHistory: 'Asthma', action: 'save' });
    const right = await patient.get(sent.location);
    expect([right.status, right.body.includes('Error: '), right.body.includes('Asthma')]).toEqual([200, false, true]);
  });

  test('faults of another page are not linked to from this one, and come when this one is right', async () => {
    const patient = browser(site.app);
    const path = await hold(patient, await slot(database.db));
    await saveDraft(database.db, idOf(path), { gender: 'x'.repeat(61) });
    const first = await patient.get((await patient.post(path, { ...ada, name: '', action: 'book' })).location);
    expect([first.status, first.body.includes('#name'), first.body.includes('#gender')]).toEqual([422, true, false]);
    const { location } = await patient.post(path, { ...ada, action: 'book' });
    expect(location).toMatch(/\/more\?check=true&/);
    const then = await patient.get(location);
    expect(then.status).toBe(422);
    expect(then.body).toContain('<a href="#gender">');
    expect(then.body).toContain('id="gender"');
    for (const other of [`${path}?check=true`, `${path}/booker?check=true`])
      expect((await patient.get(other)).body).not.toContain('There is a problem');
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

  test('extended for the tenth time it says that this was the last, and offers no more', async () => {
    const patient = browser(site.app);
    const path = await hold(patient, await slot(database.db));
    const extended = async () => patient.get((await patient.post(path, { ...ada, action: 'extend' })).location);
    for (let nth = 1; nth < 10; nth++) expect(wordsOf((await extended()).body)).not.toContain('the last time');
    const { body } = await extended();
    expect(wordsOf(body)).toContain('This was the last time it could be extended.');
    expect(body).not.toContain('value="extend"');
    // A page that was open before it.
    const late = await patient.post(path, { ...ada, action: 'extend' });
    expect(late.status).toBe(409);
    expect(wordsOf(late.body)).toContain('This time has been extended 10 times');
    await endsIn(database.db, idOf(path));
    const over = await patient.get(path);
    expect(wordsOf(over.body)).toContain('You can book it now.');
    expect(over.body).not.toContain('value="extend"');
  });

  test('no time chosen: the same page again says so', async () => {
    const slotId = await slot(database.db);
    const [doctor] = await database.db.sql<
      { slug: string }[]
    >`SELECT slug FROM doctors WHERE id = (SELECT doctor_id FROM time_slots WHERE id = ${slotId})`;
    const patient = browser(site.app);
    const from = Temporal.Now.plainDateISO('Europe/London').toString();
    const sent = await patient.post('/holds', { doctor: doctor!.slug, from });
    expect([sent.status, sent.location]).toEqual([303, `/doctors/${doctor!.slug}?from=${from}&nochoice=true`]);
    const answer = await patient.get(sent.location);
    expect(answer.status).toBe(422);
    const [, id] = /<a href="#(slot-\d+)">Choose a time<\/a>/.exec(answer.body)!;
    expect(answer.body).toContain(`type="radio" id="${id}"`);
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
    // Sent without a choice from here, the form asks for one of these days.
    const [, first] = /type="radio" id="slot-(\d+)"/.exec(answer.body)!;
    const [{ date } = {}] = await database.db.sql<{ date: string }[]>`SELECT date FROM time_slots WHERE id = ${first!}`;
    expect(answer.body).toContain(`name="from" value="${date}"`);
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

  test.each([
    ['erased, and extended since', /has changed since, so nothing is booked/],
    ['erased', /more than an hour/],
    ['emptied in another tab', /has changed since, so nothing is booked/],
    ['added to in another tab', /has changed since, so nothing is booked/],
  ])('what the page shows as noted is %s: nothing is booked before the patient has looked', async (what, said) => {
    const patient = browser(site.app);
    const path = await hold(patient, await slot(database.db));
    await patient.post(`${path}/more`, { medicalHistory: 'Asthma', action: 'save' });
    // Somebody of its own: one patient is never in two places at once.
    const typed = { name: 'Ada Byron', email: `${what.replaceAll(/\W/g, '')}@example.org` };
    const marked = (body: string) => ({
      ...typed,
      noted: /name="noted" value="([^"]+)"/.exec(body)![1]!,
      action: 'book',
    });
    const shown = marked((await patient.get(path)).body);
    if (what.startsWith('erased')) {
      await database.db.sql`UPDATE slot_holds SET draft = NULL WHERE id = ${idOf(path)}`;
      if (what !== 'erased') await patient.post(path, { ...typed, action: 'extend' });
    } else if (what.startsWith('emptied')) await patient.post(path, { action: 'clear' });
    else await patient.post(`${path}/more`, { reason: 'A rash', action: 'save' });
    const refused = await patient.post(path, shown);
    expect(refused.status).toBe(409);
    expect(wordsOf(refused.body)).toMatch(said);
    const booked = await patient.post(path, marked(refused.body));
    expect(booked.location).toMatch(/^\/appointments\//);
    // The first page once more: what was booked.
    const again = await patient.post(path, shown);
    expect([again.status, again.location]).toEqual([303, booked.location]);
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
      expect(wordsOf(answer.body)).toContain('This time is not held for you any more');
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
    // How long twelve clicks take is the machine's affair: Ben's hold ends in the midst of them once its length fits.
    let benHolds = 25;
    let met = 0;
    while (met < 5) {
      const slotId = await slot(database.db);
      const patient = browser(site.app);
      const path = await hold(patient, slotId);
      await endsIn(database.db, idOf(path));
      await endsIn(database.db, idOf(await hold(browser(site.app), slotId)), benHolds);
      const clicks = Array.from({ length: 12 }, async (_, nth) => {
        await sleep(nth * 3);
        return patient.post(path, { ...ada, name: `Ada ${slotId}`, action: 'book' });
      });
      const statuses = new Set((await Promise.all(clicks)).map(({ status }) => status));
      expect([[303], [409], [303, 409]]).toContainEqual([...statuses].sort());
      if (statuses.size === 2) met++;
      else benHolds *= statuses.has(303) ? 1.4 : 0.7;
    }
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

  test('a patient with as many appointments to come as are allowed is told how many, and may let the time go or call', async () => {
    const strict = testApp(database.db, { HOLDS_PER_ADDRESS: '1000', APPOINTMENTS_PER_PATIENT: '1' });
    const patient = browser(strict.app);
    const often = { name: 'Often', email: 'often@example.org', action: 'book' };
    await patient.post(await hold(patient, await slot(database.db, { inMinutes: 600 })), often);
    const slotId = await slot(database.db, { inMinutes: 700 });
    const path = await hold(patient, slotId);
    const answer = await patient.post(path, often);
    expect(answer.status).toBe(409);
    expect(answer.body).toContain('<title>Error: Your details');
    expect(answer.body).toMatch(
      /<a href="#release">This patient has 1 appointment to come, as many as can be booked online. Let this time go, or call us on 020 7946 0150.</,
    );
    expect(answer.body).toContain('id="release"');
    expect(answer.body).not.toContain('aria-invalid');
    expect(answer.body).toContain('value="Often"');
    expect(await readSlot(database.db, slotId)).toMatchObject({ status: 'held' });
    const another = await patient.post(path, { ...often, name: 'Often’s child' });
    expect(another.location).toMatch(/^\/appointments\//);
  });

  test('eleven extensions: the eleventh says why not, and the hold stands', async () => {
    const patient = browser(site.app);
    const path = await hold(patient, await slot(database.db));
    for (let nth = 1; nth <= 10; nth++) expect((await patient.post(path, { action: 'extend' })).status).toBe(303);
    const answer = await patient.post(path, { name: 'Slow', action: 'extend' });
    expect(answer.status).toBe(409);
    expect(wordsOf(answer.body)).toContain('been extended 10 times');
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
