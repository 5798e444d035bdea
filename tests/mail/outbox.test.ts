import { expect, test } from 'vitest';
import { cancelAppointment } from '../../src/booking/cancel.ts';
import { makeLog } from '../../src/log.ts';
import { mailUpkeep, watchForNoWorker } from '../../src/mail/keep-going.ts';
import { sendAgain } from '../../src/mail/undelivered.ts';
import { booked, start } from '../support/clinic.ts';
import { ownDatabase } from '../support/database.ts';
import { keepMailGoing, mailsOf, waiting } from '../support/post-office.ts';

const { db } = ownDatabase({ each: true });

test('a booking that is undone leaves no mail and no job', async () => {
  const { id } = await booked(db);
  await db.sql`DELETE FROM mails`;
  await db.sql`DELETE FROM graphile_worker._private_jobs`;
  const undo = new Error('undone');
  await db.sql
    .begin(async (sql) => {
      await sql`SELECT cancel_appointment(${id}, NULL)`;
      const [inside] =
        await sql`SELECT (SELECT count(*) FROM mails) AS mails, (SELECT count(*) FROM graphile_worker.jobs) AS jobs`;
      expect(inside).toEqual({ mails: 1, jobs: 1 });
      throw undo;
    })
    .catch((error) => expect(error).toBe(undo));
  expect(await mailsOf(db)).toEqual([]);
  expect(await waiting(db)).toBeUndefined();
});

test('a booking stands, at once, where jobs can’t be had; its mail has a job when they can', async () => {
  const locked = Promise.withResolvers<void>();
  const enough = Promise.withResolvers<void>();
  const locking = db.sql.begin(async (sql) => {
    await sql`LOCK TABLE graphile_worker._private_jobs IN ACCESS EXCLUSIVE MODE`;
    locked.resolve();
    await enough.promise;
  });
  await locked.promise;
  await booked(db);
  // Half a second, where other statements wait five.
  const [how] = await db.sql`SELECT proconfig FROM pg_proc WHERE proname = 'enqueue_mails'`;
  expect(how).toEqual({ proconfig: ['lock_timeout=500ms'] });
  enough.resolve();
  await locking;
  expect(await mailsOf(db)).toEqual([expect.objectContaining({ kind: 'booked', ended: null })]);
  expect(await waiting(db)).toBeUndefined();
  await keepMailGoing(db, []);
  expect(await waiting(db)).toBeUndefined();
  await db.sql`UPDATE mails SET created_at = now() - interval '2 minutes'`;
  await keepMailGoing(db, []);
  expect(await waiting(db)).toMatchObject({ attempts: 0 });
});

test('a booking stands where the tables of jobs are not there at all', async () => {
  await db.sql`DROP SCHEMA graphile_worker CASCADE`;
  const { id } = await booked(db);
  expect(await cancelAppointment(db, id, null)).toEqual({ ok: true });
  expect((await mailsOf(db)).map(({ kind }) => kind)).toEqual(['booked', 'cancelled']);
});

test('one reason is one mail: asked for again it is not sent again, also after it was', async () => {
  const ask = () => db.sql`SELECT queue_mail('booked', 'ada@example.org', '{}', 'one reason')`;
  await Promise.all([ask(), ask()]);
  await db.sql`UPDATE mails SET ended = 'sent', ended_at = now()`;
  await ask();
  expect(await mailsOf(db)).toEqual([expect.objectContaining({ ended: 'sent' })]);
});

test('what changes nothing for the patient is no news, and what is past is none', async () => {
  const { id, slotId } = await booked(db);
  await db.sql`UPDATE appointments SET notes = 'bring the letter', arrived_at = now() WHERE id = ${id}`;
  await db.sql`UPDATE appointments SET status = 'completed' WHERE id = ${id}`;
  const other = await booked(db, { inMinutes: 60 });
  await start(db, other.slotId);
  await db.sql`UPDATE appointments SET during = (SELECT during FROM time_slots WHERE id = ${other.slotId}) WHERE id = ${other.id}`;
  await cancelAppointment(db, other.id, null);
  expect((await mailsOf(db)).map(({ kind }) => kind)).toEqual(['booked', 'booked']);
  expect(slotId).toBeGreaterThan(0);
});

