import { describe, expect, test } from 'vitest';
import { cancelAppointment } from '../../src/booking/cancel.ts';
import { type Browser, browser, testApp, wordsOf } from '../support/app.ts';
import {
  bookedAt,
  booking,
  endsIn,
  held,
  readAppointment,
  readHold,
  readSlot,
  slot,
  slots,
  visitor,
} from '../support/clinic.ts';
import { hold, onSite } from './on-site.ts';

const { database, site } = onSite();
const { db } = database;

/** Ada's appointment at the first of a doctor's times, by its page's address; the others are free. */
async function bookedOnPage(count = 3, ada = browser(site.app)) {
  const [from, ...free] = (await slots(db, count)) as [number, number, number];
  const path = await hold(ada, from);
  const { location } = await ada.post(path, { name: `Ada ${from}`, email: 'ada@example.org', action: 'book' });
  const [row] = await db.sql<{ id: number }[]>`SELECT id FROM appointments WHERE time_slot_id = ${from}`;
  return { ada, from, free, id: row!.id, own: location.split('?')[0]! };
}

const mainOf = (body: string) => wordsOf(body.slice(body.indexOf('<main'), body.indexOf('</main>')));
const withoutMark = (address: string) => address.replace(/[?&]at=\w+$/, '');

/** Chooses the time, and gives the page that asks whether to move there. */
async function choose(by: Browser, own: string, slotId: number, fields: Record<string, string> = {}): Promise<string> {
  const answer = await by.post(`${own}/move`, { slotId: String(slotId), ...fields });
  expect(answer.status).toBe(303);
  expect(answer.location).toMatch(new RegExp(`^${own}/move/[\\w-]+\\?at=`));
  return withoutMark(answer.location);
}
const idOf = (path: string) => path.split('/')[4]!;

test('Ada moves: she sees both times, keeps the old one until she has moved, and reload moves nothing twice', async () => {
  const { ada, from, free, id, own } = await bookedOnPage();
  expect((await ada.get(own)).body).toContain(`<a href="${own}/move">Move to another time</a>`);
  const times = await ada.get(`${own}/move`);
  expect(times.status).toBe(200);
  expect(mainOf(times.body)).toContain('with Dr Okafor. That stays yours until you have moved.');
  for (const slotId of free) expect(times.body).toContain(`value="${slotId}"`);
  expect(times.body).not.toContain(`value="${from}"`);

  const page = await choose(ada, own, free[0]!);
  const asks = await ada.get(page);
  expect(asks.status).toBe(200);
  expect(mainOf(asks.body)).toMatch(
    /Move to this time\? .*Old time .* New time .* With Dr Okafor.* We hold this time for you until/,
  );
  expect(await readSlot(db, from)).toMatchObject({ status: 'booked' });

  const moved = await ada.post(page, { action: 'move' });
  expect(moved.status).toBe(303);
  expect(withoutMark(moved.location)).toBe(own);
  const again = await ada.post(page, { action: 'move' });
  expect([again.status, withoutMark(again.location)]).toEqual([303, own]);
  expect(withoutMark((await ada.get(page)).location)).toBe(own);
  expect(await readAppointment(db, id)).toMatchObject({ time_slot_id: free[0], sequence: 1 });
  expect(await readSlot(db, from)).toMatchObject({ status: 'available' });
  expect(mainOf((await ada.get(own)).body)).toContain('Your appointment is moved');
  expect((await ada.get(`${own}/calendar.ics`)).body).toContain('SEQUENCE:1');
});

test('she keeps the old time: the new one is free again, and her page says that nothing has changed', async () => {
  const { ada, free, id, own } = await bookedOnPage();
  const page = await choose(ada, own, free[0]!);
  const kept = await ada.post(page, { action: 'keep' });
  expect(mainOf((await ada.get(kept.location)).body)).toContain('Nothing has changed: your appointment is as it was.');
  expect(await readSlot(db, free[0]!)).toMatchObject({ status: 'available' });
  expect(await readAppointment(db, id)).toMatchObject({ sequence: 0 });
  const late = await ada.get(page);
  expect(late.status).toBe(410);
  expect(mainOf(late.body)).toContain('The time was let go. Nothing was moved to it.');
  expect((await ada.post(page, { action: 'move' })).status).toBe(410);
});

