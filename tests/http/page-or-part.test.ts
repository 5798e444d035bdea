/** What htmx swaps is what stands in the page, byte for byte; who asks for anything else gets a whole page. */
import { beforeAll, describe, expect, test } from 'vitest';
import { ada, hold, idOf, onSite } from '../booking/on-site.ts';
import { browser, wordsOf } from '../support/app.ts';
import { doctor, endsIn, held, slot, visitor } from '../support/clinic.ts';

const { database, site } = onSite();
const part = { headers: { 'hx-request': 'true', 'hx-request-type': 'partial' } };

/** As htmx says it where all of the body is what it swaps. */
const whole = { headers: { 'hx-request': 'true', 'hx-request-type': 'full' } };

const parts: [name: string, id: string, path: () => Promise<string>][] = [
  ['days', 'days', async () => `/doctors/${await slugOf(await slot(database.db))}`],
  ['days without times', 'days', async () => `/doctors/${await slugOf(await slot(database.db))}?from=${inDays(20)}`],
  ['a doctor without times', 'days', async () => `/doctors/${await slugOfDoctor(await doctor(database.db))}`],
  ['the doctors found', 'results', async () => '/doctors?q=okafor'],
  ['nobody found', 'results', async () => '/doctors?q=qqqqqq'],
  ['a countdown', 'countdown', async () => hold(browser(site.app), await slot(database.db))],
  [
    'a countdown with more noted',
    'countdown',
    async () => `${await hold(browser(site.app), await slot(database.db))}/more`,
  ],
  ['a countdown that is over', 'countdown', runOut],
];

/** Without when the times were read. */
const whenever = (html: string) => html.replace(/<span id="as-of">[^<]*/, '').replace(/id="live-\d+"/, '');

describe.each(parts)('%s', (_, id, open) => {
  let path: string;
  const get = (init = {}) => browser(site.app).get(path, init);
  beforeAll(async () => {
    path = await open();
  });

  test('stands in the page byte for byte', async () => {
    let [page, alone] = [await get(), await get(part)];
    // A second may begin between the two.
    while (secondsLeft(page.body) !== secondsLeft(alone.body)) [page, alone] = [await get(), await get(part)];
    expect(alone.status).toBe(200);
    expect(alone.body).toMatch(new RegExp(`^<div id="${id}" .*</div>$`, 's'));
    expect(whenever(page.body)).toContain(whenever(alone.body));
  });

  test('comes alone only where a part is asked for, and no cache takes one for the other', async () => {
    for (const init of [{}, whole]) expect((await get(init)).body).toMatch(/^<!doctype html>/);
    for (const init of [{}, whole, part]) {
      expect((await get(init)).headers.get('vary')).toContain('HX-Request, HX-Request-Type');
      expect((await get(init)).headers.get('cache-control')).toBe('no-store');
    }
  });

  test('has no box of the form in it that is personal', async () => {
    const named = idOf(await hold(browser(site.app), await slot(database.db)));
    const address = `${path}${path.includes('?') ? '&' : '?'}hold=${named}`;
    expect((await browser(site.app).get(address, part)).body).not.toMatch(/name="(visitor|hold|noted)"/);
  });
});

describe('extended in place', () => {
  const extend = (path: string, typed = {}) => browser(site.app).post(path, { ...typed, action: 'extend' }, part);

  test('leads to the countdown with what was done, and keeps what was typed', async () => {
    const path = await hold(browser(site.app), await slot(database.db));
    const { status, location } = await extend(path, ada);
    expect(status).toBe(303);
    const countdown = await browser(site.app).get(location, part);
    expect(countdown.body).toMatch(/^<div id="countdown" .*data-status="Done: the time is held for you until/);
    expect((await browser(site.app).get(path)).body).toContain('value="Ada Lovelace"');
  });

  test('as often as it may be: the countdown says so', async () => {
    const path = await hold(browser(site.app), await slot(database.db));
    for (let nth = 1; nth <= 10; nth++) expect((await extend(path)).status).toBe(303);
    expect((await browser(site.app).get(path, part)).body).toContain('data-at-120="About 2 minutes left. Held until');
    expect((await browser(site.app).get(path, part)).body).not.toContain('Select Extend');
    const refused = await extend(path);
    expect(refused.status).toBe(409);
    expect(refused.body).toMatch(/^<div id="countdown" .*data-status="This time has been extended 10 times/);
  });

  test('too late: the whole page of a time that has gone', async () => {
    const slotId = await slot(database.db);
    const path = await hold(browser(site.app), slotId);
    await endsIn(database.db, idOf(path));
    await held(database.db, slotId, visitor('Ben'));
    const refused = await extend(path);
    expect(refused.status).toBe(409);
    expect(refused.body).toMatch(/^<!doctype html>.*That time has just gone/s);
  });
});

describe('who only looks whether their time is still held stays on their page', () => {
  async function expectToSay(path: string, sentence: string, status: number) {
    const countdown = await browser(site.app).get(path, part);
    expect(countdown.status).toBe(200);
    expect(wordsOf(countdown.body)).toBe('We no longer hold this time for you.');
    expect(countdown.body).toContain(`data-status="${sentence}"`);
    expect((await browser(site.app).get(path)).status).toBe(status);
  }

  test('somebody else has it', async () => {
    const slotId = await slot(database.db);
    const path = await hold(browser(site.app), slotId);
    await endsIn(database.db, idOf(path));
    await held(database.db, slotId, visitor('Ben'));
    await expectToSay(path, 'Somebody else has it now. Choose another time: what you typed comes along.', 409);
  });

  test('they have moved, or let it go, in another tab', async () => {
    const patient = browser(site.app);
    const left = await hold(patient, await slot(database.db));
    const path = await hold(patient, await slot(database.db));
    const moved = 'You have chosen another time since, so this one was let go. Nothing was booked here.';
    await expectToSay(left, moved, 410);
    await patient.post(path, { action: 'release' });
    await expectToSay(path, 'The time was let go. Nothing was booked here.', 410);
  });
});

test('a date that is none has no part either', async () => {
  const refused = await browser(site.app).get(`/doctors/${await slugOf(await slot(database.db))}?from=tomorrow`, part);
  expect(refused.status).toBe(422);
  expect(refused.body).toMatch(/^<!doctype html>.*There is a problem/s);
});

test.each(['/doctors/nobody', '/holds/nothing', '/nowhere'])(
  '%s has no part, but a page that says what is wrong',
  async (path) => {
    expect((await browser(site.app).get(path, part)).body).toMatch(/^<!doctype html>/);
  },
);

async function runOut(): Promise<string> {
  const path = await hold(browser(site.app), await slot(database.db));
  await endsIn(database.db, idOf(path));
  return path;
}

const secondsLeft = (body: string) => /data-left="(\d+)"/.exec(body)?.[1];

const inDays = (days: number) => Temporal.Now.plainDateISO('Europe/London').add({ days });

async function slugOf(slotId: number): Promise<string> {
  const [row] = await database.db.sql<{ doctor_id: number }[]>`SELECT doctor_id FROM time_slots WHERE id = ${slotId}`;
  return slugOfDoctor(row!.doctor_id);
}

async function slugOfDoctor(id: number): Promise<string> {
  const [row] = await database.db.sql<{ slug: string }[]>`SELECT slug FROM doctors WHERE id = ${id}`;
  return row!.slug;
}
