import { describe, expect, test } from 'vitest';
import { browser, testApp, wordsOf } from '../support/app.ts';
import { endsIn, slot, slots } from '../support/clinic.ts';
import { ada, hold, idOf, onSite } from './on-site.ts';

const { database, site } = onSite();

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

  test('with cookies, who sees late that the time is taken chooses another with what was typed', async () => {
    const [first, second] = await slots(database.db, 2);
    const patient = browser(site.app);
    const path = await hold(patient, first!);
    await patient.post(path, { ...ada, action: 'extend' });
    await endsIn(database.db, idOf(path), -20 * 60_000);
    await hold(browser(site.app), first!);
    await database.db.sql`UPDATE slot_holds SET typed_at = now() - interval '20 minutes' WHERE id = ${idOf(path)}`;
    expect(wordsOf((await patient.get(path)).body)).toContain('anything you have typed is kept');
    expect((await patient.get(await hold(patient, second!))).body).toContain('value="Ada Lovelace"');
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

  test('“go back without saving” saves nothing that only came along with Extend', async () => {
    const patient = browser(site.app);
    const path = await hold(patient, await slot(database.db));
    const { location } = await patient.post(`${path}/more`, { reason: 'A rash', action: 'extend' });
    expect((await patient.get(location)).body).toContain('A rash');
    expect((await patient.get(path)).body).not.toContain('A rash');
    const booked = await patient.post(path, { name: 'Grace', email: 'grace@example.org', action: 'book' });
    const appointment = await patient.get(booked.location);
    expect([appointment.body.includes('Grace'), appointment.body.includes('A rash')]).toEqual([true, false]);
  });

  test('a tab from before, extended in place, empties nothing that was typed in another', async () => {
    const patient = browser(site.app);
    const path = await hold(patient, await slot(database.db));
    await patient.post(path, { ...ada, phone: '020 7946 0150', action: 'more' });
    const before = { name: '', email: '', phone: '020 7946 0999', action: 'extend' };
    await patient.post(path, before, { headers: { 'hx-request-type': 'partial' } });
    const there = (await patient.get(path)).body;
    for (const typed of ['Ada Lovelace', 'ada@example.org', '020 7946 0999'])
      expect(there).toContain(`value="${typed}"`);
    // The page that comes of it otherwise shows what was sent.
    await patient.post(path, before);
    expect((await patient.get(path)).body).not.toContain('Ada Lovelace');
  });

  test('“go back without saving” saves nothing that was at fault', async () => {
    const patient = browser(site.app);
    const path = await hold(patient, await slot(database.db));
    const { location } = await patient.post(`${path}/more`, { gender: 'x'.repeat(61), action: 'save' });
    expect((await patient.get(location)).status).toBe(422);
    expect((await patient.get(path)).body).not.toContain('xxx');
    expect((await patient.post(path, { ...ada, action: 'book' })).location).toMatch(/^\/appointments\//);
  });

  test('too many requests: the same page again, with what was typed and when to send it', async () => {
    const busy = testApp(database.db, { HOLDS_PER_ADDRESS: '1000', HOLD_REQUESTS_PER_MINUTE: '1' });
    const patient = browser(busy.app);
    const path = await hold(patient, await slot(database.db));
    const send = () => patient.post(path, { ...ada, phone: 'Typed phone', action: 'book' });
    for (let nth = 0; nth < 10; nth++) expect((await send()).location).toMatch(/\?check=true&/);
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
