import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { cancelAppointment } from '../../src/booking/cancel.ts';
import { NotYet } from '../../src/jobs/worker.ts';
import { makeLog } from '../../src/log.ts';
import { openPost } from '../../src/mail/post.ts';
import { mailSender } from '../../src/mail/send.ts';
import { booked } from '../support/clinic.ts';
import { ownDatabase } from '../support/database.ts';
import { MailServer, type Manners } from '../support/mail-server.ts';
import {
  impatient,
  keepMailGoing,
  mailsOf,
  minutesPass,
  settled,
  waiting,
  work,
  writerDeps,
} from '../support/post-office.ts';

const database = ownDatabase({ each: true });
const { db } = database;

let server: MailServer;

/** A mail server with these manners, and a worker that gives mail to it. */
async function clinicWith(manners: Manners = {}, settings: Record<string, string> = {}, user = '') {
  server = await new MailServer(manners).open();
  // After the workers, which keep their connections open for a while.
  onTestFinished(() => server.close());
  const deps = writerDeps(db, server.url({ user }), settings);
  return { deps, start: (patience?: typeof impatient) => work(deps, database.url, { patience }) };
}

test('Ada books and has one mail, with what, when, where, and a link to her page', async () => {
  const { start } = await clinicWith();
  start();
  const { email } = await booked(db, { name: 'Ada' });
  await settled(db);
  const [mail, ...more] = server.taken;
  expect(more).toEqual([]);
  expect(mail).toMatchObject({
    subject: expect.stringMatching(
      /^Your appointment on \w+day \d+ \w+ 20\d\d, \d+(:\d\d)?(am|pm)$|^Your appointment on .*mid(day|night)$/,
    ),
    from: { text: '"Riverside Practice" <reception@riverside.example>' },
    replyTo: { text: 'reception@riverside.example' },
    messageId: expect.stringMatching(/^<mail-\d+\.[\w-]{22}@riverside\.example>$/),
    text: expect.stringMatching(
      /^Hello Ada \d+,\n\nYour appointment is booked\.\n\nWhen: .*, UK time\nWith: Dr Okafor\nWhere: Riverside Practice, /,
    ),
  });
  expect(mail!.to).toMatchObject({ text: email });
  expect(mail!.headers.get('auto-submitted')).toBe('auto-generated');
  const link = /https:\/\/booking\.example\/appointments\/[\w-]+/.exec(mail!.text!)![0];
  expect(mail!.html).toContain(`href="${link}"`);
  expect(mail!.attachments.map(({ contentType, filename }) => [contentType, filename])).toEqual([
    ['text/calendar', undefined],
    ['application/ics', 'appointment.ics'],
  ]);
  expect(await mailsOf(db)).toEqual([expect.objectContaining({ kind: 'booked', ended: 'sent', trouble: null })]);
});

test('the name that mail is from may have a comma, and its calendar is that sender’s', async () => {
  const { start } = await clinicWith({}, { MAIL_FROM: 'Smith, Jones & Co <booking@smith.example>' });
  start();
  await booked(db, { name: 'Ada' });
  await settled(db);
  const [mail] = server.taken;
  expect(mail!.from!.value).toEqual([{ name: 'Smith, Jones & Co', address: 'booking@smith.example' }]);
  const calendar = mail!.attachments.find(({ contentType }) => contentType === 'text/calendar')!;
  expect(String(calendar.content).replaceAll('\r\n ', '')).toMatch(/^ORGANIZER;.*:mailto:booking@smith\.example\r$/m);
});

test('mail programs keep together what is about one appointment, and that alone', async () => {
  const { start } = await clinicWith();
  start();
  const { id } = await booked(db, { name: 'Ada' });
  await booked(db, { name: 'Ben' });
  await settled(db);
  await cancelAppointment(db, id, null);
  await settled(db);
  const [ada, ben, cancelled] = ['Hello Ada', 'Hello Ben', 'is cancelled'].map(
    (words) => server.taken.find(({ text }) => text!.includes(words))!.references,
  );
  expect(ada).toMatch(/^<appointment-\d+\.[\w-]{22}@riverside\.example>$/);
  expect(cancelled).toBe(ada);
  expect(ben).not.toBe(ada);
});