test('she extends, in place too, and chooses another time', async () => {
  const { ada, free, own } = await bookedOnPage();
  const page = await choose(ada, own, free[0]!);
  const { location } = await ada.post(page, { action: 'extend' });
  expect(mainOf((await ada.get(location)).body)).toContain('Done: the time is held for you until');
  const part = await ada.get(page, { headers: { 'hx-request-type': 'partial' } });
  expect(part.body).toMatch(/^<div id="countdown"/);
  expect(part.body).toContain(`data-hx-get="${page}"`);
  expect((await ada.post(page, { action: 'change' })).location).toBe(`${own}/move`);
  const next = await choose(ada, own, free[1]!);
  expect(await readHold(db, idOf(page))).toMatchObject({ ended: 'moved' });
  expect(mainOf((await ada.get(page)).body)).toContain('You have chosen another time since');
  expect((await ada.post(next, { action: 'move' })).status).toBe(303);
});

test('with cookies blocked: the addresses are enough, and one time is held', async () => {
  const { ada, free, id, own } = await bookedOnPage(3, browser(site.app, { cookies: false }));
  const page = await choose(ada, own, free[0]!);
  const change = await ada.post(page, { action: 'change' });
  expect(change.location).toBe(`${own}/move?hold=${idOf(page)}`);
  const times = await ada.get(change.location);
  expect(wordsOf(times.body)).toContain('Continue moving your appointment');
  expect(times.body).toContain(`<input type="hidden" name="hold" value="${idOf(page)}"/>`);
  const next = await choose(ada, own, free[1]!, { hold: idOf(page) });
  expect(await readSlot(db, free[0]!)).toMatchObject({ status: 'available' });
  expect((await ada.post(next, { action: 'move' })).status).toBe(303);
  expect(await readAppointment(db, id)).toMatchObject({ time_slot_id: free[1] });
});

test('run out and still free: it can be moved to; in place the page says so', async () => {
  const { ada, free, id, own } = await bookedOnPage();
  const page = await choose(ada, own, free[0]!);
  await endsIn(db, idOf(page));
  const late = mainOf((await ada.get(page)).body);
  expect(late).toContain('You can move to it now, or hold it again.');
  expect(late).toContain('Try to move anyway');
  expect((await ada.post(page, { action: 'move' })).status).toBe(303);
  expect(await readAppointment(db, id)).toMatchObject({ time_slot_id: free[0] });
});

test('run out and taken: the nearest times, the old one kept', async () => {
  const { ada, from, free, id, own } = await bookedOnPage();
  const page = await choose(ada, own, free[0]!);
  await endsIn(db, idOf(page));
  await held(db, free[0]!, visitor('Ben'));
  const part = await ada.get(page, { headers: { 'hx-request-type': 'partial' } });
  expect(part.status).toBe(200);
  expect(part.body).toContain('your appointment is still at its old one');
  const refused = await ada.post(page, { action: 'move' });
  expect(refused.status).toBe(409);
  expect(mainOf(refused.body)).toContain('Your appointment is still at its old time.');
  expect(refused.body).toContain(`action="${own}/move"`);
  expect(refused.body).toContain(`value="${free[1]}"`);
  expect(await readAppointment(db, id)).toMatchObject({ time_slot_id: from, sequence: 0 });
  const next = await choose(ada, own, free[1]!);
  expect((await ada.post(next, { action: 'move' })).status).toBe(303);
});

test('taken before it could be held: the nearest times, and a time held before stays', async () => {
  const { ada, free, own } = await bookedOnPage();
  const page = await choose(ada, own, free[0]!);
  await held(db, free[1]!, visitor('Ben'));
  const refused = await ada.post(`${own}/move`, { slotId: String(free[1]) });
  expect(refused.status).toBe(409);
  expect(mainOf(refused.body)).toContain('The time you held before is still yours.');
  expect((await ada.get(page)).status).toBe(200);
});

