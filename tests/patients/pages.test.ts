import { beforeAll, describe, expect, test } from 'vitest';
import { pathOfAppointment } from '../../src/booking/link.ts';
import { letters } from '../../src/mail/letters.ts';
import { type Browser, browser, summaryOf, testApp, wordsOf } from '../support/app.ts';
import { booked, booking } from '../support/clinic.ts';
import { ownDatabase } from '../support/database.ts';
import { writerDeps } from '../support/post-office.ts';

const { db } = ownDatabase();
const site = {} as ReturnType<typeof testApp>;
beforeAll(() => void Object.assign(site, testApp(db, { TRUST_PROXY: 'true' })));

/** At a network address of their own. */
let asked = 0;
const somebody = (app = site.app) =>
  browser(app, { headers: { 'x-forwarded-for': `10.2.${asked >> 8}.${asked++ & 255}` } });

const days = 24 * 60;
const someAddress = (name = 'ada') => `${name}-${crypto.randomUUID().slice(0, 8)}@example.org`;

/** This person's appointment, and where its page is. */
async function has(name: string, email: string, inMinutes = 3 * days) {
  const { id } = await booked(db, { ...booking(name, { email }), inMinutes });
  return { id, path: await pathOfAppointment({ db, secrets: site.secrets }, id) };
}

const mailsTo = (email: string) =>
  db.sql<
    { kind: string; about: { linkId: number } }[]
  >`SELECT kind, about FROM mails WHERE kind = 'sign-in' AND recipient = one_address(${email}) ORDER BY id`;

/** Asks for a link, and opens the mail that comes of it: the path of the link in it. */
async function mailedLink(email: string, by: Browser = somebody()): Promise<string> {
  await by.post('/my-appointments', { email });
  const { about } = (await mailsTo(email)).at(-1)!;
  const out = await letters['sign-in']!(about, writerDeps(db), email);
  const part = out!.letter.parts.find((part) => typeof part === 'object' && 'link' in part) as { link: string };
  return part.link.replace('https://booking.example', '');
}

/** Opens the page that the link leads to, and presses its button. */
async function press(link: string, by: Browser = somebody()) {
  await by.get(link);
  return by.post(link, {});
}

async function signedIn(email: string): Promise<Browser> {
  const by = somebody();
  const answer = await press(await mailedLink(email, by), by);
  expect([answer.status, answer.location]).toEqual([303, '/my-appointments']);
  return by;
}

const formToken = (body: string) => /name="token" value="([\w-]+)"/.exec(body)![1]!;

