import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { cancelAppointment } from '../../src/booking/cancel.ts';
import { moveAppointment } from '../../src/booking/move.ts';
import { renewLinks } from '../../src/calendars/doctor.ts';
import type { FeedAppointment } from '../../src/calendars/feed.ts';
import { feedFile } from '../../src/calendars/feed-file.ts';
import { makeLog } from '../../src/log.ts';
import { referenceInPrint } from '../../views/booking/reference.ts';
import { onSite } from '../booking/on-site.ts';
import { testApp } from '../support/app.ts';
import { bookedAt, booking, held, readAppointment, slot, visitor } from '../support/clinic.ts';
import { pythonWithCalendars } from '../support/programs.ts';
import { adaeze, entriesOf, linksOf } from './adaeze.ts';

const { database, site } = onSite();
const { db } = database;

const fetched = (path: string, headers: Record<string, string> = {}) => site.app.request(path, { headers });
const entries = async (path: string) => entriesOf(await (await fetched(path)).text());

/** Ada’s appointment with this doctor, in two days. */
async function adas(doctorId: number, name = 'Ada King Lovelace') {
  const slotId = await slot(db, { doctorId, inMinutes: 2 * 24 * 60 });
  const typed = booking(name, { phone: '020 7946 0199', email: `ada.${slotId}@example.org` });
  const id = await bookedAt(db, slotId, { ...typed, reason: 'A cough that stays' } as typeof typed);
  return { id, email: typed.patient.email, ...(await readAppointment(db, id)) };
}

describe('a doctor’s calendar', () => {
  test('has each appointment with initials and reference, and nothing else of the patient', async () => {
    const { id, feed } = await adaeze(db, site.secrets);
    const ada = await adas(id);
    const answer = await fetched(feed);
    expect(answer.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
    expect(answer.headers.get('x-robots-tag')).toBe('noindex');
    const file = await answer.text();
    expect(entriesOf(file)).toEqual([
      {
        uid: expect.stringMatching(new RegExp(`^visit-${ada.id}@[\\w-]{22}$`)),
        sequence: 0,
        summary: `A. L., ${referenceInPrint(ada.reference)}`,
        location: `${site.config.clinic.name}, ${site.config.clinic.address}`,
        starts: new Date(ada.starts_at.epochMilliseconds).toISOString(),
        ends: new Date(ada.starts_at.epochMilliseconds + 30 * 60_000).toISOString(),
      },
    ]);
    for (const secret of ['Ada', 'Lovelace', '0199', ada.email, 'cough', '1987'])
      expect(file.replaceAll('\r\n ', '')).not.toContain(secret);
  });

  test('moves with the appointment, as the same one in a newer state, and is without one that is cancelled', async () => {
    const { id, feed } = await adaeze(db, site.secrets);
    const ada = await adas(id);
    const [before] = await entries(feed);
    const to = await slot(db, { doctorId: id, inMinutes: 4 * 24 * 60 });
    const moved = await moveAppointment(db, ada.id, await held(db, to, visitor('Ada'), ada.id), null);
    expect(moved).toMatchObject({ ok: true });
    const [after] = await entries(feed);
    expect(after).toMatchObject({ uid: before!.uid, summary: before!.summary, sequence: 1 });
    expect(Date.parse(after!.starts) - Date.parse(before!.starts)).toBeGreaterThan(1.9 * 24 * 3_600_000);
    await cancelAppointment(db, ada.id, null);
    expect(await entries(feed)).toEqual([]);
  });

  test('goes back thirty days, has what became of the past and nobody else’s appointments', async () => {
    const { id, feed } = await adaeze(db, site.secrets);
    await adas((await adaeze(db, site.secrets)).id);
    await db.sql`
      WITH patient AS (INSERT INTO patients (name, email) VALUES ('Ben', 'ben@example.org') RETURNING id)
      INSERT INTO appointments (reference, patient_id, doctor_id, overbooked_reason, date, start_time, end_time, during, intake, status)
      SELECT 'REF' || ago, patient.id, ${id}, 'Urgent', t::date, '09:00', '09:30', tstzrange(t, t + interval '30 minutes'), '{}', status
      FROM patient, (VALUES (29, 'completed'), (28, 'no-show'), (31, 'completed')) AS past (ago, status),
           LATERAL (SELECT now() - make_interval(days => ago) AS t) AS start`;
    expect((await entries(feed)).map(({ summary }) => summary)).toEqual(['B., REF2-9', 'B., REF2-8']);
  });

  test('says how often to look, and that nothing has changed to whoever has it already', async () => {
    const { id, feed } = await adaeze(db, site.secrets);
    const first = await fetched(feed);
    const file = await first.text();
    for (const line of ['METHOD:PUBLISH', 'REFRESH-INTERVAL;VALUE=DURATION:PT15M', 'X-PUBLISHED-TTL:PT15M'])
      expect(file.split('\r\n')).toContain(line);
    expect(file).toContain(`X-WR-CALNAME:Dr Okafor (${site.config.clinic.name})\r\n`);
    expect(first.headers.get('cache-control')).toBe('private, max-age=60');
    const etag = first.headers.get('etag')!;
    for (const asked of [etag, `W/${etag}`, `"other", ${etag}`]) {
      const again = await fetched(feed, { 'if-none-match': asked });
      expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, etag, '']);
    }
    await adas(id);
    const changed = await fetched(feed, { 'if-none-match': etag });
    expect([changed.status, entriesOf(await changed.text()).length]).toEqual([200, 1]);
  });

  test('is packed for who unpacks it, and its mark counts all the same', async () => {
    const { id, feed } = await adaeze(db, site.secrets);
    for (let nth = 0; nth < 4; nth++)
      await bookedAt(db, await slot(db, { doctorId: id, inMinutes: 3000 + 60 * nth }), booking(`Ada ${id} ${nth}`));
    const packed = await fetched(feed, { 'accept-encoding': 'gzip' });
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    const again = await fetched(feed, { 'accept-encoding': 'gzip', 'if-none-match': packed.headers.get('etag')! });
    expect(again.status).toBe(304);
  });

  test('answers a HEAD as a GET, without the file', async () => {
    const { feed } = await adaeze(db, site.secrets);
    const answer = await site.app.request(feed, { method: 'HEAD' });
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
      200,
      'text/calendar; charset=utf-8',
      '',
    ]);
    expect(answer.headers.get('etag')).toBe((await fetched(feed)).headers.get('etag'));
  });

  test('of a busy doctor is fetched in a moment, and never is endless', async () => {
    const { id, feed } = await adaeze(db, site.secrets);
    await db.sql`
      WITH patient AS (INSERT INTO patients (name, email) VALUES ('Ben Busy', 'busy@example.org') RETURNING id)
      INSERT INTO appointments (reference, patient_id, doctor_id, overbooked_reason, date, start_time, end_time, during, intake)
      SELECT 'B' || lpad(nth::text, 7, '0'), patient.id, ${id}, 'Many', t::date, t::time, t::time, tstzrange(t, t + interval '10 minutes'), '{}'
      FROM patient, generate_series(1, 4200) AS nth, LATERAL (SELECT now() + make_interval(mins => 15 * nth) AS t) AS start`;
    const file = await (await fetched(feed)).text();
    expect(file.length).toBeLessThan(1_100_000);
    const all = entriesOf(file);
    expect([all.length, all[0]!.summary, all.at(-1)!.summary]).toEqual([4000, 'B. B., B000-0001', 'B. B., B000-4000']);
  });
});

