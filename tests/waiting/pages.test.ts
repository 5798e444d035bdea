import { beforeAll, describe, expect, test } from 'vitest';
import { cancelAppointment } from '../../src/booking/cancel.ts';
import { appointmentToken, pathOfAppointment } from '../../src/booking/link.ts';
import { letters } from '../../src/mail/letters.ts';
import { entryPath } from '../../src/waiting/link.ts';
import { endOldWaiting, passOffersOn } from '../../src/waiting/offer.ts';
import { onSite } from '../booking/on-site.ts';
import { browser, testApp, wordsOf } from '../support/app.ts';
import { bookedAt, booking, slot } from '../support/clinic.ts';
import { writerDeps } from '../support/post-office.ts';
import { dayAndNight, joins, openOffer, readEntry, specialist, timePasses } from '../support/waiting-list.ts';

const { database, site } = onSite();
const { db } = database;
beforeAll(() => dayAndNight(db));

const days = 24 * 60;
const wish = { scope: 'doctor', 'day-1': 'yes', 'day-3': 'yes', 'part-morning': 'yes', 'part-evening': 'yes' };
const ada = {
  name: 'Ada Lovelace',
  email: 'ada@example.org',
  'dateOfBirth-day': '5',
  'dateOfBirth-month': '6',
  'dateOfBirth-year': '1987',
};

async function practice() {
  const made = await specialist(db);
  const [row] = await db.sql<{ slug: string }[]>`SELECT slug FROM doctors WHERE id = ${made.id}`;
  return { ...made, slug: row!.slug };
}

const query = (fields: Record<string, string>) => new URLSearchParams(fields).toString();