describe('asking for a link', () => {
  test('is answered the same, byte for byte, whether the address is known or not, and does the same', async () => {
    const known = someAddress();
    await has('Ada', known);
    const unknown = someAddress('nobody');
    const answers = await Promise.all(
      [known, unknown].map(async (email) => {
        const by = somebody();
        const answer = await by.post('/my-appointments', { email });
        expect((await mailsTo(email)).map(({ kind }) => kind)).toEqual(['sign-in']);
        return `${answer.status} ${answer.location} ${(await by.get(answer.location)).body}`;
      }),
    );
    expect(answers[0]).toBe(answers[1]);
    expect(answers[0]).toMatch(/^303 \/my-appointments\/asked /);
    expect(wordsOf(answers[0]!)).toContain(
      'If we know this address, a link is on its way. It works once, for 15 minutes.',
    );
  });

  test('writes to who is known, with no name in it, and to nobody else', async () => {
    const [known, unknown] = [someAddress(), someAddress('nobody')];
    await has('Ada', known);
    for (const email of [known, unknown]) await somebody().post('/my-appointments', { email });
    const written = await Promise.all(
      [known, unknown].map(async (email) =>
        letters['sign-in']!((await mailsTo(email))[0]!.about, writerDeps(db), email),
      ),
    );
    expect(written[1]).toBeNull();
    expect(written[0]!.letter.subject).toBe('Your link to Riverside Practice');
    expect(JSON.stringify(written[0]!.letter.parts)).not.toContain('Ada');
    expect(written[0]!.letter.parts).toContainEqual({
      link: expect.stringMatching(/^https:\/\/booking\.example\/my-appointments\/sign-in\/\w+-[\w-]{22}$/),
      label: 'Show my appointments',
    });
    expect(written[0]!.letter.parts).toContainEqual(
      expect.stringMatching(/^It works once, until \w+ \d+ \w+, .+[ap]m, UK time\.$/),
    );
  });

  test('of a link that is used or too old by the time that the mail is written, nothing is mailed', async () => {
    const email = someAddress();
    await has('Ada', email);
    await somebody().post('/my-appointments', { email });
    const { about } = (await mailsTo(email))[0]!;
    await db.sql`UPDATE sign_in_links SET expires_at = now() WHERE id = ${about.linkId}`;
    expect(await letters['sign-in']!(about, writerDeps(db), email)).toBeNull();
    expect(await letters['sign-in']!({ linkId: 0 }, writerDeps(db), email)).toBeNull();
  });

  test('twice within a minute, or ten times at once, mails one link; another once that is used', async () => {
    const email = someAddress();
    await has('Ada', email);
    await Promise.all(Array.from({ length: 10 }, () => somebody().post('/my-appointments', { email })));
    const link = await mailedLink(email);
    expect(await mailsTo(email)).toHaveLength(1);
    await press(link);
    await somebody().post('/my-appointments', { email });
    expect(await mailsTo(email)).toHaveLength(2);
  });

  test('mails three links an hour to one address, and says so to everybody', async () => {
    const email = someAddress();
    const minutesLater = (minutes: number) =>
      db.sql`UPDATE sign_in_links SET created_at = created_at - make_interval(mins => ${minutes}) WHERE email = ${email}`;
    const ask = async (typed = email) => {
      const { status, location } = await somebody().post('/my-appointments', { email: typed });
      return `${status} ${location}`;
    };
    for (let nth = 0; nth < 3; nth++) {
      expect(await ask()).toBe('303 /my-appointments/asked');
      await minutesLater(2);
    }
    expect(await mailsTo(email)).toHaveLength(3);
    expect(await ask(email.toUpperCase())).toBe('303 /my-appointments/asked');
    expect(await mailsTo(email)).toHaveLength(3);
    await minutesLater(59);
    await ask();
    expect(await mailsTo(email)).toHaveLength(4);
    const page = await somebody().get('/my-appointments/asked');
    expect(wordsOf(page.body)).toContain('We send one address at most 3 links an hour.');
  });

  test('thirty times in an hour from one network is enough: when to try again is said, what was typed is kept', async () => {
    const by = browser(testApp(db).app);
    for (let nth = 0; nth < 30; nth++) await by.post('/my-appointments', { email: '' });
    const answer = await by.post('/my-appointments', { email: 'ada@example.org' });
    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).toMatch(/^3\d\d\d$/);
    expect(summaryOf(answer.body)).toMatch(/^There is a problem Many links .* Please send this again in/);
    expect(answer.body).toContain('value="ada@example.org"');
  });

  test.each([
    ['', 'Enter an e-mail address'],
    ['ada@', 'Enter an e-mail address like name@example.com'],
    ['\0 <script>', 'Enter an e-mail address like name@example.com'],
    [`${'x'.repeat(255)}@example.org`, 'The e-mail address must be 254 characters or fewer'],
  ])('with %j it says what is wrong, and keeps it', async (email, sentence) => {
    const answer = await somebody().post('/my-appointments', { email });
    expect(answer.status).toBe(422);
    expect(wordsOf(answer.body)).toContain(`There is a problem ${sentence}`);
    expect(answer.body).toContain('<title>Error: See all your appointments');
    expect(answer.body).toContain(email.includes('<') ? 'value="&lt;script&gt;"' : `value="${email}"`);
  });

  test('where no mail is sent, the page says how else, and promises nothing', async () => {
    const { app } = testApp(db, { NODE_ENV: 'production', SECRET_KEY: 'x'.repeat(40) });
    const by = browser(app);
    const page = await by.get('/my-appointments');
    expect(wordsOf(page.body)).toContain('We send no e-mail here');
    expect(page.body).toContain('href="/find-appointment"');
    expect(page.body).not.toContain('name="email"');
    const email = someAddress();
    expect((await by.post('/my-appointments', { email })).location).toBe('/my-appointments');
    expect(await mailsTo(email)).toEqual([]);
    expect((await by.get('/find-appointment')).body).not.toContain('by a link that we mail you');
  });
});

