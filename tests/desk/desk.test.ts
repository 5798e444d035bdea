import { beforeAll, describe, expect, test } from 'vitest';
import { answerMessage, answersOf, findMessage } from '../../src/contact/message.ts';
import { isSession, newSession, SESSION_SECONDS } from '../../src/desk/session.ts';
import { onSite } from '../booking/on-site.ts';
import { browser, testApp, wordsOf } from '../support/app.ts';
import { signedIn, writtenTo } from './ruth.ts';

const { database, site } = onSite();
const { db } = database;

const ruth = () => signedIn(site.app);
const written = (message?: string, more?: Record<string, string>) => writtenTo(site.app, message, more);

/** Mails about a message: with an answer, or with itself to the practice. */
async function mailsTo(reference: string, kind: 'answer' | 'message' = 'answer'): Promise<number> {
  const [row] = await db.sql<{ count: number }[]>`
    SELECT count(*) FROM mails JOIN messages ON messages.id = (about->>'messageId')::bigint
    WHERE kind = ${kind} AND reference = ${reference}`;
  return row!.count;
}

let reference: string;
beforeAll(async () => {
  reference = await written();
});

/** Every page of the front desk, and every form. */
const pages = () => ['/desk', '/desk/messages', `/desk/messages/${reference}`, '/desk/mail', '/desk/whatever-comes'];
const forms = () => ['/desk/sign-out', `/desk/messages/${reference}`, '/desk/mail/1', '/desk/whatever-comes'];

describe('who is not signed in', () => {
  test('is led to sign in from every page and every form, and nothing happens', async () => {
    for (const cookie of [undefined, 'desk=', 'desk=1.2.3', `desk=${'x'.repeat(4000)}`, 'desk=%00']) {
      const by = browser(site.app, { headers: cookie === undefined ? {} : { cookie } });
      for (const path of pages()) {
        const answer = await by.get(path);
        expect([path, answer.status, answer.location]).toEqual([
          path,
          303,
          `/desk/sign-in?to=${encodeURIComponent(path)}`,
        ]);
        expect(answer.body).not.toContain('Ada');
      }
      for (const path of forms()) {
        const answer = await by.post(path, { action: 'otherwise' });
        expect([path, answer.status]).toEqual([path, path === '/desk/sign-out' ? 303 : 403]);
        expect(answer.body).not.toContain('Ada');
      }
    }
    expect(await findMessage(db, reference)).toMatchObject({ answeredAt: null });
  });

  test('is told once that the password is wrong, whatever it was, and learns nothing else', async () => {
    const by = browser(site.app);
    const bodies = [];
    for (const password of ['front-des', 'front desk', 'Front-desk', 'x'.repeat(5000)]) {
      const answer = await by.post('/desk/sign-in', { password, to: '/desk' });
      expect([password.slice(0, 20), answer.status, answer.headers.get('set-cookie')]).toEqual([
        password.slice(0, 20),
        422,
        null,
      ]);
      bodies.push(answer.body);
    }
    expect(new Set(bodies).size).toBe(1);
    expect(wordsOf(bodies[0]!)).toContain('There is a problem This is not the password');
  });

  test('is told that they typed none', async () => {
    for (const password of ['', ' ', '\0']) {
      const answer = await browser(site.app).post('/desk/sign-in', { password });
      expect([answer.status, wordsOf(answer.body).includes('There is a problem Enter the password')]).toEqual([
        422,
        true,
      ]);
    }
  });

  test('is braked by wrong passwords alone', async () => {
    const { app } = testApp(db, { HOLD_REQUESTS_PER_MINUTE: '20' });
    for (let nth = 0; nth < 5; nth++) {
      await browser(app).post('/desk/sign-in', { password: '' });
      expect((await browser(app).post('/desk/sign-in', { password: 'front-desk' })).status).toBe(303);
    }
    for (const status of [422, 422, 429])
      expect((await browser(app).post('/desk/sign-in', { password: 'wrong' })).status).toBe(status);
  });

  test('can try a few times a minute', async () => {
    const { app } = testApp(db, { HOLD_REQUESTS_PER_MINUTE: '30' });
    const by = browser(app);
    for (let nth = 0; nth < 3; nth++) expect((await by.post('/desk/sign-in', { password: 'wrong' })).status).toBe(422);
    const answer = await by.post('/desk/sign-in', { password: 'front-desk' });
    expect([answer.status, Number(answer.headers.get('retry-after')) > 0]).toEqual([429, true]);
    expect(answer.headers.get('set-cookie')).toBeNull();
  });

  test.each([
    ['//evil.example', '/desk'],
    ['https://evil.example/desk', '/desk'],
    ['/desk/../../evil', '/desk'],
    ['/my-appointments', '/desk'],
    ['/desk/sign-out', '/desk'],
    ['/desk/mail', '/desk/mail'],
    ['/desk/messages?list=answered&page=2', '/desk/messages?list=answered&page=2'],
    ['/desk?to=//evil.example', '/desk'],
    ['/desk/mail?x=%0d%0a', '/desk/mail'],
    ['/desk\n//evil.example', '/desk'],
    ['/desk\\evil.example', '/desk'],
  ])('who says that they come from %s is led to %s', async (to, expected) => {
    expect((await browser(site.app).post('/desk/sign-in', { password: 'front-desk', to })).location).toBe(expected);
  });

  test('comes back to the very page, with its query', async () => {
    const answer = await browser(site.app).get('/desk/messages?list=answered');
    expect(answer.location).toBe(`/desk/sign-in?${new URLSearchParams({ to: '/desk/messages?list=answered' })}`);
  });

  test('finds no such pages in production without a password of its own', async () => {
    const by = browser(testApp(db, { NODE_ENV: 'production' }).app);
    for (const path of [...pages(), '/desk/sign-in']) {
      const { status, body } = await by.get(path);
      expect([path, status, body.includes('desk')]).toEqual([path, 404, false]);
    }
    expect((await by.post('/desk/sign-in', { password: '' })).status).toBe(404);
    expect((await by.post('/desk/sign-in', { password: 'front-desk' })).status).toBe(404);
  });

  test('is not told the password where the clinic has set one', async () => {
    const { app } = testApp(db, { DESK_PASSWORD: 'a long password' });
    const by = browser(app);
    expect((await by.get('/desk/sign-in')).body).not.toContain('front-desk');
    expect((await by.post('/desk/sign-in', { password: 'front-desk' })).status).toBe(422);
    expect((await by.post('/desk/sign-in', { password: 'a long password' })).status).toBe(303);
  });
});

