import { expect, test } from 'vitest';
import { askToSignIn, forgetSignIns } from '../../src/patients/sign-in.ts';
import { ownDatabase } from '../support/database.ts';

const { db } = ownDatabase();

const left = async () => {
  const [row] = await db.sql`
    SELECT (SELECT count(*)::int FROM sign_in_links) AS links, (SELECT count(*)::int FROM patient_sessions) AS sessions,
           (SELECT count(*)::int FROM mails) AS mails`;
  return row;
};

test('links with their mail, and sessions, are deleted a day after they are of no use', async () => {
  await askToSignIn(db, 'ada@example.org');
  await db.sql`INSERT INTO patient_sessions (token_hash, email, expires_at) VALUES (${'0'.repeat(64)}, 'ada@example.org', now())`;
  await db.sql`SELECT queue_mail('booked', 'ada@example.org', '{}', 'booked 1')`;
  const all = { links: 1, sessions: 1, mails: 2 };
  await forgetSignIns(db);
  expect(await left()).toEqual(all);
  await db.sql`UPDATE sign_in_links SET expires_at = now() - interval '23 hours'`;
  await db.sql`UPDATE patient_sessions SET seen_at = now() - interval '23 hours'`;
  await forgetSignIns(db);
  expect(await left()).toEqual(all);
  await db.sql`UPDATE sign_in_links SET expires_at = now() - interval '25 hours'`;
  await db.sql`UPDATE patient_sessions SET seen_at = now() - interval '25 hours'`;
  await forgetSignIns(db);
  expect(await left()).toEqual({ links: 0, sessions: 0, mails: 1 });
});