describe('the link', () => {
  test('opened as often as a mail scanner likes, is used up by its button only, and signs in once', async () => {
    const email = someAddress();
    await has('Ada Lovelace', email);
    const link = await mailedLink(email);
    for (let nth = 0; nth < 3; nth++) {
      const page = await somebody().get(link);
      expect(page.status).toBe(200);
      expect(wordsOf(page.body)).toContain(`This shows what is booked under ${email}`);
      expect(page.headers.get('set-cookie')).not.toContain('patient=');
    }
    const by = somebody();
    const answer = await press(link, by);
    expect([answer.status, answer.location]).toEqual([303, '/my-appointments']);
    expect(wordsOf((await by.get('/my-appointments')).body)).toContain('Ada Lovelace');
    const again = await press(link);
    expect([again.status, again.headers.get('set-cookie')]).toEqual([410, null]);
  });

  test('used, too old, of nobody or made up, leads to one page, with the way to another', async () => {
    const [email, late] = [someAddress(), someAddress()];
    for (const one of [email, late]) await has('Ada', one);
    const used = await mailedLink(email);
    await press(used);
    const old = await mailedLink(late);
    await db.sql`UPDATE sign_in_links SET expires_at = now() WHERE email = ${late}`;
    const garbage = ['x', '1', '1-', `1-${'A'.repeat(22)}`, '%00', 'zzzzzzzzzzzz-1', `${used.split('/').at(-1)}x`];
    const paths = [used, old, ...garbage.map((token) => `/my-appointments/sign-in/${token}`)];
    const pages = await Promise.all(paths.flatMap((path) => [somebody().get(path), somebody().post(path, {})]));
    expect(new Set(pages.map(({ status, body }) => `${status} ${body}`)).size).toBe(1);
    expect(pages[0]!.status).toBe(410);
    expect(wordsOf(pages[0]!.body)).toContain(
      'This link can no longer be used A link works once, and only for 15 minutes.',
    );
    expect(pages[0]!.body).toContain('href="/my-appointments"');
  });

  test('pressed in three browsers at one moment, signs one in and tells the other plainly', async () => {
    for (let round = 0; round < 10; round++) {
      const email = someAddress();
      await has('Ada', email);
      const link = await mailedLink(email);
      const all = [somebody(), somebody(), somebody()];
      await Promise.all(all.map((by) => by.get(link)));
      const answers = await Promise.all(all.map((by) => by.post(link, {})));
      expect(answers.map(({ status }) => status).sort()).toEqual([303, 410, 410]);
      const [sessions] = await db.sql`SELECT count(*)::int AS count FROM patient_sessions WHERE email = ${email}`;
      expect(sessions!.count).toBe(1);
    }
  });

  test('pressed again where no answer came, also from the mail once more, gives the same session; to no other browser', async () => {
    const email = someAddress();
    await has('Ada Lovelace', email);
    const link = await mailedLink(email);
    const by = somebody();
    await by.get(link);
    const mark = {
      headers: { cookie: /^signing-in=\w{32}/.exec((await by.get(link)).headers.get('set-cookie')!)![0] },
    };
    const lost = () => somebody().post(link, {}, mark);
    const answers = await Promise.all([lost(), lost(), lost()]);
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303]);
    expect(new Set(answers.map(({ headers }) => headers.get('set-cookie'))).size).toBe(1);
    expect(await db.sql`SELECT FROM patient_sessions WHERE email = ${email}`).toHaveLength(1);
    expect((await somebody().get(link, mark)).status).toBe(200);
    // Its page opened again in this browser, and pressed: signed in, and not out by it.
    expect((await press(link, by)).location).toBe('/my-appointments');
    expect((await by.post(link, {})).location).toBe('/my-appointments');
    expect((await by.get('/my-appointments')).body).toContain('Ada Lovelace');
    expect((await press(link)).status).toBe(410);
    const token = formToken((await by.get('/my-appointments')).body);
    await by.post('/my-appointments/sign-out', { token });
    for (const again of [await lost(), await somebody().get(link, mark), await press(link, by)])
      expect(again.status).toBe(410);
  });

  test('opened again by who is signed in by it leads to the list, also when it is too old; not to that of somebody else', async () => {
    const [adas, bens] = [someAddress(), someAddress('ben')];
    for (const email of [adas, bens]) await has('Ada', email);
    const [link, by, ben] = [await mailedLink(adas), somebody(), await signedIn(bens)];
    await press(link, by);
    await db.sql`UPDATE sign_in_links SET expires_at = now() WHERE email = ${adas}`;
    const again = await by.get(link);
    expect([again.status, again.location]).toEqual([303, '/my-appointments']);
    expect((await ben.get(link)).status).toBe(410);
  });

  test('is not used up by a browser that keeps no cookies: it says so, and how else', async () => {
    const email = someAddress();
    await has('Ada', email);
    const link = await mailedLink(email);
    const without = browser(site.app, { cookies: false });
    await without.get(link);
    const page = await without.post(link, {});
    expect([page.status, page.headers.get('set-cookie')]).toEqual([403, null]);
    expect(wordsOf(page.body)).toContain('Your browser keeps no cookies');
    expect(page.body).toContain('href="/find-appointment"');
    expect((await press(link)).status).toBe(303);
  });

  test('is written down nowhere, nor is what the cookie says', async () => {
    const email = someAddress();
    await has('Ada', email);
    const link = await mailedLink(email);
    const { headers } = await press(link);
    const [, cookie = ''] = /^patient=([\w-]{22});/.exec(headers.get('set-cookie')!)!;
    const [row] = await db.sql<{ all: string }[]>`
      SELECT (SELECT string_agg(l::text, ' ') FROM sign_in_links l) || (SELECT string_agg(s::text, ' ') FROM patient_sessions s)
          || (SELECT string_agg(m::text, ' ') FROM mails m) AS all`;
    for (const secret of [link.split('-').at(-1)!, cookie]) expect(row!.all).not.toContain(secret);
  });
});

