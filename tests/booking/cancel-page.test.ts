import { describe, expect, test } from 'vitest';
import { browser, summaryOf, testApp, wordsOf } from '../support/app.ts';
import { readAppointment, readSlot, slot } from '../support/clinic.ts';
import { hold, onSite } from './on-site.ts';

const { database, site } = onSite();

/** Ada's appointment, in so many minutes, by its page's address. */
async function bookedOnPage(inMinutes = 3 * 24 * 60, typed: Record<string, string> = {}) {
  const slotId = await slot(database.db, { inMinutes });
  const ada = browser(site.app);
  const path = await hold(ada, slotId);
  const details = { name: `Ada ${slotId}`, email: 'ada@example.org', ...typed, action: 'book' };
  const { location } = await ada.post(path, details);
  const [row] = await database.db.sql<{ id: number }[]>`SELECT id FROM appointments WHERE time_slot_id = ${slotId}`;
  return { ada, slotId, id: row!.id, own: location };
}

const mainOf = (body: string) => wordsOf(body.slice(body.indexOf('<main'), body.indexOf('</main>')));
const setStatus = (id: number, status: string) =>
  database.db.sql`UPDATE appointments SET status = ${status} WHERE id = ${id}`;
const begun = (id: number, minutes: number) => database.db.sql`
  UPDATE appointments SET during = tstzrange(t, t + interval '30 minutes')
  FROM (SELECT clock_timestamp() - make_interval(mins => ${minutes}) AS t) AS start WHERE id = ${id}`;

test('Ada’s page leads to a page that asks, and only its button cancels', async () => {
  const { ada, slotId, id, own } = await bookedOnPage();
  expect((await ada.get(own)).body).toContain(`<a href="${own}/cancel">Cancel this appointment</a>`);
  const asked = await ada.get(`${own}/cancel`);
  expect(asked.status).toBe(200);
  expect(mainOf(asked.body)).toMatch(/Cancel this appointment\? .*Your reference [2-9A-Z]{4}-[2-9A-Z]{4}/);
  expect(asked.body).toContain(`<a href="${own}">Keep it</a>`);
  expect(await readAppointment(database.db, id)).toMatchObject({ status: 'scheduled' });

  const done = await ada.post(`${own}/cancel`, { cancelReason: ' I am\nwell again\u0007 ' });
  expect(done.status).toBe(303);
  expect(done.location).toMatch(new RegExp(`^${own}\\?at=\\w+$`));
  expect(await readAppointment(database.db, id)).toMatchObject({
    status: 'cancelled',
    cancel_reason: 'I am\nwell again',
    sequence: 1,
  });
  expect(await readSlot(database.db, slotId)).toMatchObject({ status: 'available' });
  const after = mainOf((await ada.get(done.location)).body);
  expect(after).toContain('This appointment is cancelled');
  expect(after).toContain('Book again with Dr Okafor');
  expect(after).not.toContain('Move to another time');
});

test('again: the same answer, and the first reason stays', async () => {
  const { ada, id, own } = await bookedOnPage();
  await ada.post(`${own}/cancel`, { cancelReason: 'First' });
  const again = await ada.post(`${own}/cancel`, { cancelReason: 'x'.repeat(600) });
  expect(again.status).toBe(303);
  expect(again.location).toContain(own);
  expect(await readAppointment(database.db, id)).toMatchObject({ cancel_reason: 'First', sequence: 1 });
  const asked = await ada.get(`${own}/cancel`);
  expect(asked.status).toBe(200);
  expect(mainOf(asked.body)).toContain('This appointment is cancelled');
  // There is nothing to call for.
  expect(mainOf(asked.body)).not.toContain('call us');
  expect(asked.body).toMatch(/<main.*<a href="\/doctors\/dr-okafor[^"]*">Book again with Dr Okafor/s);
  await database.db
    .sql`UPDATE doctors SET active = false WHERE id = (SELECT doctor_id FROM appointments WHERE id = ${id})`;
  const gone = mainOf((await ada.get(`${own}/cancel`)).body);
  expect(gone).not.toContain('Book again with');
  expect(gone).toContain('Book another appointment');
});

test('a reason is not asked for: none, blanks and a form without the field all cancel', async () => {
  for (const fields of [{}, { cancelReason: '' }, { cancelReason: ' \n ' }] as Record<string, string>[]) {
    const { ada, id, own } = await bookedOnPage();
    expect((await ada.post(`${own}/cancel`, fields)).status).toBe(303);
    expect(await readAppointment(database.db, id)).toMatchObject({ status: 'cancelled', cancel_reason: null });
  }
});

test('a reason that is too long is kept to be shortened, and nothing is cancelled', async () => {
  const { ada, id, own } = await bookedOnPage();
  const long = `<b>${'ß'.repeat(498)}`;
  const refused = await ada.post(`${own}/cancel`, { cancelReason: long });
  expect(refused.status).toBe(422);
  expect(refused.body).toContain('<title>Error: Cancel this appointment?');
  expect(refused.body).toContain('<a href="#cancelReason">The reason must be 500 characters or fewer</a>');
  expect(refused.body).toContain(`&lt;b&gt;${'ß'.repeat(498)}</textarea>`);
  expect(await readAppointment(database.db, id)).toMatchObject({ status: 'scheduled' });
  expect((await ada.post(`${own}/cancel`, { cancelReason: 'ß'.repeat(500) })).status).toBe(303);
});