describe('a session', () => {
  const own = () => ({ config: { ...site.config, deskPassword: 'a password' }, secrets: site.secrets });

  test('lasts ten hours, and ends when the password is changed', () => {
    const began = Temporal.Instant.from('2026-11-26T08:00:00Z');
    const session = newSession(own(), began);
    const stillIn = (seconds: number) => isSession(own(), session, began.add({ seconds }));
    expect([stillIn(0), stillIn(SESSION_SECONDS - 1), stillIn(SESSION_SECONDS), stillIn(-30), stillIn(-61)]).toEqual([
      true,
      true,
      false,
      true,
      false,
    ]);
    expect(isSession({ ...own(), config: { deskPassword: 'another password' } }, session, began)).toBe(false);
    expect(isSession({ ...own(), config: { deskPassword: null } }, session, began)).toBe(false);
  });

  test('cannot be made longer, or made up', () => {
    const [, random, seal] = newSession(own()).split('.');
    const later = Math.floor(Date.now() / 1000 - 5).toString(36);
    expect(isSession(own(), `${later}.${random}.${seal}`)).toBe(false);
    expect(isSession(own(), undefined)).toBe(false);
  });

  test('sends no form without the token of its own pages', async () => {
    const by = await ruth();
    const other = await ruth();
    for (const token of [undefined, '', 'x'.repeat(22), other.token]) {
      for (const path of forms()) {
        const answer = await by.post(path, { action: 'otherwise', ...(token !== undefined && { token }) });
        expect([path, answer.status, answer.location]).toEqual([path, 303, expect.stringMatching(/\?notyet$/)]);
        expect(answer.headers.get('set-cookie')).toBeNull();
        if (!path.includes('whatever'))
          expect(wordsOf((await by.get(answer.location)).body)).toContain('nothing was done yet');
      }
    }
    expect(await findMessage(db, reference)).toMatchObject({ answeredAt: null });
  });

  test('ends with signing out', async () => {
    const by = await ruth();
    const answer = await by.send('/desk/sign-out', {});
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([
      303,
      expect.stringMatching(/^desk=; Max-Age=0/),
    ]);
    expect((await by.get('/desk')).status).toBe(303);
  });
});