test('a patient who is elsewhere then is told so; the new time stays held', async () => {
  const { ada, from, free, own } = await bookedOnPage();
  await bookedAt(db, await slot(db, { inMinutes: 95 }), { patient: { name: `Ada ${from}`, email: 'ada@example.org' } });
  const page = await choose(ada, own, free[0]!);
  const refused = await ada.post(page, { action: 'move' });
  expect(refused.status).toBe(409);
  expect(refused.body).toContain('<title>Error: Move to this time?');
  expect(refused.body).toMatch(/<a href="#change">This patient has another appointment at that time/);
  expect(await readSlot(db, free[0]!)).toMatchObject({ held_by: idOf(page) });
});

describe('“held for you” on every page leads on to the move', () => {
  test('and so does the hold’s own address, whatever is sent there; nothing is booked', async () => {
    const { ada, free, own } = await bookedOnPage();
    const page = await choose(ada, own, free[0]!);
    const home = (await ada.get('/')).body;
    expect(wordsOf(home)).toContain('Continue moving your appointment');
    const path = `/holds/${idOf(page)}`;
    for (const below of ['', '/more', '/booker']) {
      const answer = await ada.get(`${path}${below}`);
      expect([answer.status, withoutMark(answer.location)]).toEqual([303, page]);
    }
    for (const action of ['book', 'extend', 'more', 'booker', 'change', 'clear']) {
      const answer = await ada.post(path, { name: 'Ada', email: 'ada@example.org', action });
      expect([answer.status, withoutMark(answer.location)]).toEqual([303, page]);
    }
    const stepped = await ada.post(`${path}/more`, { reason: 'A rash', action: 'save' });
    expect(withoutMark(stepped.location)).toBe(page);
    expect(await readHold(db, idOf(page))).toMatchObject({ ended: null, extensions: 0 });
    expect(await readSlot(db, free[0]!)).toMatchObject({ status: 'held' });
  });

  test('to let it go there keeps the appointment, and says so', async () => {
    const { ada, free, own } = await bookedOnPage();
    const page = await choose(ada, own, free[0]!);
    const letGo = await ada.post(`/holds/${idOf(page)}`, { action: 'release' });
    expect(letGo.status).toBe(303);
    expect(mainOf((await ada.get(letGo.location)).body)).toContain('Nothing has changed');
    expect(await readSlot(db, free[0]!)).toMatchObject({ status: 'available' });
  });

  test('when she has moved, the hold’s address leads to her appointment', async () => {
    const { ada, free, own } = await bookedOnPage();
    const page = await choose(ada, own, free[0]!);
    await ada.post(page, { action: 'move' });
    expect((await ada.get(`/holds/${idOf(page)}`)).location).toBe(own);
    expect((await ada.post(page, { action: 'keep' })).location).toMatch(new RegExp(`^${own}\\?at=`));
  });

  test('the JSON API books nothing by it', async () => {
    const { ada, free, own } = await bookedOnPage();
    const page = await choose(ada, own, free[0]!);
    const answer = await ada.post(
      '/api/appointments',
      {},
      {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ holdId: idOf(page), patient: { name: 'Ada', email: 'ada@example.org' } }),
      },
    );
    expect(answer.status).toBe(410);
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'hold_ended' });
  });
});