describe('joining', () => {
  test('Ada says with whom and when, then who she is, and says yes by the link in her mail; by it she can leave', async () => {
    const { id, slug } = await practice();
    const by = browser(site.app);
    const doctor = await by.get(`/doctors/${slug}`);
    expect(doctor.body).toContain(`href="/waiting-list?doctor=${slug}"`);
    const first = await by.get(`/waiting-list?doctor=${slug}`);
    expect(first.body.match(/type="checkbox"[^>]*checked/g)).toHaveLength(10);
    const second = await by.get(`/waiting-list/details?${query({ doctor: slug, ...wish })}`);
    expect(wordsOf(second.body)).toContain('With Dr Okafor Days Monday and Wednesday Times Mornings and evenings');
    const joined = await by.post('/waiting-list', { doctor: slug, ...wish, ...ada });
    expect([joined.status, joined.location]).toEqual([303, '/waiting-list/joined']);
    expect(wordsOf((await by.get(joined.location)).body)).toContain(
      'We have written to the e-mail address that you gave.',
    );
    const [entry] = await db.sql`SELECT id, doctor_id, days, parts, intake FROM waiting WHERE doctor_id = ${id}`;
    expect(entry).toMatchObject({
      days: [1, 3],
      parts: ['morning', 'evening'],
      intake: { ...pick(ada), dateOfBirth: '1987-06-05' },
    });
    const write = () => letters.waiting!({ waitingId: entry!.id }, writerDeps(db), 'ada@example.org');
    const { subject, parts } = (await write())!.letter;
    expect(subject).toBe('Please say yes: our waiting list');
    expect(parts).toContainEqual({
      link: expect.stringMatching(/^https:\/\/booking\.example\/waiting-list\//),
      label: expect.anything(),
    });
    // Whoever typed them may be anybody.
    for (const typed of Object.values(pick(ada))) expect(JSON.stringify(parts)).not.toContain(typed);
    const path = entryPath(site.secrets, entry!.id);
    const asked = wordsOf((await by.get(path)).body);
    const [, until] =
      /Do you want to be on the waiting list\? You are not on it yet: it needs your yes by (.*), as/.exec(asked)!;
    expect(parts).toContainEqual(expect.stringContaining(`say yes by ${until}, UK time: before that`));
    await by.get(`${path}/confirm`);
    expect((await readEntry(db, entry!.id)).confirmed).toBe(false);
    const confirmed = await by.post(`${path}/confirm`, {});
    expect([confirmed.status, confirmed.location]).toEqual([303, path]);
    expect((await write())!.letter.subject).toBe('You are on our waiting list');
    expect(wordsOf((await by.get(path)).body)).toContain(
      'You are on the waiting list When a time that suits frees up, we hold it for you and write to ada@example.org.',
    );
    const left = await by.post(path, {});
    expect([left.status, left.location]).toEqual([303, path]);
    expect(wordsOf((await by.get(path)).body)).toContain('You have left the waiting list');
    expect(wordsOf((await by.get(`${path}/change`)).body)).toContain('You have left the waiting list');
    expect((await by.post(`${path}/change`, { 'day-2': 'yes', 'part-morning': 'yes' })).status).toBe(303);
    expect(await db.sql`SELECT days FROM waiting WHERE id = ${entry!.id}`).toEqual([{ days: [1, 3] }]);
  });

  test('who comes too late for their yes is told that they are not on the list', async () => {
    const { id } = await practice();
    const waitingId = await joins(db, `Ada ${id}`, id, { confirms: false });
    await db.sql`UPDATE waiting SET created_at = now() - interval '25 hours' WHERE id = ${waitingId}`;
    await endOldWaiting(db);
    const page = wordsOf((await browser(site.app).get(entryPath(site.secrets, waitingId))).body);
    expect(page).toContain('You are not on the waiting list It needed your yes within a day');
    expect(page).toContain('Join the waiting list again');
  });

  test('whoever types what Ada typed is told the same as she, and changes nothing; she is mailed once in ten minutes', async () => {
    const { id, slug } = await practice();
    const waitingId = await joins(db, `Ada ${id}`, id);
    const { name, email } = booking(`Ada ${id}`).patient;
    const before = await db.sql`SELECT * FROM waiting WHERE id = ${waitingId}`;
    const typed = { doctor: slug, ...wish, ...ada, name: name.toUpperCase(), email };
    const others = { ...typed, name: 'Eve Somebody' };
    const ben = browser(site.app);
    const answers = [
      await ben.post('/waiting-list', typed),
      await ben.post('/waiting-list', typed),
      await ben.post('/waiting-list', others),
    ];
    expect(new Set(answers.map(({ status, location, body }) => `${status} ${location} ${body}`)).size).toBe(1);
    expect(answers[0]!.location).toBe('/waiting-list/joined');
    expect(await db.sql`SELECT * FROM waiting WHERE id = ${waitingId}`).toEqual(before);
    const mails =
      await db.sql`SELECT key FROM mails WHERE kind = 'waiting' AND (about->>'waitingId')::bigint = ${waitingId}`;
    expect(mails.length).toBeLessThanOrEqual(2); // Where ten minutes are just over.
  });

  test('by the link in her mail Ada changes what suits her, and keeps her place', async () => {
    const { id } = await practice();
    const waitingId = await joins(db, `Ada ${id}`, id);
    const path = entryPath(site.secrets, waitingId);
    const by = browser(site.app);
    expect((await by.get(path)).body).toContain(`href="${path}/change"`);
    expect((await by.get(`${path}/change`)).body.match(/type="checkbox"[^>]*checked/g)).toHaveLength(10);
    const none = await by.post(`${path}/change`, { 'day-1': 'yes' });
    expect(none.status).toBe(422);
    expect(wordsOf(none.body)).toContain('There is a problem Choose at least one time of day');
    expect(none.body).toMatch(/name="day-1" value="yes" checked/);
    const changed = await by.post(`${path}/change`, { 'day-1': 'yes', 'part-evening': 'yes' });
    expect([changed.status, changed.location]).toEqual([303, `${path}?saved`]);
    expect(wordsOf((await by.get(changed.location)).body)).toMatch(
      /Your change is saved\. .* Days Monday Times Evenings/,
    );
  });

  test('with anyone of the speciality', async () => {
    const { slug, specialization } = await practice();
    await browser(site.app).post('/waiting-list', { doctor: slug, ...wish, scope: 'anyone', ...ada });
    const [entry] =
      await db.sql`SELECT doctor_id, specialization FROM waiting WHERE specialization = ${specialization}`;
    expect(entry).toEqual({ doctor_id: null, specialization });
  });

  test('nothing chosen is named, on the page that asks for it, with what was chosen', async () => {
    const { slug } = await practice();
    const by = browser(site.app);
    const none = await by.get(`/waiting-list/details?${query({ doctor: slug, scope: 'anyone' })}`);
    expect(none.status).toBe(422);
    expect(wordsOf(none.body)).toMatch(/There is a problem Choose at least one day Choose at least one time of day/);
    expect(none.body).toContain('<title>Error: ');
    expect(none.body).toMatch(/value="anyone" checked/);
    const noTime = await by.get(`/waiting-list/details?${query({ doctor: slug, 'day-2': 'yes' })}`);
    expect(wordsOf(noTime.body)).not.toContain('at least one day');
    expect(noTime.body).toMatch(/name="day-2" value="yes" checked/);
    expect(noTime.body).not.toMatch(/name="day-1" value="yes" checked/);
    expect((await by.post('/waiting-list', { doctor: slug, ...ada })).status).toBe(422);
  });

  test('who they are is asked for as at booking, and nothing typed is lost', async () => {
    const { slug } = await practice();
    const answer = await browser(site.app).post('/waiting-list', {
      doctor: slug,
      ...wish,
      name: '  ',
      email: 'ada@',
      phone: 'none',
      'dateOfBirth-day': '31',
      'dateOfBirth-month': '2',
      'dateOfBirth-year': '1987',
    });
    expect(answer.status).toBe(422);
    const words = wordsOf(answer.body);
    for (const sentence of [
      'Enter the patient’s full name',
      'Enter an e-mail address like',
      'Enter a phone number like',
      'Enter a real date of birth',
    ])
      expect(words).toContain(sentence);
    expect(answer.body).toMatch(/value="ada@"/);
    expect(answer.body).toMatch(/type="hidden" name="day-3" value="yes"/);
    expect(answer.body).toMatch(/type="hidden" name="scope" value="doctor"/);
  });

  test('an e-mail address is on the list five times at most: only who reads its mail is told so', async () => {
    const { id, slug } = await practice();
    const email = `${crypto.randomUUID()}@example.org`;
    const entries: number[] = [];
    for (let nth = 0; nth < 5; nth++) entries.push(await joins(db, `Ada ${nth}`, (await practice()).id, { email }));
    const by = browser(site.app);
    const answer = await by.post('/waiting-list', { doctor: slug, ...wish, name: 'Ada', email: email.toUpperCase() });
    expect([answer.status, answer.location]).toEqual([303, '/waiting-list/joined']);
    const [sixth] = await db.sql`SELECT id FROM waiting WHERE doctor_id = ${id}`;
    const path = entryPath(site.secrets, sixth!.id);
    const refused = await by.post(`${path}/confirm`, {});
    expect(refused.status).toBe(409);
    expect(wordsOf(refused.body)).toContain('on the waiting list 5 times, as often as it can be, so this was not done');
    expect(refused.body).toContain('<title>Error: ');
    expect(wordsOf(refused.body)).toContain('There is a problem This e-mail address');
    await by.post(entryPath(site.secrets, entries[0]!), {});
    expect((await by.post(`${path}/confirm`, {})).status).toBe(303);
    expect((await readEntry(db, sixth!.id)).confirmed).toBe(true);
  });

  test('so are five more that nobody said yes to, and then nothing is mailed; to an address ten times in a day', async () => {
    const email = `${crypto.randomUUID()}@example.org`;
    const by = browser(site.app);
    const asks = async (name: string) =>
      by.post('/waiting-list', { doctor: (await practice()).slug, ...wish, name, email });
    const answers = [];
    for (let nth = 0; nth < 7; nth++) answers.push(await asks(`Ada ${nth}`));
    expect(new Set(answers.map(({ status, location }) => `${status} ${location}`))).toEqual(
      new Set(['303 /waiting-list/joined']),
    );
    const mails = async () => (await db.sql`SELECT count(*) FROM mails WHERE recipient = ${email}`)[0]!.count;
    expect(await mails()).toBe(5);
    await db.sql`UPDATE waiting SET confirmed_at = now() WHERE intake->>'email' = ${email}`;
    for (let nth = 0; nth < 5; nth++) await asks(`Ada again ${nth}`);
    expect(await mails()).toBe(10);
    await db.sql`SELECT leave_waiting(id, 'left') FROM waiting WHERE intake->>'email' = ${email}`;
    await asks('Ada once more');
    expect(await mails()).toBe(10);
  });

  test('who goes back to what they wait for loses nothing that they typed, and none of it is in an address', async () => {
    const { slug } = await practice();
    const by = browser(site.app);
    const typed = { name: 'Ada Lovelace', email: 'not yet', 'dateOfBirth-day': '5' };
    const first = await by.post('/waiting-list', { doctor: slug, ...wish, ...typed, step: 'wish' });
    expect(first.status).toBe(200);
    expect(first.body).toMatch(/<form method="post" action="\/waiting-list"/);
    expect(first.body).toMatch(/name="day-3" value="yes" checked/);
    const carried = Object.fromEntries(
      Array.from(first.body.matchAll(/type="hidden" name="([^"]*)" value="([^"]*)"/g), ([, name, value]) => [
        name,
        value,
      ]),
    );
    expect(carried).toEqual({ ...typed, step: 'details', doctor: slug });
    const none = await by.post('/waiting-list', { ...carried, scope: 'doctor' });
    expect([none.status, none.body.includes('value="Ada Lovelace"')]).toEqual([422, true]);
    const second = await by.post('/waiting-list', {
      ...carried,
      scope: 'doctor',
      'day-2': 'yes',
      'part-morning': 'yes',
    });
    expect(second.status).toBe(200);
    for (const kept of ['value="Ada Lovelace"', 'value="not yet"', 'name="day-2" value="yes"'])
      expect(second.body).toContain(kept);
    expect(wordsOf(second.body)).not.toContain('There is a problem');
  });

  test('too many in a minute wait, with what was chosen and typed', async () => {
    const { slug } = await practice();
    const by = browser(testApp(db, { HOLD_REQUESTS_PER_MINUTE: '1' }).app);
    await by.post('/waiting-list', { doctor: slug, ...wish, ...ada });
    const answer = await by.post('/waiting-list', { doctor: slug, ...wish, ...ada, name: 'Ada’s son' });
    expect([answer.status, Number(answer.headers.get('retry-after')) > 0]).toEqual([429, true]);
    expect(wordsOf(answer.body)).toContain('Too many requests came from your network');
    for (const kept of ['value="Ada’s son"', 'name="day-3" value="yes"', 'name="part-evening" value="yes"'])
      expect(answer.body).toContain(kept);
  });

  test.each([
    ['a doctor who is none', '/waiting-list?doctor=nobody'],
    ['no doctor, the second step', `/waiting-list/details?${query(wish)}`],
    ['hostile words', '/waiting-list?doctor=%00%ff<script>'],
    ['a link that is none of ours', '/waiting-list/abc-def'],
    ['a change by a link that is none of ours', '/waiting-list/abc-def/change'],
    ['a link with another’s seal', '/waiting-list/1-AAAAAAAAAAAAAAAAAAAAAA'],
    ['an offer that never was', `/offers/${'a'.repeat(32)}`],
    ['an offer’s id that is none', '/offers/%00'],
  ])('%s is not found', async (_, path) => {
    const by = browser(site.app);
    expect((await by.get(path)).status).toBe(404);
    expect(
      (await by.post(path.split('?')[0]!.replace('/details', ''), { ...wish, ...ada, action: 'accept' })).status,
    ).toBe(404);
  });

  test('who comes with no doctor begins with one', async () => {
    const answer = await browser(site.app).get('/waiting-list');
    expect([answer.status, answer.location]).toEqual([303, '/doctors']);
    expect((await browser(site.app).post('/waiting-list', { ...wish, ...ada })).status).toBe(404);
  });

  test('where no mail is sent nobody is promised any', async () => {
    const { slug } = await practice();
    const { app, secrets } = testApp(db, { NODE_ENV: 'production' });
    const by = browser(app);
    expect((await by.get(`/doctors/${slug}`)).body).not.toContain('/waiting-list');
    expect((await by.get(`/waiting-list?doctor=${slug}`)).status).toBe(404);
    expect((await by.post('/waiting-list', { doctor: slug, ...wish, ...ada })).status).toBe(404);
    const id = await bookedAt(db, await slot(db, { inMinutes: 3 * days }));
    const path = `/appointments/${appointmentToken(secrets, id, 1)}`;
    expect((await by.get(path)).body).not.toContain('/earlier');
    expect((await by.get(`${path}/earlier`)).status).toBe(404);
  });
});

const pick = ({ name, email }: typeof ada) => ({ name, email });

/** Ada waits, Ben has cancelled: she is offered his time. */
async function offered() {
  const { id: doctorId, slug } = await practice();
  const slotId = await slot(db, { doctorId, inMinutes: 3 * days });
  const bens = await bookedAt(db, slotId, booking(`Ben ${slotId}`));
  const waitingId = await joins(db, `Ada ${slotId}`, doctorId);
  await cancelAppointment(db, bens, null);
  const offerId = await openOffer(db, slotId);
  return { doctorId, slug, slotId, waitingId, offerId, path: `/offers/${offerId}`, by: browser(site.app) };
}

describe('an offer', () => {
  test('is a page that a mail scanner may follow as often as it likes: only its buttons answer', async () => {
    const { by, path, waitingId, offerId, slotId } = await offered();
    for (let nth = 0; nth < 3; nth++) expect((await by.get(path)).status).toBe(200);
    await by.get(`${path}?action=accept`);
    expect(await readEntry(db, waitingId)).toMatchObject({ open_offer: offerId });
    expect(wordsOf((await by.get(path)).body)).toMatch(
      /A time has come free We hold it for you until .* Nobody else can have it before then\./,
    );
    const entry = await by.get(entryPath(site.secrets, waitingId));
    expect(entry.body).toContain(`href="${path}"`);
    const out = await letters.offer!({ offerId }, writerDeps(db), 'ada@example.org');
    expect(out!.letter).toMatchObject({
      subject: expect.stringMatching(/^An earlier time is held for you until /),
      parts: expect.arrayContaining([{ link: `https://booking.example${path}`, label: expect.anything() }]),
    });
    expect(slotId).toBeGreaterThan(0);
  });

  test('accepted leads to the appointment, for a day; then to the mail that confirms it', async () => {
    const { by, path, waitingId, offerId } = await offered();
    const answer = await by.post(path, { action: 'accept' });
    expect([answer.status, answer.location]).toEqual([303, expect.stringMatching(/^\/appointments\//)]);
    for (const again of [
      await by.get(path),
      await by.post(path, { action: 'accept' }),
      await by.post(path, { action: 'decline' }),
    ])
      expect([again.status, again.location]).toEqual([303, answer.location]);
    expect(wordsOf((await by.get(answer.location)).body)).toContain('Your appointment is booked');
    expect(wordsOf((await by.get(entryPath(site.secrets, waitingId))).body)).toContain(
      'You have booked an appointment since, so your place went to others.',
    );
    expect(await letters.offer!({ offerId }, writerDeps(db), 'ada@example.org')).toBeNull();
    await db.sql`UPDATE offers SET answered_at = now() - interval '25 hours' WHERE id = ${offerId}`;
    for (const later of [
      await by.get(path),
      await by.post(path, { action: 'accept' }),
      await by.post(path, { action: 'decline' }),
    ]) {
      expect(later.status).toBe(200);
      expect(wordsOf(later.body)).toContain('The link to your appointment is in the mail that confirms it.');
      expect(later.body).not.toContain('/appointments/');
    }
  });

  test('declined says so, and she waits on', async () => {
    const { by, path, waitingId } = await offered();
    const answer = await by.post(path, { action: 'decline' });
    expect([answer.status, answer.location]).toEqual([303, path]);
    expect(wordsOf((await by.get(path)).body)).toContain('You said no to this time');
    expect((await by.post(path, { action: 'accept' })).status).toBe(409);
    expect(await readEntry(db, waitingId)).toMatchObject({ ended: null, open_offer: null });
  });

  test('passed on says so, and leads to what is left', async () => {
    const { by, path, offerId, doctorId, slug, slotId } = await offered();
    await joins(db, `Eve ${slotId}`, doctorId);
    await timePasses(db, offerId);
    expect(wordsOf((await by.get(path)).body)).toContain('nobody else has it yet: you can still take it');
    await passOffersOn(db);
    for (const answer of [await by.get(path), await by.post(path, { action: 'accept' })]) {
      expect(answer.status).toBe(410);
      expect(wordsOf(answer.body)).toContain('This time is not held for you any more');
      expect(answer.body).toContain(`/doctors/${slug}`);
    }
  });

  test('that she does not wait for any more says so, and not that she was silent', async () => {
    const { by, path, waitingId } = await offered();
    await by.post(entryPath(site.secrets, waitingId), {});
    await passOffersOn(db);
    for (const answer of [await by.get(path), await by.post(path, { action: 'accept' })]) {
      expect(answer.status).toBe(410);
      expect(wordsOf(answer.body)).toContain('You do not wait for it any more: you have left the waiting list');
    }
  });

  test('at a time at which she is elsewhere by now says so, and stands', async () => {
    const { by, path, slotId } = await offered();
    await bookedAt(db, await slot(db, { inMinutes: 3 * days }), booking(`Ada ${slotId}`));
    const answer = await by.post(path, { action: 'accept' });
    expect(answer.status).toBe(409);
    expect(wordsOf(answer.body)).toContain('You have another appointment at that time');
    expect(answer.body).toContain('value="accept"');
  });

  test('with as many appointments to come as are allowed she is told so, and it stands', async () => {
    const { path, slotId } = await offered();
    await bookedAt(db, await slot(db, { inMinutes: 9 * days }), booking(`Ada ${slotId}`));
    const strict = browser(testApp(db, { APPOINTMENTS_PER_PATIENT: '1' }).app);
    const answer = await strict.post(path, { action: 'accept' });
    expect(answer.status).toBe(409);
    expect(wordsOf(answer.body)).toContain('You have 1 appointment to come, as many as can be booked online');
    expect(answer.body).toContain('value="accept"');
  });

  test('is not answered for now where too many requests come from one network, and stands', async () => {
    const [first, other] = [await offered(), await offered()];
    const by = browser(testApp(db, { HOLD_REQUESTS_PER_MINUTE: '1' }).app);
    for (let nth = 0; nth < 10; nth++) expect((await by.post(first.path, { action: 'decline' })).status).toBe(303);
    const refused = await by.post(other.path, { action: 'accept' });
    expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true]);
    expect(wordsOf(refused.body)).toContain('There is a problem Too many requests came from your network');
    expect(refused.body).toContain('value="accept"');
    expect(await readEntry(db, other.waitingId)).toMatchObject({ ended: null, open_offer: other.offerId });
  });

  test.each([[{}], [{ action: 'perhaps' }]])('is not answered by %j', async (fields) => {
    const { by, path, waitingId, offerId } = await offered();
    expect((await by.post(path, fields as Record<string, string>)).status).toBe(400);
    expect(await readEntry(db, waitingId)).toMatchObject({ open_offer: offerId });
  });
});

describe('an appointment that is to become earlier', () => {
  test('is kept while Ada waits, and moves when she says yes', async () => {
    const { id: doctorId } = await practice();
    const [soon, late] = [
      await slot(db, { doctorId, inMinutes: 3 * days }),
      await slot(db, { doctorId, inMinutes: 20 * days }),
    ];
    const bens = await bookedAt(db, soon, booking(`Ben ${soon}`));
    const id = await bookedAt(db, late, booking(`Ada ${late}`));
    const own = await pathOfAppointment({ db, secrets: site.secrets }, id);
    const by = browser(site.app);
    expect((await by.get(own)).body).toContain(`href="${own}/earlier"`);
    expect(wordsOf((await by.get(`${own}/earlier`)).body)).toContain('You keep your appointment on');
    expect((await by.post(`${own}/earlier`, { 'day-1': 'yes' })).status).toBe(422);
    const all = Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [`day-${day}`, 'yes']));
    const joined = await by.post(`${own}/earlier`, {
      ...all,
      'part-morning': 'yes',
      'part-afternoon': 'yes',
      'part-evening': 'yes',
    });
    expect([joined.status, joined.location]).toEqual([303, expect.stringMatching(/^\/waiting-list\//)]);
    expect((await by.get(`${own}/earlier`)).location).toBe(joined.location);
    expect(wordsOf((await by.get(own)).body)).toContain('You wait for an earlier time: see or change what for');
    await cancelAppointment(db, bens, null);
    const path = `/offers/${await openOffer(db, soon)}`;
    expect(wordsOf((await by.get(path)).body)).toContain('If you say yes, your appointment moves here.');
    const out = await letters.offer!({ offerId: path.slice('/offers/'.length) }, writerDeps(db), 'ada@example.org');
    expect(JSON.stringify(out!.letter.parts)).toMatch(
      /If you say yes, your appointment on .*, UK time moves to this time/,
    );
    const moved = await by.post(path, { action: 'accept' });
    expect(moved.location).toBe(own);
    expect(wordsOf((await by.get(own)).body)).toMatch(/^Skip to the content .* moved/i);
  });

  test('that is cancelled waits for nothing', async () => {
    const id = await bookedAt(db, await slot(db, { inMinutes: 9 * days }));
    await cancelAppointment(db, id, null);
    const own = await pathOfAppointment({ db, secrets: site.secrets }, id);
    const by = browser(site.app);
    expect(wordsOf((await by.get(`${own}/earlier`)).body)).toContain('cancelled');
    expect((await by.post(`${own}/earlier`, { 'day-1': 'yes', 'part-morning': 'yes' })).status).toBe(409);
  });
});