test('who booked for Ada hears of it too, at another address; at the same one, once', async () => {
  const { start } = await clinicWith();
  start();
  const { email } = await booked(db, { name: 'Ada', bookedBy: { name: 'Ruth', email: 'ruth@example.org' } });
  const own = await booked(db, { name: 'Tom' });
  await booked(db, { name: 'Ben', bookedBy: { name: 'Ben', email: own.email.toUpperCase() } });
  await settled(db);
  expect(server.to(email)).toHaveLength(1);
  expect(server.to('ruth@example.org')).toHaveLength(1);
  expect(server.taken).toHaveLength(5);
});

test('a mail server that knows no such address is asked once, and reception can see what it said', async () => {
  let asked = 0;
  const { start } = await clinicWith({
    recipient: () => ({ code: 550, words: `no such user here (${++asked})` }),
  });
  start();
  await booked(db);
  await settled(db);
  await minutesPass(db, 60);
  expect(asked).toBe(1);
  expect(await mailsOf(db)).toEqual([
    expect.objectContaining({ ended: 'refused', trouble: expect.stringContaining('no such user here (1)') }),
  ]);
});

test('a greylisting server has the mail once, at a later try', async () => {
  const { start } = await clinicWith({
    recipient: (_, nth) => (nth < 3 ? { code: 451, words: 'greylisted, try again later' } : null),
  });
  start();
  await booked(db);
  await settled(db);
  expect(server.taken).toHaveLength(0);
  expect(await mailsOf(db)).toEqual([
    expect.objectContaining({ ended: null, trouble: expect.stringContaining('greylisted') }),
  ]);
  for (let nth = 0; nth < 3; nth++) {
    await minutesPass(db, 10);
  }
  expect(server.taken).toHaveLength(1);
  expect(await mailsOf(db)).toEqual([expect.objectContaining({ ended: 'sent', trouble: null })]);
});

test('a server that refuses the mail itself for now has it later, once', async () => {
  const { start } = await clinicWith({ data: (nth) => (nth === 1 ? { code: 452, words: 'disk full' } : null) });
  start();
  await booked(db);
  await settled(db);
  await minutesPass(db, 10);
  expect(server.taken).toHaveLength(1);
});

test('a server that says nothing keeps nobody’s mail: it is given again when it speaks', async () => {
  let silent = true;
  const { start } = await clinicWith({ greeting: () => (silent ? 'silence' : null) });
  start(impatient);
  await booked(db);
  await settled(db);
  expect(await mailsOf(db)).toEqual([
    expect.objectContaining({ ended: null, trouble: expect.stringMatching(/never|timeout/i) }),
  ]);
  silent = false;
  await minutesPass(db, 10);
  expect(server.taken).toHaveLength(1);
});

test('a password that is wrong loses no mail: it waits until the clinic has put it right', async () => {
  let right = false;
  const { start } = await clinicWith(
    { password: () => (right ? null : { code: 535, words: 'bad password' }) },
    {},
    'clinic',
  );
  start();
  await booked(db);
  await settled(db);
  expect(await mailsOf(db)).toEqual([
    expect.objectContaining({ ended: null, trouble: expect.stringContaining('bad password') }),
  ]);
  right = true;
  await minutesPass(db, 10);
  expect(server.taken).toHaveLength(1);
});

test('the log says what is wrong with the mail server, at the start and at each try, and nothing of whose mail it is', async () => {
  const { deps } = await clinicWith(
    { password: () => ({ code: 535, words: 'bad password of ada@example.org' }) },
    {},
    'clinic',
  );
  const said: string[] = [];
  const log = makeLog('info', { write: (line) => void said.push(line) });
  work(deps, database.url, { log });
  await booked(db);
  while (said.length < 2) await sleep(20);
  expect(said.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({
      msg: expect.stringMatching(/^the mail server cannot be used/),
      trouble: 'EAUTH AUTH PLAIN 535',
    }),
    expect.objectContaining({ msg: expect.stringMatching(/^a job waits/), why: 'EAUTH AUTH PLAIN 535' }),
  ]);
  expect(said.join()).not.toContain('example.org');
});

test('the log says that the mail server is there', async () => {
  const { deps } = await clinicWith();
  const said: string[] = [];
  work(deps, database.url, { log: makeLog('info', { write: (line) => void said.push(JSON.parse(line).msg) }) });
  while (said.length === 0) await sleep(20);
  expect(said).toEqual(['the mail server is there and lets MediBook in']);
});