describe('a refusal', () => {
  const isDesk = (body: string) => body.includes('<body class="desk">') && !body.includes('020 7946 0150');

  test('stands among the front desk’s own pages, with the way to the others', async () => {
    const by = await ruth();
    for (const path of ['/desk/whatever-comes', '/desk/messages/2222-2222']) {
      const { status, body } = await by.get(path);
      expect([path, status, isDesk(body)]).toEqual([path, 404, true]);
      expect(body).toMatch(/<a href="\/desk\/messages"><span>Messages<\/span> <strong class="count">\d+</);
      expect(wordsOf(body)).toMatch(/Sign out We cannot find that page .* Go to the front desk’s first page$/);
    }
  });

  test('has no menu for who is not signed in', async () => {
    const foreign = { headers: { origin: 'https://evil.example' } };
    const { status, body } = await browser(site.app).post('/desk/sign-in', { password: 'front-desk' }, foreign);
    expect([status, isDesk(body), body.includes('<nav')]).toEqual([403, true, false]);
  });

  test('says whom to tell where the database is away, without counts', async () => {
    let asked = 0;
    const sql = () => {
      asked += 1;
      throw Object.assign(new Error('away'), { code: 'ECONNREFUSED' });
    };
    const { app, config, secrets } = testApp({ sql } as never);
    const cookie = `desk=${newSession({ config, secrets })}`;
    const { status, body } = await browser(app, { headers: { cookie } }).get('/desk');
    expect([status, isDesk(body), body.includes('class="count"')]).toEqual([503, true, false]);
    expect(wordsOf(body)).toMatch(/Sign out We cannot reach our records just now .* tell whoever looks after MediBook/);
    // Once for each number of the page that was asked for, and not again.
    expect(asked).toBe(2);
  });
});

describe('who types while their session ends', () => {
  const typed = { action: 'answer', answer: 'Half an hour’s work.\n<b>Not lost.</b>' };
  const inBox = '<textarea id="answer" name="answer" autocomplete="off" aria-describedby="answer-hint" rows="8">';
  /** The hidden fields of the page's form, as a browser would send them. */
  const hidden = (body: string) =>
    Object.fromEntries(
      [...body.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [
        name!,
        value!.replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'),
      ]),
    );

  test('signs in, mistypes the password, and finds their words in the box, not sent yet; then they are sent', async () => {
    const own = await written();
    const by = browser(site.app);
    const asked = await by.post(`/desk/messages/${own}`, { token: 'x'.repeat(22), ...typed });
    expect(asked.status).toBe(403);
    expect(wordsOf(asked.body)).toContain('Sign in, and what you wrote is still here; it is not sent yet.');
    expect(wordsOf(asked.body)).not.toContain('Ada');
    const wrong = await by.post('/desk/sign-in', { ...hidden(asked.body), password: 'wrong' });
    expect(wordsOf(wrong.body)).toContain('it is not sent yet');
    const page = await by.post('/desk/sign-in', { ...hidden(wrong.body), password: 'front-desk' });
    expect(page.status).toBe(200);
    expect(wordsOf(page.body)).toContain('this is not sent yet');
    expect(page.body).toContain(`${inBox}Half an hour’s work.\n&lt;b&gt;Not lost.&lt;/b&gt;</textarea>`);
    expect(await findMessage(db, own)).toMatchObject({ answeredAt: null });
    const { token } = hidden(page.body);
    expect((await by.post(`/desk/messages/${own}`, { token: token!, ...typed })).status).toBe(303);
    expect(await findMessage(db, own)).toMatchObject({ answer: typed.answer });
  });

  test('and is braked, keeps their words too', async () => {
    const { app } = testApp(db, { HOLD_REQUESTS_PER_MINUTE: '10' });
    const by = browser(app);
    const { body } = await by.post(`/desk/messages/${reference}`, typed);
    await by.post('/desk/sign-in', { password: 'wrong' });
    const braked = await by.post('/desk/sign-in', { ...hidden(body), password: 'front-desk' });
    expect([braked.status, hidden(braked.body)]).toEqual([429, hidden(body)]);
  });

  test('and has signed in beside it, finds their words in the box at once', async () => {
    const by = await ruth();
    const answer = await by.post(`/desk/messages/${reference}`, { token: (await ruth()).token, ...typed });
    expect(answer.status).toBe(409);
    expect(wordsOf(answer.body)).toContain('please send it again');
    expect(answer.body).toContain(`${inBox}Half an hour’s work.`);
    expect(await findMessage(db, reference)).toMatchObject({ answeredAt: null });
  });

  test.each([
    ['/desk/mail/1', '/desk/mail?notyet'],
    ['/desk/whatever-comes', '/desk?notyet'],
  ])('or sends a form to %s, is led to %s, which says that nothing was done yet', async (path, page) => {
    const by = browser(site.app);
    const asked = await by.post(path, { action: 'done' });
    expect(wordsOf(asked.body)).toContain('You were signed out meanwhile, so nothing was done yet.');
    const answer = await by.post('/desk/sign-in', { ...hidden(asked.body), password: 'front-desk' });
    expect(answer.location).toBe(page);
    expect(wordsOf((await by.get(page)).body)).toContain('nothing was done yet');
  });

  test('and goes to where a form was sent, is led to what is there', async () => {
    const by = await ruth();
    expect((await by.get('/desk/mail/1')).location).toBe('/desk/mail');
    expect((await by.get('/desk/sign-out')).location).toBe('/desk');
  });

  test('on another site, is refused, signed in or not', async () => {
    const headers = { origin: 'https://evil.example' };
    for (const by of [browser(site.app), await ruth()]) {
      const answer = await by.post(`/desk/messages/${reference}`, typed, { headers });
      expect([answer.status, answer.body.includes('Half an hour')]).toEqual([403, false]);
    }
  });
});