describe('what cannot be cancelled says why, whom to call, and stays as it is', () => {
  test.each<[string, (id: number) => Promise<unknown>, string]>([
    ['completed', (id) => setStatus(id, 'completed'), 'This appointment is over'],
    ['marked as no-show', (id) => setStatus(id, 'no-show'), 'This appointment is over'],
    ['past', (id) => begun(id, 31), 'This appointment is over'],
    ['begun', (id) => begun(id, 5), 'It is too late to change this online The appointment has begun.'],
  ])('%s', async (_, happens, said) => {
    const { ada, id, own } = await bookedOnPage();
    await happens(id);
    const before = await readAppointment(database.db, id);
    for (const change of ['cancel', 'move']) {
      const asked = await ada.get(`${own}/${change}`);
      expect(asked.status).toBe(200);
      const sent = await ada.post(`${own}/${change}`, { cancelReason: 'x'.repeat(600), slotId: '1' });
      expect(sent.status).toBe(409);
      for (const { body } of [asked, sent]) {
        expect(mainOf(body)).toContain(said);
        expect(body).toContain('<a href="tel:02079460150"');
        expect(body).not.toContain('<form');
      }
    }
    expect(await readAppointment(database.db, id)).toEqual(before);
    expect(mainOf((await ada.get(own)).body)).not.toContain('Cancel this appointment');
  });

  test('sooner than the clinic’s cut-off; until then it can', async () => {
    const strict = testApp(database.db, { CANCEL_CUTOFF_HOURS: '24' }).app;
    const late = await bookedOnPage(23 * 60 + 58);
    const stranger = browser(strict);
    const sent = await stranger.post(`${late.own}/cancel`, {});
    expect(sent.status).toBe(409);
    expect(mainOf(sent.body)).toContain('can be cancelled or moved until 24 hours before it begins');
    expect(await readAppointment(database.db, late.id)).toMatchObject({ status: 'scheduled' });
    const page = mainOf((await stranger.get(late.own)).body);
    expect(page).toContain('It is too late to change it online: call us on 020 7946 0150');
    expect(page).not.toContain('Cancel this appointment');

    const early = await bookedOnPage(24 * 60 + 2);
    expect((await stranger.post(`${early.own}/cancel`, {})).status).toBe(303);
  });
});

describe('nobody else', () => {
  test('finds any page of the appointment by a link that is not hers', async () => {
    const { ada, id, own } = await bookedOnPage();
    const { own: bens } = await bookedOnPage();
    const seal = bens.split('-')[1];
    const wrong = [
      `${own.split('-')[0]}-${seal}`,
      own.slice(0, -1),
      '/appointments/x',
      '/appointments/1-',
      '/appointments/%F0',
    ];
    for (const path of wrong) {
      for (const below of ['', '/cancel', '/move', `/move/${'x'.repeat(32)}`, '/calendar.ics']) {
        expect((await ada.get(`${path}${below}`)).status).toBe(404);
      }
      for (const below of ['/cancel', '/move', `/move/${'x'.repeat(32)}`]) {
        expect((await ada.post(`${path}${below}`, { slotId: '1' })).status).toBe(404);
      }
    }
    expect(await readAppointment(database.db, id)).toMatchObject({ status: 'scheduled', sequence: 0 });
  });

  test('sends her there from another site to cancel', async () => {
    const { ada, id, own } = await bookedOnPage();
    const foreign = { headers: { origin: 'https://evil.example' } };
    expect((await ada.post(`${own}/cancel`, {}, foreign)).status).toBe(403);
    expect(await readAppointment(database.db, id)).toMatchObject({ status: 'scheduled' });
  });
});

test('too many requests from one network: nothing is cancelled yet, and the reason is kept', async () => {
  const { own, id } = await bookedOnPage();
  const busy = browser(testApp(database.db, { HOLD_REQUESTS_PER_MINUTE: '1' }).app);
  const { own: other } = await bookedOnPage();
  for (let nth = 0; nth < 10; nth++) await busy.post(`${other}/cancel`, {});
  const refused = await busy.post(`${own}/cancel`, { cancelReason: 'A cold' });
  expect(refused.status).toBe(429);
  expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
  expect(refused.body).toContain('>A cold</textarea>');
  expect(summaryOf(refused.body)).toMatch(/^There is a problem Too many requests .* so it is not cancelled yet/);
  expect(await readAppointment(database.db, id)).toMatchObject({ status: 'scheduled' });
});

describe('what the page says of mail', () => {
  const mother = { bookerName: 'Mrs Tim', bookerEmail: 'mother@example.org' };

  test('where mail is sent: to whom', async () => {
    const { ada, own } = await bookedOnPage();
    expect(mainOf((await ada.get(own)).body)).toContain(
      'We have sent this to ada@example.org, with a link to this page.',
    );
  });

  test('to patient and booker', async () => {
    const slotId = await slot(database.db);
    const ada = browser(site.app);
    const path = await hold(ada, slotId);
    await ada.post(`${path}/booker`, { ...mother, action: 'save' });
    const { location } = await ada.post(path, { name: `Tim ${slotId}`, email: 'tim@example.org', action: 'book' });
    expect(mainOf((await ada.get(location)).body)).toContain('sent this to tim@example.org and mother@example.org,');
  });

  test('where none is sent: to keep the page', async () => {
    const { own } = await bookedOnPage();
    const silent = testApp(database.db, { NODE_ENV: 'production' });
    expect(silent.config.mail).toBe('none');
    const page = mainOf((await browser(silent.app).get(own)).body);
    expect(page).toContain('Keep this page, as we send no e-mail');
    expect(page).not.toContain('ada@example.org');
  });
});
