import { describe, expect, test } from 'vitest';
import { answerMessage, answersOf, findMessage, forgetSpam } from '../../src/contact/message.ts';
import { letters } from '../../src/mail/letters.ts';
import { randomId } from '../../src/random-id.ts';
import { LetterHtml, letterText } from '../../views/mail/letter.tsx';
import { onSite } from '../booking/on-site.ts';
import { browser, summaryOf, testApp, wordsOf } from '../support/app.ts';
import { MailServer } from '../support/mail-server.ts';
import { settled, work, writerDeps } from '../support/post-office.ts';

const { database, site } = onSite();
const { db } = database;

const ada = () => ({
  form: randomId(),
  name: 'Ada Lovelace',
  email: 'ada@example.org',
  topic: 'fees',
  message: 'What does a visit cost?\n\nIs it more on Saturdays?',
  homepage: '',
});

const referenceOf = (location: string) => location.split('/').at(-1)!;
const mailsOf = async (reference: string) => {
  const { id } = (await findMessage(db, reference))!;
  return db.sql`SELECT recipient FROM mails WHERE key = ${`message ${id}`}`;
};

describe('writing to the practice', () => {
  test('Ada’s message is kept, mailed to the practice, and thanked for with a reference', async () => {
    const by = browser(site.app);
    expect((await by.get('/')).body).toContain('href="/contact"');
    const page = await by.get('/contact');
    expect(page.body).toMatch(/name="form" value="[0-9a-f]{32}"/);
    const { form, ...sent } = ada();
    const answer = await by.post('/contact', { form, ...sent });
    expect([answer.status, answer.location]).toEqual([303, expect.stringMatching(/^\/contact\/thanks\/\w{8}$/)]);
    const reference = referenceOf(answer.location);
    expect(await findMessage(db, reference)).toMatchObject({ ...pick(sent), suspected: false, answeredAt: null });
    expect(await mailsOf(reference)).toEqual([{ recipient: 'reception@riverside.example' }]);
    const thanks = await by.get(answer.location);
    expect(wordsOf(thanks.body)).toContain(
      `We have your message Its reference: ${reference.slice(0, 4)}-${reference.slice(4)}`,
    );
    for (const secret of ['Ada', 'ada@', 'Saturdays']) expect(thanks.body).not.toContain(secret);
  });

  test('there is no form where nobody would read it: it says whom to call', async () => {
    const by = browser(testApp(db, { NODE_ENV: 'production' }).app);
    const page = await by.get('/contact');
    expect(page.body).not.toContain('<form method="post"');
    expect(wordsOf(page.body)).toContain('Please call us on 020 7946 0150 , or write to reception@riverside.example .');
    const before = await db.sql`SELECT count(*) FROM messages`;
    expect((await by.post('/contact', ada())).location).toBe('/contact');
    expect(await db.sql`SELECT count(*) FROM messages`).toEqual(before);
    const desk = browser(testApp(db, { NODE_ENV: 'production', DESK_PASSWORD: 'a long password' }).app);
    expect((await desk.get('/contact')).body).toContain('<form method="post"');
  });

  test('sent twice, and twice at once, it is one message', async () => {
    const by = browser(site.app);
    const sent = ada();
    const answers = await Promise.all([1, 2, 3, 4].map(() => by.post('/contact', sent)));
    answers.push(await by.post('/contact', sent));
    expect(new Set(answers.map(({ location }) => location)).size).toBe(1);
  });

  test('who goes back to the form and writes something else has written a message more', async () => {
    const by = browser(site.app);
    const sent = ada();
    const first = await by.post('/contact', sent);
    const second = await by.post('/contact', { ...sent, message: 'And is there a lift?' });
    expect(second.location).not.toBe(first.location);
    const reference = referenceOf(second.location);
    expect(await findMessage(db, reference)).toMatchObject({ message: 'And is there a lift?' });
    expect(await mailsOf(reference)).toHaveLength(1);
  });

  test('what is missing or wrong is named, and what was typed stays', async () => {
    const answer = await browser(site.app).post('/contact', {
      name: '<b>Ada</b>',
      email: 'ada@',
      message: '   ',
      topic: 'horses',
    });
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([422, 'private, no-cache']);
    expect(wordsOf(answer.body)).toMatch(
      /There is a problem Enter an e-mail address like name@example.com Choose what it is about Enter your message/,
    );
    expect(answer.body).toContain('value="&lt;b&gt;Ada&lt;/b&gt;"');
    expect(answer.body).toContain('value="ada@"');
  });

  test('a name that a mail program would make a link of is asked for without', async () => {
    const answer = await browser(site.app).post('/contact', { ...ada(), name: 'https://evil.example' });
    expect(answer.status).toBe(422);
    expect(wordsOf(answer.body)).toContain('There is a problem Enter your name, without a web address');
  });

  test('a message that is too long says how long it is, whole', async () => {
    const message = 'ä'.repeat(2001);
    const answer = await browser(site.app).post('/contact', { ...ada(), message });
    expect(answer.status).toBe(422);
    expect(wordsOf(answer.body)).toContain('Your message has 2,001 characters: it must have 2,000 or fewer');
    expect(answer.body).toContain(message);
    expect((await browser(site.app).post('/contact', { ...ada(), message: '😀'.repeat(1000) })).status).toBe(303);
  });

  test.each([
    ['nothing', {}],
    ['a file’s worth', { ...ada(), message: 'x'.repeat(60_000) }],
    ['bytes that no text has', { ...ada(), message: '\0\ud800' }],
    ['no form of ours', { ...ada(), form: "'; DROP TABLE messages; --" }],
  ])('%s is answered like any other', async (_, fields) => {
    expect((await browser(site.app).post('/contact', fields as Record<string, string>)).status).toBeLessThan(500);
  });

  test('more than a form can be is refused', async () => {
    expect((await browser(site.app).post('/contact', { ...ada(), message: 'x'.repeat(200_000) })).status).toBe(413);
    expect(
      (await browser(site.app).post('/contact', ada(), { headers: { 'content-type': 'application/json' } })).status,
    ).toBe(415);
  });

  test('a program that fills in every box is thanked like Ada; the practice is not mailed, but can see it', async () => {
    const answer = await browser(site.app).post('/contact', { ...ada(), homepage: 'https://buy.example' });
    expect([answer.status, answer.location]).toEqual([303, expect.stringMatching(/^\/contact\/thanks\//)]);
    const reference = referenceOf(answer.location);
    expect(await findMessage(db, reference)).toMatchObject({ suspected: true });
    expect(await mailsOf(reference)).toEqual([]);
    expect((await browser(site.app).get(answer.location)).status).toBe(200);
  });

  test('too many in a minute wait, with what was typed; an unfinished one does not count', async () => {
    const { app } = testApp(db, { HOLD_REQUESTS_PER_MINUTE: '20' });
    const by = browser(app);
    for (let nth = 0; nth < 5; nth++) expect((await by.post('/contact', { ...ada(), name: '' })).status).toBe(422);
    for (let nth = 0; nth < 2; nth++) expect((await by.post('/contact', ada())).status).toBe(303);
    const third = await by.post('/contact', ada());
    expect(third.status).toBe(429);
    expect(Number(third.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(summaryOf(third.body)).toMatch(/^There is a problem Too many messages came from your network/);
    expect(third.body).toContain('Is it more on Saturdays?');
    expect(third.body).toMatch(/value="fees" checked/);
  });

  test.each(['/contact/thanks/K7MF4QT2', '/contact/thanks/nothing', '/contact/thanks/%00'])(
    'there is nothing at %s',
    async (path) => {
      expect((await browser(site.app).get(path)).status).toBe(404);
    },
  );

  test('a form from another site is refused', async () => {
    const answer = await browser(site.app).post('/contact', ada(), { headers: { origin: 'https://evil.example' } });
    expect(answer.status).toBe(403);
  });
});

const pick = ({ name, email, topic, message }: Omit<ReturnType<typeof ada>, 'form'>) => ({
  name,
  email,
  topic,
  message,
});

test('the mail to the practice is answered to who wrote; nothing typed becomes a header of it', async () => {
  const server = await new MailServer().open();
  const stop = work(writerDeps(db, server.url()), database.url);
  const answer = await browser(site.app).post('/contact', {
    ...ada(),
    name: 'Ada\r\nBcc: victim@example.org',
    message: 'Hello\r\n.\r\nRCPT TO:<victim@example.org>',
  });
  await settled(db);
  await stop();
  const mail = server.taken.find(({ text }) => text?.includes('RCPT TO'))!;
  expect(answer.status).toBe(303);
  expect(mail.replyTo).toMatchObject({ text: 'ada@example.org' });
  expect(mail.headers.has('bcc')).toBe(false);
  expect(mail.to).toMatchObject({ text: 'reception@riverside.example' });
  expect(mail.text).toContain('From: Ada Bcc: victim@example.org, ada@example.org');
  expect(server.to('victim@example.org')).toEqual([]);
  await server.close();
});

test('whoever answers from their mailbox is asked to say so at the front desk, where there is one', async () => {
  const reference = referenceOf((await browser(site.app).post('/contact', ada())).location);
  const { id } = (await findMessage(db, reference))!;
  const written = async (settings = {}) => {
    const deps = writerDeps(db, undefined, settings);
    const { letter } = (await letters.message!({ messageId: id }, deps, deps.config.clinic.email))!;
    return letterText(letter, deps.config.clinic);
  };
  expect(await written()).toMatch(
    new RegExp(
      `/desk/messages/${reference}\n\nIf you answer this mail from your mailbox instead, choose “It was answered`,
    ),
  );
  const production = { NODE_ENV: 'production', SECRET_KEY: 'a secret of 32 characters or more' };
  expect(await written(production)).not.toMatch(/mailbox|desk\//);
});

test('the practice’s answer is no machine’s, and the notice of a message is', async () => {
  const server = await new MailServer().open();
  const stop = work(writerDeps(db, server.url()), database.url);
  const { location } = await browser(site.app).post('/contact', { ...ada(), email: 'eve@example.org' });
  await answerMessage(db, (await findMessage(db, referenceOf(location)))!.id, { answer: 'Nothing.', seen: 0 });
  await settled(db);
  await stop();
  const told = server.taken.map(({ subject, headers }) => [subject?.slice(0, 10), headers.get('auto-submitted')]);
  expect(told).toContainEqual(['Our answer', undefined]);
  expect(told.filter(([, auto]) => auto === undefined)).toHaveLength(1);
  await server.close();
});

test('an answer goes to who wrote, with what they wrote as a quotation below the signature', async () => {
  const { location } = await browser(site.app).post('/contact', ada());
  const { id } = (await findMessage(db, referenceOf(location)))!;
  expect(await letters.answer!({ messageId: id, answerId: 0 }, writerDeps(db), 'ada@example.org')).toBeNull();
  expect(await answerMessage(db, id, { answer: 'Nothing.', seen: 0 })).toEqual({ ok: true });
  const [{ id: answerId } = { id: 0 }] = await answersOf(db, id);
  const { letter } = (await letters.answer!({ messageId: id, answerId }, writerDeps(db), 'ada@example.org'))!;
  const { clinic } = writerDeps(db).config;
  expect(letterText(letter, clinic)).toBe(
    `Hello Ada Lovelace,\n\nNothing.\n\n${clinic.name}\n${clinic.address}\n${clinic.phone}\n\n` +
      'You wrote:\n\n> What does a visit cost?\n> \n> Is it more on Saturdays?\n',
  );
  expect(String(LetterHtml({ letter, clinic }))).toMatch(
    /020 7946 0150<br\/><\/p><p [^>]*>You wrote:<\/p><blockquote [^>]*>What does a visit cost\?<br\/><br\/>Is it more on Saturdays\?<br\/><\/blockquote>/,
  );
});

test('the lines of an answer are the lines of its mail', async () => {
  const { location } = await browser(site.app).post('/contact', ada());
  const { id } = (await findMessage(db, referenceOf(location)))!;
  await answerMessage(db, id, { answer: 'Please bring:\n- your card\n- your glasses\n\nRuth', seen: 0 });
  const [{ id: answerId } = { id: 0 }] = await answersOf(db, id);
  const { letter } = (await letters.answer!({ messageId: id, answerId }, writerDeps(db), 'ada@example.org'))!;
  const { clinic } = writerDeps(db).config;
  expect(letterText(letter, clinic)).toContain('\n\nPlease bring:\n- your card\n- your glasses\n\nRuth\n\n');
  expect(String(LetterHtml({ letter, clinic }))).toMatch(
    />Please bring:<br\/>- your card<br\/>- your glasses<br\/><\/p><p [^>]*>Ruth<\/p>/,
  );
});

test('what seems to be spam is deleted after three months, and nothing that a person wrote', async () => {
  const by = browser(site.app);
  const references: string[] = [];
  for (const homepage of ['https://spam.example', 'https://spam.example', ''])
    references.push(referenceOf((await by.post('/contact', { ...ada(), homepage })).location));
  const [old, recent, person] = references;
  await db.sql`UPDATE messages SET created_at = now() - interval '91 days' WHERE reference IN (${old!}, ${person!})`;
  await forgetSpam(db);
  expect(await findMessage(db, old!)).toBeNull();
  for (const reference of [recent, person]) expect(await findMessage(db, reference!)).not.toBeNull();
});