describe('the address of a doctor’s calendar', () => {
  test('opens no page, and the page’s opens no calendar', async () => {
    const { feed, page } = await adaeze(db, site.secrets);
    const [, feedToken] = /\/calendars\/([^/]+)/.exec(feed)!;
    expect((await fetched(`/calendars/${feedToken}`)).status).toBe(404);
    expect((await fetched(`${page}/appointments.ics`)).status).toBe(404);
    expect((await fetched(feed)).status).toBe(200);
    expect((await fetched(page)).status).toBe(200);
  });

  test('works no more once the links are renewed, and that is done once by two at a time', async () => {
    const { id, feed, page } = await adaeze(db, site.secrets);
    const before = { id, calendarVersion: 1 };
    await Promise.all([renewLinks(db, before), renewLinks(db, before)]);
    expect([(await fetched(feed)).status, (await fetched(page)).status]).toEqual([404, 404]);
    const now = await linksOf(db, site.secrets, id);
    expect([(await fetched(now.feed)).status, (await fetched(now.page)).status]).toEqual([200, 200]);
    expect(await db.sql`SELECT calendar_version FROM doctors WHERE id = ${id}`).toEqual([{ calendar_version: 2 }]);
  });

  test('that is wrong, of another or of a doctor who has left is no page like any other', async () => {
    const [one, other] = [await adaeze(db, site.secrets), await adaeze(db, site.secrets)];
    const seal = one.feed.split('/')[2]!.split('-').slice(1).join('-');
    await db.sql`UPDATE doctors SET active = false WHERE id = ${other.id}`;
    const nowhere = await (await fetched('/nowhere')).text();
    for (const path of [
      `/calendars/${other.id.toString(36)}-${seal}/appointments.ics`,
      other.feed,
      other.page,
      '/calendars/zzzzzzzzzz-x/appointments.ics',
      '/calendars/%00/appointments.ics',
      '/calendars/1',
    ]) {
      const answer = await fetched(path);
      expect([path, answer.status]).toEqual([path, 404]);
      expect(await answer.text()).toBe(nowhere);
    }
  });

  test('is in no line of the log', async () => {
    const { feed, page } = await adaeze(db, site.secrets);
    const lines: string[] = [];
    const { app } = testApp(db, {}, makeLog('debug', { write: (line: string) => lines.push(line) } as never));
    const wrong = [`${page}x`, feed.replace('.ics', '.txt'), `${page}/`, page.replace('/calendars', '/calendar')];
    for (const path of [feed, page, ...wrong]) await app.request(path);
    await app.request(page, { method: 'POST' });
    const routes = lines.map((line) => JSON.parse(line).route);
    expect(routes.slice(0, 2)).toEqual(['/calendars/:token/appointments.ics', '/calendars/:token']);
    expect(lines.join('')).not.toContain(page.split('-').at(-1));
    expect(lines.join('')).not.toContain(feed.split('/')[2]);
  });
});