describe('every page', () => {
  test('leads to the others and out, says where one is and what waits, and leads patients nowhere', async () => {
    const by = await ruth();
    const { body } = await by.get('/desk/messages');
    const waiting = Number(/Messages<\/span> <strong class="count">(\d+)</.exec(body)![1]);
    expect(waiting).toBeGreaterThan(0);
    expect(body).toContain(`<title>Messages to answer (${waiting}) – `);
    for (const [path, current] of [
      ['/desk', 'href="/desk" aria-current="page"'],
      ['/desk/messages', 'href="/desk/messages" aria-current="page"'],
      [`/desk/messages/${reference}`, 'href="/desk/messages" aria-current="true"'],
      ['/desk/mail', 'href="/desk/mail" aria-current="page"'],
    ] as const) {
      const page = await by.get(path);
      expect(page.body).toContain(current);
      const links = [...page.body.matchAll(/ href="(\/[^"]*)"/g)].map(([, to]) => to!);
      expect(links.filter((to) => !/^\/(desk|static)\b/.test(to))).toEqual([]);
      expect(page.body).toMatch(/<header.*Sign out.*<main/s);
      expect(page.body).not.toContain('<footer');
    }
    await written('One more');
    expect((await by.get('/desk/mail')).body).toContain(
      `Messages</span> <strong class="count">${waiting + 1}</strong>`,
    );
  });

  test('the list shows who wrote, what about and how it begins', async () => {
    const own = await written(`First words\n\n${'and more '.repeat(40)}`, { name: 'Grace Hopper', topic: 'document' });
    const { body } = await (await ruth()).get('/desk/messages');
    const words = wordsOf(body.slice(body.indexOf(own)));
    expect(words).toMatch(/^[^>]*>\s*Grace Hopper: [\w ,]+ First words and more (and more )+(and )?… /);
  });
});