test('three months later mail is deleted whatever became of it, with its job', async () => {
  for (const name of ['Ada', 'Ben', 'Eve', 'Tom', 'Zoe']) await booked(db, { name });
  await db.sql`UPDATE mails SET ended = 'sent', ended_at = now() WHERE recipient LIKE 'ada%'`;
  await db.sql`UPDATE mails SET ended = 'refused', ended_at = now() WHERE recipient LIKE 'eve%'`;
  await db.sql`UPDATE mails SET created_at = now() - interval '91 days' WHERE recipient !~ '^(tom|zoe)'`;
  await db.sql`UPDATE mails SET created_at = now() - interval '89 days' WHERE recipient LIKE 'tom%'`;
  await keepMailGoing(db, []);
  const left = await mailsOf(db);
  expect(left.map(({ recipient }) => recipient.slice(0, 3))).toEqual(['tom', 'zoe']);
  expect((await db.sql`SELECT key FROM graphile_worker.jobs ORDER BY key`).map(({ key }) => key)).toEqual(
    left.map(({ id }) => `mail ${id}`),
  );
});

test('a mail that was given up and is sent again has one job: what the other knew of the address is gone', async () => {
  await booked(db);
  await db.sql`UPDATE graphile_worker._private_jobs SET attempts = max_attempts, last_error = '450 ada@example.org is busy'`;
  const [mail] = await mailsOf(db);
  expect(await sendAgain(db, mail!.id)).toEqual({ ok: true });
  await keepMailGoing(db, []);
  expect(await db.sql`SELECT key, last_error FROM graphile_worker.jobs`).toEqual([
    { key: `mail ${mail!.id}`, last_error: null },
  ]);
});

test('mail that is late and that nothing tries to send is in the log, once', async () => {
  const said: unknown[] = [];
  const log = makeLog('error', { write: (line) => void said.push(JSON.parse(line).mails) });
  const watch = watchForNoWorker(db, log);
  await booked(db);
  await watch();
  expect(said).toEqual([]);
  await db.sql`UPDATE mails SET created_at = now() - interval '16 minutes'`;
  await watch();
  await watch();
  expect(said).toEqual([1]);
  await db.sql`UPDATE graphile_worker._private_jobs SET attempts = 1`;
  await watch();
  await db.sql`UPDATE graphile_worker._private_jobs SET attempts = 0`;
  await watch();
  expect(said).toEqual([1, 1]);
});

test('what keeps mail going fails by itself: the rest goes on', async () => {
  const soon = await booked(db, { name: 'Ada', inMinutes: 49 * 60 });
  await db.sql`UPDATE appointments SET created_at = now() - interval '2 days' WHERE id = ${soon.id}`;
  await db.sql`DELETE FROM graphile_worker._private_jobs`;
  await db.sql`UPDATE mails SET created_at = now() - interval '2 minutes'`;
  const old = await booked(db, { name: 'Ben' });
  await db.sql`UPDATE mails SET created_at = now() - interval '91 days' WHERE recipient = ${old.email}`;
  await db.sql`DROP FUNCTION hurry_jobs`;
  const looks = await Promise.allSettled(mailUpkeep(db, [50]).map((look) => look()));
  expect(looks.filter(({ status }) => status === 'rejected')).toHaveLength(1);
  expect((await mailsOf(db)).map(({ kind, recipient }) => [kind, recipient])).toEqual([
    ['booked', soon.email],
    ['reminder', soon.email],
  ]);
  expect(await db.sql`SELECT FROM graphile_worker.jobs`).toHaveLength(2);
});