test('a mail server that was away for an hour has every mail once, no more than ten minutes after it is back', async () => {
  const { start } = await clinicWith();
  await server.close();
  start();
  const patients = await Promise.all(['Ada', 'Ben', 'Tom'].map((name) => booked(db, { name })));
  await settled(db);
  for (let minutes = 0; minutes < 60; minutes += 5) {
    await minutesPass(db, 5);
    expect((await waiting(db))!.minutes).toBeLessThanOrEqual(10);
  }
  expect((await waiting(db))!.attempts).toBeGreaterThan(6);
  await server.open();
  await minutesPass(db, 10);
  for (const { email } of patients) expect(server.to(email), email).toHaveLength(1);
  await minutesPass(db, 60);
  expect(server.taken).toHaveLength(3);
});

test('Ada cancels while the mail server is away: she is told that, and not that it is booked', async () => {
  const { start } = await clinicWith();
  await server.close();
  start();
  const { id } = await booked(db);
  await settled(db);
  await cancelAppointment(db, id, null);
  await settled(db);
  await server.open();
  await minutesPass(db, 10);
  expect(server.taken.map(({ subject }) => subject)).toEqual([expect.stringMatching(/^Cancelled: your appointment/)]);
  expect((await mailsOf(db)).map(({ kind, ended }) => [kind, ended])).toEqual([
    ['booked', 'needless'],
    ['cancelled', 'sent'],
  ]);
});

test('three workers give each of fifty mails away once', async () => {
  const { start } = await clinicWith();
  const patients = await Promise.all(Array.from({ length: 50 }, (_, nth) => booked(db, { name: `Ada ${nth}` })));
  for (let nth = 0; nth < 3; nth++) start();
  await settled(db);
  await minutesPass(db, 60);
  expect(server.taken).toHaveLength(50);
  for (const { email } of patients) expect(server.to(email), email).toHaveLength(1);
});

test('a mail that a killed worker had in its hands is sent by another a quarter of an hour later', async () => {
  const { start } = await clinicWith();
  await booked(db);
  // As a killed process leaves it.
  await db.sql`UPDATE graphile_worker._private_jobs SET locked_at = now(), locked_by = 'killed', attempts = 1`;
  await db.sql`UPDATE mails SET created_at = now() - interval '1 hour'`;
  start();
  await keepMailGoing(db, []);
  await sleep(200);
  expect(server.taken).toHaveLength(0);
  await db.sql`UPDATE graphile_worker._private_jobs SET locked_at = now() - interval '16 minutes'`;
  await minutesPass(db, 0);
  expect(server.taken).toHaveLength(1);
});

test('what a living worker took a moment ago stays with it, however old another job of its is', async () => {
  await booked(db, { name: 'Ada' });
  await booked(db, { name: 'Ben' });
  await db.sql`UPDATE graphile_worker._private_jobs SET locked_at = now(), locked_by = 'living'`;
  const [old] = await db.sql`
    UPDATE graphile_worker._private_jobs SET locked_at = now() - interval '16 minutes'
    WHERE id = (SELECT min(id) FROM graphile_worker.jobs) RETURNING id`;
  await keepMailGoing(db, []);
  expect(await db.sql`SELECT id FROM graphile_worker.jobs WHERE locked_at IS NULL`).toEqual([old]);
});

test('a server that takes its time over every command has the mail taken away when that is too long in all', async () => {
  const { start } = await clinicWith({ recipient: (_, nth) => (nth === 1 ? 'silence' : null) });
  start({ ...impatient, socketTimeout: 5_000, wholeMail: 400 });
  await booked(db);
  await settled(db);
  expect(await mailsOf(db)).toEqual([
    expect.objectContaining({ ended: null, trouble: expect.stringMatching(/abort/i) }),
  ]);
  await minutesPass(db, 10);
  expect(server.taken).toHaveLength(1);
}, 20_000);

test('no mail waits for another’s connection: a slow server has as many in its hands as there are jobs at once', async () => {
  const { deps } = await clinicWith({ thinks: 1_000 });
  for (const name of ['Ada', 'Ben', 'Eve', 'Tom']) await booked(db, { name });
  work(deps, database.url);
  await settled(db);
  expect([server.mostAtOnce, server.taken.length]).toEqual([3, 4]);
});

