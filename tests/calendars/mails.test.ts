import { expect, test } from 'vitest';
import { mailLink } from '../../src/calendars/doctor.ts';
import { letters } from '../../src/mail/letters.ts';
import { letterText } from '../../views/mail/letter.tsx';
import { ownDatabase } from '../support/database.ts';
import { writerDeps } from '../support/post-office.ts';
import { adaeze } from './adaeze.ts';

const { db } = ownDatabase();
const deps = writerDeps(db);
const { config, secrets } = deps;

test('the mail to a doctor has the link as it is when that is written; it is needless where it was revoked, or is for another address by now', async () => {
  const { id, slug, page } = await adaeze(db, secrets);
  const about = { doctorId: id, calendarVersion: 1 };
  const write = (recipient = `${slug}@clinic.example`) => letters['doctor-calendar']!(about, deps, recipient);
  const { letter } = (await write())!;
  const text = letterText(letter, config.clinic);
  expect(text).toContain(`Hello Dr Okafor,`);
  expect(text).toContain(`\nhttps://booking.example${page}\n`);
  expect(text).not.toContain('.ics');
  expect(letter.subject).toBe('Your calendar at Riverside Practice');
  expect(await write('before@clinic.example')).toBeNull();
  await db.sql`UPDATE doctors SET calendar_version = 2 WHERE id = ${id}`;
  expect(await write()).toBeNull();
  await db.sql`UPDATE doctors SET calendar_version = 1, active = false WHERE id = ${id}`;
  expect(await write()).toBeNull();
});

test('it is written down once a minute, for the link as it was seen', async () => {
  const { id } = await adaeze(db, secrets);
  const link = { id, calendarVersion: 1 };
  await Promise.all([mailLink(db, link), mailLink(db, link), mailLink(db, link)]);
  const mails = () => db.sql`SELECT kind, about FROM mails WHERE about->>'doctorId' = ${String(id)}`;
  expect(await mails()).toEqual([{ kind: 'doctor-calendar', about: { doctorId: id, calendarVersion: 1 } }]);
  await db.sql`UPDATE doctors SET calendar_version = 2 WHERE id = ${id}`;
  await mailLink(db, link);
  expect(await mails()).toHaveLength(1);
  await mailLink(db, { id, calendarVersion: 2 });
  expect(await mails()).toHaveLength(2);
});