describe('bad input', () => {
  test('no time chosen: the same days again, saying so', async () => {
    const { ada, own } = await bookedOnPage();
    const from = Temporal.Now.plainDateISO('Europe/London').toString();
    const sent = await ada.post(`${own}/move`, { from });
    expect(sent.location).toBe(`${own}/move?from=${from}&nochoice=true`);
    const page = await ada.get(sent.location);
    expect(page.status).toBe(422);
    expect(page.body).toContain('Choose a time</a>');
  });

  test.each(['0', '-1', '1.5', 'x', '9'.repeat(15), '9'.repeat(99), '1; DROP TABLE', '\u0000'])(
    'a slot that is %j is none',
    async (slotId) => {
      const { ada, own } = await bookedOnPage();
      expect([404, 303]).toContain((await ada.post(`${own}/move`, { slotId })).status);
      expect((await db.sql`SELECT FROM slot_holds WHERE moves_appointment_id IS NOT NULL AND slot_id < 1`).length).toBe(
        0,
      );
    },
  );

  test('a time with another doctor is not to be had here', async () => {
    const { ada, own } = await bookedOnPage();
    const other = await slot(db);
    expect((await ada.post(`${own}/move`, { slotId: String(other) })).status).toBe(404);
    expect(await readSlot(db, other)).toMatchObject({ status: 'available' });
  });

  test('a hold for another appointment, or for a booking, is not found below this one', async () => {
    const { ada, own } = await bookedOnPage();
    const bens = await bookedOnPage();
    const theirs = await choose(bens.ada, bens.own, bens.free[0]!);
    const ordinary = await held(db, bens.free[1]!, visitor('Ada'));
    for (const id of [idOf(theirs), ordinary, 'x'.repeat(32), '%F0']) {
      expect((await ada.get(`${own}/move/${id}`)).status).toBe(404);
      for (const action of ['move', 'keep', 'extend', 'change']) {
        expect((await ada.post(`${own}/move/${id}`, { action })).status).toBe(404);
      }
    }
    expect(await readHold(db, idOf(theirs))).toMatchObject({ ended: null, extensions: 0 });
  });

  test('a button that there is not is refused', async () => {
    const { ada, free, own } = await bookedOnPage();
    const page = await choose(ada, own, free[0]!);
    expect((await ada.post(page, { action: 'steal' })).status).toBe(400);
  });

  test('a date that is none is kept to be put right; one outside the horizon gets the nearest days', async () => {
    const { ada, own } = await bookedOnPage();
    const wrong = await ada.get(`${own}/move?from=%3Cb%3Etomorrow`);
    expect(wrong.status).toBe(422);
    expect(wrong.body).toContain('value="&lt;b&gt;tomorrow"');
    const beyond = mainOf((await ada.get(`${own}/move?from=2999-12-31`)).body);
    expect(beyond).toContain('These are the last days.');
    expect(beyond).toContain('The soonest free time is on');
    expect((await ada.get(`${own}/move?hold=%F0&from=&slot=x`)).status).toBe(200);
  });
});

test('no free time at all: the phone number instead of a button, and one that comes free is heard of unless the doctor has retired', async () => {
  const { ada, id, own } = await bookedOnPage(1);
  const page = await ada.get(`${own}/move`);
  expect(page.status).toBe(200);
  expect(mainOf(page.body)).toContain(
    'No other time can be chosen online at the moment: please call us on 020 7946 0150',
  );
  expect(page.body).not.toContain('<button type="submit">Hold');
  expect(page.body).toMatch(/data-hx-sse:connect="\/doctors\/[\w-]+\/live\?from=[\d-]+&amp;move=true"/);

  await db.sql`
    UPDATE doctors d SET active = false FROM appointments a WHERE a.doctor_id = d.id AND a.id = ${id}`;
  const retired = await ada.get(`${own}/move`);
  expect(mainOf(retired.body)).toContain('No other time can be chosen online at the moment');
  expect(retired.body).not.toContain('hx-sse');
});

test('extended ten times, then no more; it can still move', async () => {
  const { ada, free, own } = await bookedOnPage();
  const page = await choose(ada, own, free[0]!);
  for (let nth = 0; nth < 10; nth++) expect((await ada.post(page, { action: 'extend' })).status).toBe(303);
  const refused = await ada.post(page, { action: 'extend' });
  expect(refused.status).toBe(409);
  expect(mainOf(refused.body)).toContain('as often as it can be. You can still move to it now.');
  expect((await ada.post(page, { action: 'move' })).status).toBe(303);
});