test('a mail that is being sent is not sent again by a runner that took its job anew', async () => {
  const { deps } = await clinicWith({ thinks: 500 });
  await booked(db);
  const [mail] = await mailsOf(db);
  const post = (await openPost(deps.config, 3))!;
  onTestFinished(() => post.close());
  const send = mailSender(deps, post);
  const first = send({ mailId: mail!.id });
  await expect(send({ mailId: mail!.id })).rejects.toThrow(NotYet);
  await first;
  await send({ mailId: mail!.id });
  expect(server.given).toHaveLength(1);
});

test('a server that has the mail and does not say so is given it again, under the same id', async () => {
  const { start } = await clinicWith({ data: (nth) => (nth === 1 ? 'silence' : null) });
  start(impatient);
  await booked(db);
  await settled(db);
  await minutesPass(db, 10);
  expect(server.given).toHaveLength(2);
  expect(new Set(server.given.map(({ messageId }) => messageId)).size).toBe(1);
});

test('a mail server that takes its time over each mail is given the next after it, and nobody takes that for a fault', async () => {
  const { deps } = await clinicWith({ thinks: 1_500 });
  const patients = await Promise.all(Array.from({ length: 6 }, (_, nth) => booked(db, { name: `Ada ${nth}` })));
  const said: string[] = [];
  const log = makeLog('error', { write: (line) => void said.push(line) });
  work(deps, database.url, { look: 300, log });
  await settled(db);
  for (const { email } of patients) expect(server.to(email), email).toHaveLength(1);
  expect(said).toEqual([]);
});

test('jobs that are due and taken by nobody have the runner begun anew; those of a newer version do not', async () => {
  const { deps } = await clinicWith();
  const said: string[] = [];
  const log = makeLog('error', { write: (line) => void said.push(JSON.parse(line).msg) });
  await db.sql`SELECT graphile_worker.add_job('of_a_newer_version', '{}', run_at := now() - interval '1 hour')`;
  work(deps, database.url, { look: 300, log });
  await sleep(1_500);
  expect(said).toEqual([]);
  // In a queue that is locked, from the moment that it is there, a job is due, and nobody's.
  await db.sql.begin(async (sql) => {
    await sql`SELECT graphile_worker.add_job('send_mail', '{"mailId": 0}', 'locked', now() - interval '1 hour')`;
    await sql`UPDATE graphile_worker._private_job_queues SET locked_at = now(), locked_by = 'nobody'`;
  });
  while (said.length === 0) await sleep(50);
  expect(said).toEqual(['jobs are not run, and will be again']);
  await db.sql`DELETE FROM graphile_worker._private_jobs`;
  const { email } = await booked(db);
  while (server.to(email).length === 0) await sleep(50);
});

test('a worker whose database gives it no connection for a while goes on when it does', async () => {
  const { start } = await clinicWith();
  start();
  await booked(db);
  await settled(db);
  const [own] = await db.sql<{ name: string }[]>`SELECT current_database() AS name`;
  const limit = (most: number) => db.sql.unsafe(`ALTER DATABASE ${own!.name} CONNECTION LIMIT ${most}`);
  for (let nth = 0; nth < 3; nth++) {
    await limit(0);
    await db.sql`
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name <> 'medibook'`;
    await sleep(2_500);
    await limit(-1);
    await sleep(500);
  }
  await booked(db, { name: 'Ben' });
  while (server.taken.length < 2) await sleep(50);
});

test('a database that goes away as a job ends costs no process; the mail is sent once', async () => {
  const unheard: unknown[] = [];
  const hear = (error: unknown) => void unheard.push(error);
  process.on('unhandledRejection', hear);
  const own = () => db.sql`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name <> 'medibook'`;
  const { start } = await clinicWith();
  // Whoever notes that the job is done finds that it takes a while, and then no connection.
  await db.sql`
    CREATE FUNCTION linger() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.5); RETURN OLD; END $$`;
  await db.sql`CREATE TRIGGER linger BEFORE DELETE ON graphile_worker._private_jobs FOR EACH ROW EXECUTE FUNCTION linger()`;
  start();
  await booked(db);
  while (server.taken.length === 0) await sleep(20);
  await sleep(200);
  await own();
  await sleep(500);
  await db.sql`DROP TRIGGER linger ON graphile_worker._private_jobs`;
  await booked(db, { name: 'Ben' });
  while (server.taken.length < 2) await sleep(50);
  process.off('unhandledRejection', hear);
  expect(unheard).toEqual([]);
  expect(server.taken).toHaveLength(2);
});
