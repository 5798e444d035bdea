import { describe, expect, test } from 'vitest';
import { connectCalendar, disconnect, loseConnection } from '../../src/google/connection.ts';
import { letters } from '../../src/mail/letters.ts';
import { undeliveredMail } from '../../src/mail/undelivered.ts';
import { randomId } from '../../src/random-id.ts';
import { letterText } from '../../views/mail/letter.tsx';
import { deskWords } from '../../views/messages/desk.ts';
import { testApp } from '../support/app.ts';
import { booked } from '../support/clinic.ts';
import { ownDatabase } from '../support/database.ts';
import { okafor, ownCalendar } from './own-calendar.ts';

const { db } = ownDatabase({ each: true });

const mails = async () => [
  ...(await db.sql<{ recipient: string; about: Record<string, unknown> }[]>`
    SELECT recipient, about FROM mails WHERE kind = 'doctor-calendar-lost' ORDER BY id`),
];

/** Dr Okafor's calendar, which Google lets us into no more; `written` is the mail about it, as it would be written now. */
async function lost() {
  const calendar = await ownCalendar(db);
  await db.sql`UPDATE google_connections SET account = ${okafor}`;
  await loseConnection(db, calendar.connectionId, 'invalid_grant');
  const written = async (nth = 0) => {
    const { recipient, about } = (await mails())[nth]!;
    return letters['doctor-calendar-lost']!(about, calendar.deps, recipient);
  };
  const [doctor] = await db.sql<{ email: string }[]>`SELECT email FROM doctors WHERE id = ${calendar.doctorId}`;
  return { ...calendar, email: doctor!.email, written };
}

describe('a doctor whose calendar Google lets us into no more', () => {
  test('is mailed, once, what that means and where to connect it again', async () => {
    const { connectionId, email, deps, written } = await lost();
    await loseConnection(db, connectionId, 'unauthorised');
    expect((await mails()).map(({ recipient }) => recipient)).toEqual([email]);
    const { letter } = (await written())!;
    expect(letter.subject).toBe('Your Google Calendar needs you');
    expect(letterText(letter, deps.config.clinic)).toMatch(
      /^Hello Dr Okafor,\n\nGoogle no longer lets us see .* \(a\.okafor@riverside\.example\).*\n\nTimes that were busy .*\n\nOn your calendar’s page press Reconnect Google Calendar, .*\n\nYour calendar:\nhttps:\/\/booking\.example\/calendars\/[\w-]+\n/,
    );
    const [link] = /\/calendars\/.*/.exec(letterText(letter, deps.config.clinic))!;
    expect((await testApp(db).app.request(link)).status).toBe(200);
  });

  test('is named at the front desk where the mail did not reach them', async () => {
    await lost();
    await db.sql`UPDATE mails SET ended = 'refused', ended_at = now()`;
    expect(await undeliveredMail(db, 9)).toMatchObject([{ kind: 'doctor-calendar-lost', name: 'Dr Okafor' }]);
    expect(deskWords.mail.kinds).toHaveProperty('doctor-calendar-lost');
    expect(deskWords.mail.tell).toHaveProperty('doctor-calendar-lost');
  });

  test('is mailed again when it is lost again', async () => {
    const { connect, written } = await lost();
    await loseConnection(db, await connect(), 'invalid_grant');
    expect(await mails()).toHaveLength(2);
    expect(await written(0)).toBeNull();
    expect(await written(1)).not.toBeNull();
  });

  test.each<[string, (calendar: Awaited<ReturnType<typeof lost>>) => Promise<unknown>]>([
    ['have connected it again', ({ connect }) => connect()],
    ['have disconnected it', ({ connectionId }) => disconnect(db, connectionId)],
    ['are retired', () => db.sql`UPDATE doctors SET active = false`],
    ['have another address by now', () => db.sql`UPDATE doctors SET email = 'adaeze@elsewhere.example'`],
  ])('is not mailed late where they %s', async (_, before) => {
    const calendar = await lost();
    await before(calendar);
    expect(await calendar.written()).toBeNull();
  });
});

test('a patient whose calendar is lost is told on their pages, and not by this mail', async () => {
  const { deps, google } = await ownCalendar(db);
  const { access, refresh, scopes } = google.grant('ada@example.org');
  const tokens = { access, refresh: refresh!, scopes, accessUntil: Temporal.Now.instant() };
  const { id: appointmentId } = await booked(db);
  await connectCalendar(db, deps.secrets, { consent: randomId(), appointmentId, tokens });
  const [patients] = await db.sql<
    { id: string }[]
  >`SELECT id FROM google_connections WHERE appointment_id = ${appointmentId}`;
  await loseConnection(db, patients!.id, 'invalid_grant');
  expect(await mails()).toEqual([]);
});