test('cancelled, or too late, while the new time was held: said so, and nothing moves', async () => {
  const cancelled = await bookedOnPage();
  const page = await choose(cancelled.ada, cancelled.own, cancelled.free[0]!);
  await cancelAppointment(db, cancelled.id, null);
  const answer = await cancelled.ada.post(page, { action: 'move' });
  expect(answer.status).toBe(409);
  expect(mainOf(answer.body)).toContain('This appointment is cancelled');
  expect((await cancelled.ada.get(page)).status).toBe(200);
  expect((await cancelled.ada.post(page, { action: 'keep' })).status).toBe(303);

  const late = await bookedOnPage();
  const there = await choose(late.ada, late.own, late.free[0]!);
  const strict = browser(testApp(db, { CANCEL_CUTOFF_HOURS: '2' }).app);
  const refused = await strict.post(there, { action: 'move' });
  expect(refused.status).toBe(409);
  expect(mainOf(refused.body)).toContain('It is too late to change this online');
  expect(await readAppointment(db, late.id)).toMatchObject({ time_slot_id: late.from });
  expect((await strict.post(`${late.own}/move`, { slotId: String(late.free[1]) })).status).toBe(409);
  expect(await readSlot(db, late.free[1]!)).toMatchObject({ status: 'available' });
});

test('looking changes nothing: no page that is opened holds, moves, cancels or mails', async () => {
  const { ada, free, own } = await bookedOnPage();
  const page = await choose(ada, own, free[0]!);
  const state = async () => [
    await db.sql`SELECT * FROM appointments ORDER BY id`,
    await db.sql`SELECT * FROM time_slots ORDER BY id`,
    await db.sql`SELECT * FROM slot_holds ORDER BY id`,
    await db.sql`SELECT id, kind, key FROM mails ORDER BY id`,
  ];
  const before = await state();
  const queries = [
    '',
    '?action=move',
    '?action=keep&cancelReason=x',
    `?slotId=${free[1]}`,
    '?kept=true',
    '?extended=true',
  ];
  for (const path of [own, `${own}/cancel`, `${own}/move`, page, `/holds/${idOf(page)}`]) {
    for (const query of queries) expect((await ada.get(`${path}${query}`)).status).toBeLessThan(400);
    await ada.get(path, { method: 'HEAD' });
  }
  expect(await state()).toEqual(before);
});

test('too many times held from one network, or asked for too quickly', async () => {
  const { own, free } = await bookedOnPage();
  const cramped = browser(testApp(db, { HOLDS_PER_ADDRESS: '1', HOLD_REQUESTS_PER_MINUTE: '3' }).app);
  await cramped.post('/holds', { slotId: String(await slot(db)) });
  const neighbour = browser(testApp(db, { HOLDS_PER_ADDRESS: '1' }).app);
  const full = await neighbour.post(`${own}/move`, { slotId: String(free[0]) });
  expect(full.status).toBe(429);
  expect(full.body).toContain(`<a href="${own}/move">`);
  for (let nth = 0; nth < 3; nth++) await cramped.post(`${own}/move`, {});
  expect((await cramped.post(`${own}/move`, { slotId: String(free[0]) })).status).toBe(429);
});

test('what was typed for a booking is kept on the way, and stands in no move', async () => {
  const { ada, free, own } = await bookedOnPage();
  const other = await hold(ada, await slot(db));
  await ada.post(other, { name: 'Tim', email: 'tim@example.org', action: 'more' });
  const page = await choose(ada, own, free[0]!);
  expect((await ada.get(page)).body).not.toContain('Tim');
  const again = await hold(ada, await slot(db));
  expect((await ada.get(again)).body).toContain('value="Tim"');
});

test('the time of another’s booking of this patient stays theirs: Ben’s link moves only his', async () => {
  const { free, id } = await bookedOnPage();
  const bens = await bookedAt(db, free[1]!, booking('Ben'));
  const hers = await held(db, free[0]!, visitor('Ada'), id);
  const bensBrowser = browser(site.app);
  const { secrets } = site;
  const token = `${bens.toString(36)}-${secrets.seal('appointment', `${bens} 1`)}`;
  expect((await bensBrowser.post(`/appointments/${token}/move/${hers}`, { action: 'move' })).status).toBe(404);
  expect(await readAppointment(db, bens)).toMatchObject({ time_slot_id: free[1] });
});