const appointment: FeedAppointment = {
  id: 17,
  reference: 'K7MF4QT2',
  startsAt: Temporal.Instant.from('2026-12-01T09:30:00Z'),
  endsAt: Temporal.Instant.from('2026-12-01T10:00:00Z'),
  sequence: 3,
  patientName: 'Ada Lovelace',
  createdAt: Temporal.Instant.from('2026-11-01T09:00:00Z'),
  changedAt: Temporal.Instant.from('2026-11-24T08:00:00Z'),
};
const clinic = {
  name: 'Zdravotní středisko „Ľubica“, Žilina; 1. poschodie',
  timeZone: 'Europe/London',
  phone: '041 123 45 67',
  address: 'Námestie Andreja Hlinku 1,\nvchod B; 010 01 Žilina\\Slovensko, tretie dvere vľavo za schodmi',
  email: 'recepcia@zilina.example',
};
const doctorName = 'MUDr. Ľubomíra Šťastná, PhD.; \\ 😀\n'.repeat(4);
const fileOf = (...all: Partial<FeedAppointment>[]) =>
  feedFile(
    doctorName,
    all.map((change) => ({ ...appointment, ...change })),
    clinic,
  );

describe('the file', () => {
  test('has lines as RFC 5545 wants them, and what is asked of it once is asked again', () => {
    const file = fileOf({}, { id: 18 });
    expect(file.endsWith('END:VCALENDAR\r\n')).toBe(true);
    expect(file.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(file.split('\r\n').filter((line) => Buffer.byteLength(line) > 75)).toEqual([]);
    expect(fileOf({}, { id: 18 })).toBe(file);
  });

  test.each([
    ['Ada Lovelace', 'A. L., K7MF-4QT2'],
    ['ada  king-noel  lovelace', 'A. L., K7MF-4QT2'],
    ['Ada', 'A., K7MF-4QT2'],
    ['Ľubomíra (Ľuba) Šťastná', 'Ľ. Š., K7MF-4QT2'],
    ['O’Brien Éamon', 'O. É., K7MF-4QT2'],
    ['李 明', 'K7MF-4QT2'],
    ['?', 'K7MF-4QT2'],
  ])('says %s as %s', (patientName, summary) => {
    expect(entriesOf(fileOf({ patientName }))[0]!.summary).toBe(summary);
  });

  test('is right on the day that the clock goes back, when it shows an hour twice', () => {
    const hours = ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z', '2026-10-25T09:00:00Z'];
    const all = hours.map((start, nth) => {
      const startsAt = Temporal.Instant.from(start);
      return { id: nth, startsAt, endsAt: startsAt.add({ minutes: 30 }) };
    });
    expect(entriesOf(fileOf(...all)).map(({ starts }) => starts)).toEqual(
      hours.map((start) => start.replace('Z', '.000Z')),
    );
    expect(fileOf(...all).match(/^DT(START|END):\d{8}T\d{6}Z$/gm)).toHaveLength(6);
  });

  const script = `
import sys, json, icalendar
calendar = icalendar.Calendar.from_ical(sys.stdin.buffer.read())
print(json.dumps([dict(name=str(calendar['NAME']), uid=str(e['UID']), sequence=int(e['SEQUENCE']), summary=str(e['SUMMARY']),
  location=str(e['LOCATION']), starts=e['DTSTART'].dt.strftime('%Y-%m-%dT%H:%M:%S.000Z')) for e in calendar.walk('VEVENT')]))
`;

  test.skipIf(!pythonWithCalendars())('is read by Python’s icalendar as by ical.js', () => {
    const file = fileOf({}, { id: 18, sequence: 0 });
    const { stdout, stderr } = spawnSync(pythonWithCalendars()!, ['-c', script], { input: file });
    expect(String(stderr)).toBe('');
    const name = `${doctorName} (${clinic.name})`;
    expect(file.replaceAll('\r\n ', '')).toContain('\r\nNAME:MUDr. Ľubomíra Šťastná\\, PhD.\\; \\\\ 😀\\nMUDr.');
    expect(JSON.parse(String(stdout))).toEqual(entriesOf(file).map(({ ends: _, ...entry }) => ({ name, ...entry })));
  });
});