describe('messages', () => {
  test('wait in order, are answered by mail, and stand among the answered then', async () => {
    const by = await ruth();
    const own = await written('<script>alert(1)</script>\n\nTwo lines');
    const list = await by.get('/desk/messages');
    expect(list.body.indexOf(reference)).toBeLessThan(list.body.indexOf(own));
    const page = await by.get(`/desk/messages/${own}`);
    expect(page.body).toContain('&lt;script&gt;alert(1)&lt;/script&gt;<br/><br/>Two lines<br/>');
    const answer = await by.send(`/desk/messages/${own}`, { action: 'answer', answer: 'Nothing.\nCome in.' });
    expect([answer.status, answer.location]).toEqual([303, `/desk/messages/${own}`]);
    expect(wordsOf((await by.get(answer.location)).body)).toMatch(
      /The answer Answered by e-mail, .* The mail is on its way. Nothing\. Come in\./,
    );
    const { id } = (await findMessage(db, own))!;
    expect(
      await db.sql`SELECT recipient FROM mails WHERE kind = 'answer' AND (about->>'messageId')::bigint = ${id}`,
    ).toEqual([{ recipient: 'ada@example.org' }]);
    expect((await by.get('/desk/messages')).body).not.toContain(own);
    expect((await by.get('/desk/messages?list=answered')).body).toContain(own);
  });

  test('two at the desk answer at once: one answer goes out, the other is told and keeps their words', async () => {
    const [one, two] = [await ruth(), await ruth()];
    const own = await written();
    const answers = await Promise.all([
      one.send(`/desk/messages/${own}`, { action: 'answer', answer: 'By Ruth' }),
      two.send(`/desk/messages/${own}`, { action: 'answer', answer: 'By Tom' }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409]);
    const late = answers.find(({ status }) => status === 409)!;
    const [kept] = [(await findMessage(db, own))!.answer];
    expect(wordsOf(late.body)).toContain('Somebody else has answered it meanwhile');
    expect(late.body).toContain(kept === 'By Ruth' ? 'By Tom' : 'By Ruth');
    const again = await one.send(`/desk/messages/${own}`, { action: 'answer', answer: kept! });
    expect(again.status).toBe(303);
    expect(await mailsTo(own)).toBe(1);
    // From the page that says so, the words can be sent after all.
    expect(late.body).toContain('<input type="hidden" name="seen" value="1"/>');
    const after = { action: 'answer', answer: kept === 'By Ruth' ? 'By Tom' : 'By Ruth', seen: '1' };
    expect((await two.send(`/desk/messages/${own}`, after)).status).toBe(303);
    expect((await two.send(`/desk/messages/${own}`, after)).status).toBe(303);
    expect(await mailsTo(own)).toBe(2);
    expect(wordsOf((await one.get(`/desk/messages/${own}`)).body)).toMatch(
      /Answer 1 .* By \w+ Answer 2 .* By \w+ Write again/,
    );
  });

  test('many who write again at once give one more answer', async () => {
    const own = await written();
    const { id } = (await findMessage(db, own))!;
    await answerMessage(db, id, { answer: 'First', seen: 0 });
    const outcomes = await Promise.all(
      ['a', 'b', 'c', 'd'].map((answer) => answerMessage(db, id, { answer, seen: 1 })),
    );
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await answersOf(db, id)).toHaveLength(2);
    expect(await mailsTo(own)).toBe(2);
    // However late the first of two is done.
    let second: Promise<unknown>;
    await db.sql.begin(async (sql) => {
      await sql`INSERT INTO answers (message_id, nth, answer) VALUES (${id}, 3, 'e')`;
      second = answerMessage(db, id, { answer: 'f', seen: 2 });
      await sql`SELECT pg_sleep(0.2)`;
    });
    expect(await second!).toEqual({ ok: false, reason: 'answered' });
  });

  test('the page says what became of the mail with the answer, and the answered list how and when', async () => {
    const by = await ruth();
    const own = await written('Mailed?');
    await by.send(`/desk/messages/${own}`, { action: 'answer', answer: 'Yes.' });
    const { id } = (await findMessage(db, own))!;
    const says = async () => (await by.get(`/desk/messages/${own}`)).body;
    const mail = (set: Record<string, unknown>) =>
      db.sql`UPDATE mails SET ${db.sql(set)} WHERE kind = 'answer' AND (about->>'messageId')::bigint = ${id}`;
    await mail({ created_at: '2020-01-01T00:00:00Z' });
    expect(await says()).toMatch(/The mail is not sent yet\. <a href="\/desk\/mail">/);
    await mail({ ended: 'refused', ended_at: '2020-01-01T00:00:00Z' });
    expect(await says()).toMatch(/The mail did not arrive\. <a href="\/desk\/mail">/);
    expect(wordsOf((await by.get('/desk/mail')).body)).toMatch(/Ada: Our answer to a message/);
    await mail({ dealt_at: '2020-01-01T00:00:00Z' });
    expect(await says()).toContain('The mail did not arrive, and that is dealt with.');
    await mail({ ended: 'sent', dealt_at: null });
    expect(await says()).toContain('The mail is sent.');
    const list = (await by.get('/desk/messages?list=answered')).body;
    expect(wordsOf(list.slice(list.indexOf(own)))).toMatch(/^[^>]*>\s*Ada: Fees Mailed\? Answered by e-mail, \w+ \d+ /);
  });

  test('"answered otherwise" can be undone, by whoever sees it as it is', async () => {
    const by = await ruth();
    const own = await written();
    await by.send(`/desk/messages/${own}`, { action: 'otherwise', seen: '0' });
    expect(wordsOf((await by.get('/desk/messages?list=answered')).body)).toContain('Answered otherwise, ');
    await by.send(`/desk/messages/${own}`, { action: 'undo', seen: '0' });
    expect(await findMessage(db, own)).toMatchObject({ answers: 1 });
    await by.send(`/desk/messages/${own}`, { action: 'undo', seen: '1' });
    expect(await findMessage(db, own)).toMatchObject({ answers: 0, answeredAt: null });
    expect((await by.get('/desk/messages')).body).toContain(own);
    await by.send(`/desk/messages/${own}`, { action: 'answer', answer: 'By mail', seen: '0' });
    await by.send(`/desk/messages/${own}`, { action: 'undo', seen: '1' });
    expect(await findMessage(db, own)).toMatchObject({ answers: 1, answer: 'By mail' });
    const { id } = (await findMessage(db, own))!;
    await answerMessage(db, id, { answer: null, seen: 1 });
    await answerMessage(db, id, { answer: 'After a call', seen: 2 });
    await by.send(`/desk/messages/${own}`, { action: 'undo', seen: '2' });
    expect(await answersOf(db, id)).toHaveLength(3);
  });

  test('nothing that is typed is thrown away unasked', async () => {
    const by = await ruth();
    const own = await written('Is it spam?', { homepage: 'x' });
    const path = `/desk/messages/${own}`;
    const typed = { answer: 'Typed already' };
    const cleared = await by.send(path, { action: 'notspam', ...typed });
    expect([cleared.status, cleared.body.includes('>Typed already</textarea>')]).toEqual([200, true]);
    const asked = await by.send(path, { action: 'otherwise', ...typed });
    expect([asked.status, asked.body.includes('>Typed already</textarea>')]).toEqual([422, true]);
    expect(wordsOf(asked.body)).toContain('What you typed is not sent.');
    expect(await findMessage(db, own)).toMatchObject({ answeredAt: null });
    await by.send(path, { action: 'drop', ...typed, seen: '0' });
    expect(await findMessage(db, own)).toMatchObject({ answer: null, answers: 1 });
    const undone = await by.send(path, { action: 'undo', ...typed, seen: '1' });
    expect(undone.body).toContain('>Typed already</textarea>');
    expect(await findMessage(db, own)).toMatchObject({ answeredAt: null });
    expect(await mailsTo(own, 'answer')).toBe(0);
  });

  test('an answer that is empty or too long is named, and kept', async () => {
    const by = await ruth();
    expect(wordsOf((await by.send(`/desk/messages/${reference}`, { action: 'answer', answer: ' ' })).body)).toContain(
      'Enter your answer',
    );
    const long = await by.send(`/desk/messages/${reference}`, { action: 'answer', answer: 'ö'.repeat(4001) });
    expect(long.status).toBe(422);
    expect(long.body).toContain('ö'.repeat(4001));
  });

  test('what seems to be spam waits apart, and comes among the others when somebody says so', async () => {
    const by = await ruth();
    const own = await written('Buy now', { homepage: 'x' });
    expect((await by.get('/desk/messages')).body).not.toContain(own);
    expect((await by.get('/desk/messages?list=suspected')).body).toContain(own);
    expect(wordsOf((await by.get('/desk')).body)).toMatch(
      /Messages suspected of being spam \d+ messages? to look through/,
    );
    expect(await mailsTo(own, 'message')).toBe(0);
    await by.send(`/desk/messages/${own}`, { action: 'notspam' });
    await by.send(`/desk/messages/${own}`, { action: 'notspam' });
    expect(await mailsTo(own, 'message')).toBe(1);
    expect((await by.get('/desk/messages')).body).toContain(own);
    await by.send(`/desk/messages/${own}`, { action: 'otherwise' });
    expect(wordsOf((await by.get(`/desk/messages/${own}`)).body)).toContain('Answered otherwise');
  });

  test.each(['/desk/messages/K7MF4QT2', '/desk/messages/%00', '/desk/mail/x'])('there is none at %s', async (path) => {
    const by = await ruth();
    expect((await by.send(path, { action: 'again' })).status).toBe(404);
  });
});