describe('the cookie', () => {
  test('is for no script and no other site, and ends with the browser; over TLS no other host can set it', async () => {
    const email = someAddress();
    await has('Ada', email);
    const plain = await press(await mailedLink(email));
    expect(plain.headers.get('set-cookie')).toMatch(/^patient=[\w-]{22}; Path=\/; HttpOnly; SameSite=Lax$/);
    const tls = testApp(db, { TRUST_PROXY: 'true', PUBLIC_URL: 'https://booking.example' });
    const over = await press(await mailedLink(email), somebody(tls.app));
    expect(over.headers.get('set-cookie')).toMatch(
      /^__Host-patient=[\w-]{22}; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
  });

  test.each(['f'.repeat(22), '', 'x', "' OR true --", 'f'.repeat(5_000)])(
    'that is nobody’s (%j) is as none',
    async (value) => {
      const page = await somebody().get('/my-appointments', { headers: { cookie: `patient=${value}` } });
      expect(page.status).toBe(200);
      expect(page.body).toContain('name="email"');
    },
  );

  test('that somebody else has put there is not the one that signing in gives: nobody can sign Ada in to watch her', async () => {
    const email = someAddress();
    await has('Ada', email);
    const [link, session, mark] = [await mailedLink(email), 'a'.repeat(22), 'a'.repeat(32)];
    const planted = { headers: { cookie: `patient=${session}; signing-in=${mark}` } };
    const answer = await somebody().post(link, {}, planted);
    expect(answer.status).toBe(303);
    for (const known of [session, mark]) expect(answer.headers.get('set-cookie')).not.toContain(known);
    const bens = await somebody().get('/my-appointments', planted);
    expect(bens.body).toContain('name="email"');
  });

  test('of who signs in again ends the session before', async () => {
    const email = someAddress();
    await has('Ada', email);
    const by = await signedIn(email);
    await press(await mailedLink(email), by);
    const [sessions] = await db.sql`SELECT count(*)::int AS count FROM patient_sessions WHERE email = ${email}`;
    expect(sessions!.count).toBe(1);
    expect((await by.get('/my-appointments')).body).not.toContain('name="email"');
  });
});

describe('the session', () => {
  const back = (email: string, column: 'seen_at' | 'expires_at', minutes: number) =>
    db.sql`UPDATE patient_sessions SET ${db.sql(column)} = ${db.sql(column)} - make_interval(mins => ${minutes}) WHERE email = ${email}`;

  test('lasts while she is there, ends after half an hour without her, and after eight hours at most', async () => {
    const email = someAddress();
    await has('Ada', email);
    const by = await signedIn(email);
    const isIn = async () => !(await by.get('/my-appointments')).body.includes('name="email"');
    for (let nth = 0; nth < 3; nth++) {
      await back(email, 'seen_at', 29);
      expect(await isIn()).toBe(true);
    }
    await back(email, 'seen_at', 31);
    const page = await by.get('/my-appointments');
    expect(wordsOf(page.body)).toContain('You were signed out We do that when nobody has been there for 30 minutes');
    expect(page.body).toContain('<title>You were signed out – ');
    // Once is enough.
    expect((await by.get('/my-appointments')).body).not.toContain('signed out');
    expect(await isIn()).toBe(false);

    const other = await signedIn(email);
    await back(email, 'expires_at', 8 * 60 - 1);
    expect((await other.get('/my-appointments')).body).not.toContain('name="email"');
    await back(email, 'expires_at', 2);
    expect((await other.get('/my-appointments')).body).toContain('name="email"');
  });

  test('ends when she signs out, and the page says so; nothing of it is left', async () => {
    const email = someAddress();
    await has('Ada', email);
    const by = await signedIn(email);
    const token = formToken((await by.get('/my-appointments')).body);
    const out = await by.post('/my-appointments/sign-out', { token });
    expect([out.status, out.location]).toEqual([303, '/my-appointments?out']);
    expect(out.headers.get('set-cookie')).toMatch(/^patient=; Max-Age=0; Path=\//);
    const page = await by.get(out.location);
    expect(wordsOf(page.body)).toContain('You are signed out To see your appointments again');
    expect(page.body).toContain('<title>You are signed out – ');
    expect(page.body).toContain('name="email"');
    expect(await db.sql`SELECT FROM patient_sessions WHERE email = ${email}`).toHaveLength(0);
    expect((await by.post('/my-appointments/sign-out', { token })).status).toBe(303);
  });

  test.each([
    ['none', () => ({})],
    ['a made-up one', () => ({ token: 'A'.repeat(22) })],
    [
      'one of Ben’s',
      async () => ({ token: formToken((await (await signedIn(await bens())).get('/my-appointments')).body) }),
    ],
  ] as [string, () => Record<string, string> | Promise<Record<string, string>>][])(
    'goes on where a form comes without the token of its page: %s',
    async (_, fields) => {
      const email = someAddress();
      await has('Ada', email);
      const by = await signedIn(email);
      expect((await by.post('/my-appointments/sign-out', await fields())).status).toBe(403);
      expect((await by.get('/my-appointments')).body).toContain('name="token"');
    },
  );

  test('begins and ends by no form of another site', async () => {
    const email = someAddress();
    await has('Ada', email);
    const link = await mailedLink(email);
    const foreign = { headers: { origin: 'https://evil.example' } };
    expect((await somebody().post(link, {}, foreign)).status).toBe(403);
    expect((await press(link)).status).toBe(303);
  });

  async function bens() {
    const email = someAddress('ben');
    await has('Ben', email);
    return email;
  }
});

describe('the page of all appointments', () => {
  test('lists those of a family, to come and then the others, each with its own page', async () => {
    const email = someAddress();
    const later = await has('Ada Lovelace', email, 5 * days);
    const soon = await has('Tim Lovelace', ` ${email.toUpperCase()}`, 2 * days);
    const gone = await has('Ada Lovelace', email, 6 * days);
    const over = await has('Ada Lovelace', email, 7 * days);
    await db.sql`UPDATE appointments SET status = 'cancelled', cancelled_at = now() WHERE id = ${gone.id}`;
    await db.sql`UPDATE appointments SET during = tstzrange(now() - interval '9 days', now() - interval '8 days') WHERE id = ${over.id}`;
    const page = await (await signedIn(email)).get('/my-appointments');
    expect(page.headers.get('cache-control')).toBe('no-store');
    const listed = [...page.body.matchAll(/href="(\/appointments\/[^"]+)"/g)].map(([, path]) => path);
    expect(listed).toEqual([soon.path, later.path, gone.path, over.path]);
    expect(wordsOf(page.body)).toMatch(
      /To come .*for Tim Lovelace .* Reference .*for Ada Lovelace .* Reference .*Past and cancelled Cancelled: .* Over: /,
    );
    for (const path of listed) expect((await browser(site.app).get(path!)).status).toBe(200);
  });

  test('lists what was booked from this address for somebody else, also for who is no patient, and nothing else of theirs', async () => {
    const [adas, dads] = [someAddress(), someAddress('dad')];
    const bookedBy = { name: 'Ada', email: ` ${adas.toUpperCase()}` };
    const forDad = async (by: typeof bookedBy | undefined, inDays: number) => {
      const { id } = await booked(db, {
        ...booking('Dad Lovelace', { email: dads }),
        bookedBy: by,
        inMinutes: inDays * days,
      });
      return pathOfAppointment({ db, secrets: site.secrets }, id);
    };
    const byHer = await forDad(bookedBy, 3);
    const others = [await forDad(undefined, 4), await forDad({ name: 'Ben', email: someAddress('ben') }, 5)];
    const listed = async (email: string) =>
      [...(await (await signedIn(email)).get('/my-appointments')).body.matchAll(/href="(\/appointments\/[^"]+)"/g)].map(
        ([, path]) => path,
      );
    expect(await listed(adas)).toEqual([byHer]);
    expect(await listed(dads)).toEqual([byHer, ...others]);
    // With one address for both it stands there once.
    const hers = await has('Ada Lovelace', adas, 2 * days);
    const { id } = await booked(db, { ...booking('Tim Lovelace', { email: adas }), bookedBy, inMinutes: 6 * days });
    const tims = await pathOfAppointment({ db, secrets: site.secrets }, id);
    expect(await listed(adas)).toEqual([hers.path, byHer, tims]);
  });

  test('has no two links alike: of a family at one time, or of one that was cancelled and booked again', async () => {
    const email = someAddress();
    const ada = await has('Ada Lovelace', email);
    const tim = await has('Tim Lovelace', email, 5 * days);
    await db.sql`UPDATE appointments SET status = 'cancelled', cancelled_at = now() WHERE id = ${ada.id}`;
    await db.sql`
      INSERT INTO appointments (reference, patient_id, doctor_id, overbooked_reason, date, start_time, end_time, during, intake)
      SELECT ${email} || who.id, who.patient_id, a.doctor_id, 'A family', a.date, a.start_time, a.end_time, a.during, '{}'
      FROM appointments a, appointments who WHERE a.id = ${ada.id} AND who.id IN ${db.sql([ada.id, tim.id])}`;
    const page = await (await signedIn(email)).get('/my-appointments');
    const links = [...page.body.matchAll(/<a href="\/appointments\/[^>]+>(.*?)<\/a>/gs)].map(([, words]) => words!);
    expect(links).toHaveLength(4);
    expect(new Set(links).size).toBe(4);
    expect(links.filter((words) => words.startsWith('Cancelled: '))).toHaveLength(1);
  });

  test('says so where there is none, and where none is to come', async () => {
    const email = someAddress();
    const { id } = await has('Ada', email);
    const by = await signedIn(email);
    await db.sql`UPDATE appointments SET status = 'no-show' WHERE id = ${id}`;
    expect(wordsOf((await by.get('/my-appointments')).body)).toMatch(
      /No appointment is to come\. .*Past and cancelled .*Missed/,
    );
    await db.sql`UPDATE patients SET email = ${someAddress('moved')} WHERE id = (SELECT patient_id FROM appointments WHERE id = ${id})`;
    const page = wordsOf((await by.get('/my-appointments')).body);
    expect(page).toContain('No appointment is booked under this address. Book an appointment');
    expect(page).not.toContain('Past and cancelled');
  });

  test('shows the latest hundred of those that are past, and says that it does', async () => {
    const email = someAddress();
    const { id } = await has('Ada', email);
    await db.sql`
      INSERT INTO appointments (reference, patient_id, doctor_id, overbooked_reason, date, start_time, end_time, during, intake, status)
      SELECT ${email} || nth, patient_id, doctor_id, 'Many', date, start_time, end_time,
             tstzrange(now() - make_interval(days => nth), now() - make_interval(days => nth) + interval '1 hour'), '{}', 'completed'
      FROM appointments, generate_series(1, 101) AS nth WHERE id = ${id}`;
    const page = await (await signedIn(email)).get('/my-appointments');
    expect(page.body.match(/href="\/appointments\//g)).toHaveLength(101);
    expect(wordsOf(page.body)).toContain('Only the latest 100 are listed here.');
  });

  test('shows Ben, a stranger, nothing of Ada’s, by any link, cookie or token of his', async () => {
    const [adas, bens] = [someAddress(), someAddress('ben')];
    const ada = await has('Ada Lovelace', adas);
    await has('Ben Stranger', bens);
    const ben = await signedIn(bens);
    const page = await ben.get('/my-appointments');
    expect(page.body).toContain('Ben Stranger');
    expect(page.body).not.toContain('Ada');
    const own = /\/appointments\/(\w+)-([\w-]+)"/.exec(page.body)!;
    for (const path of [`/appointments/${ada.id.toString(36)}-${own[2]}`, `/appointments/${ada.id}`])
      for (const below of ['', '/cancel', '/move', '/calendar.ics'])
        expect((await ben.get(`${path}${below}`)).status).toBe(404);
    // His link with the number of hers.
    const [his, hers] = [await mailedLink(bens), await mailedLink(adas)];
    const mixed = hers.replace(/-[\w-]+$/, his.slice(his.lastIndexOf('/')).replace(/^\/\w+/, ''));
    expect((await press(mixed)).status).toBe(410);
    expect((await press(hers)).status).toBe(303);
  });

  test('shows a mailbox that is the same only by Unicode’s rules nothing of Ada’s', async () => {
    const adas = someAddress('imogen');
    await has('Ada', adas);
    const lookalike = adas.replace('imogen', 'İmogen');
    await somebody().post('/my-appointments', { email: lookalike });
    expect((await mailsTo(adas)).length).toBe(0);
    const [mail] = await mailsTo(lookalike);
    expect(await letters['sign-in']!(mail!.about, writerDeps(db), lookalike)).toBeNull();
    await has('Ben', lookalike);
    await booked(db, { ...booking('Eve', { email: someAddress() }), bookedBy: { name: 'Ben', email: lookalike } });
    expect(wordsOf((await (await signedIn(lookalike)).get('/my-appointments')).body)).not.toContain('for Ada');
    expect(wordsOf((await (await signedIn(adas)).get('/my-appointments')).body)).not.toMatch(/for (Ben|Eve)/);
  });
});
