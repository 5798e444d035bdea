/** A MediBook and a Google that fails as told, for the tests of what passes between them. */
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { appointmentToken } from '../../../src/booking/link.ts';
import type { Db } from '../../../src/db/client.ts';
import { connectCalendar } from '../../../src/google/connection.ts';
import { calendarUpkeep } from '../../../src/google/keep-going.ts';
import { makeLog } from '../../../src/log.ts';
import { browser, testApp, wordsOf } from '../app.ts';
import { booked } from '../clinic.ts';
import { ownDatabase } from '../database.ts';
import { settled, work, writerDeps } from '../post-office.ts';
import { settingsAt } from './client.ts';
import { FaultyGoogle } from './fault-server.ts';

export const publicUrl = 'https://booking.example';

/** For the tests of one file; `at` makes another MediBook there, such as one with other settings. */
export function googleStage() {
  const database = ownDatabase();
  const google = new FaultyGoogle(publicUrl);
  const lines: string[] = [];
  const log = makeLog('trace', { write: (line) => void lines.push(line) });
  beforeAll(async () => {
    await google.open();
    // Loaded with the first event else, while whoever comes back from Google waits three seconds for it, and no longer.
    await import('googleapis/build/src/apis/calendar/index.js');
  });
  afterAll(() => google.close());
  beforeEach(() => {
    google.heals();
    google.consents('ada@example.org');
    google.grantsOnly(null);
  });

  const { db } = database;
  const settings = () => settingsAt(publicUrl, google.client, google.url);
  return {
    db,
    google,
    get url() {
      return database.url;
    },
    /** All that was logged, as it stands in the log. */
    log: () => lines.join(''),
    settings,
    app: (more: Record<string, string> = {}) => testApp(db, { ...settings(), ...more }, log),
    /** Jobs are done until the test is over; returns how to stop that before. */
    work: (more: Record<string, string> = {}) =>
      work(writerDeps(db, undefined, { ...settings(), ...more }), database.url, { log }),
  };
}

type Stage = ReturnType<typeof googleStage>;

/** Somebody at the page of their appointment, in a browser of their own. */
export async function patientAt(stage: Stage, typed: Parameters<typeof booked>[1] = {}, { cookies = true } = {}) {
  const { id, slotId, email } = await booked(stage.db, typed);
  const made = stage.app();
  const [row] = await stage.db.sql<{ linkVersion: number }[]>`
    SELECT link_version AS "linkVersion" FROM appointments WHERE id = ${id}`;
  const path = `/appointments/${appointmentToken(made.secrets, id, row!.linkVersion)}`;
  /** As after consent, while nobody does the jobs: at once, where a browser would wait for what is written. */
  const agree = async (account = 'ada@example.org') => {
    const { access, refresh, scopes } = stage.google.grant(account);
    const accessUntil = Temporal.Now.instant().add({ hours: 1 });
    const tokens = { access, refresh: refresh!, scopes, accessUntil };
    await connectCalendar(stage.db, made.secrets, { consent: `consent ${id} ${account}`, tokens, appointmentId: id });
  };
  return { id, slotId, email, agree, ...atPage(made, path, { cookies }) };
}

/** The same person's browser at the page of another appointment of theirs. */
export function atPage(made: ReturnType<Stage['app']>, path: string, { cookies = true } = {}) {
  const at = browser(made.app, { cookies, headers: { host: 'booking.example' } });
  const toGoogle = async () => {
    const first = await at.get(`${path}/google`);
    return at.get(first.location);
  };
  return {
    at,
    path,
    /** The page, in words. */
    page: async (query = '') => wordsOf((await at.get(`${path}${query}`)).body),
    /** As far as Google's page: its address. */
    toGoogle: async () => (await toGoogle()).location,
    /** To Google and back to the clinic: the address that Google sends the browser back to. */
    consent: async () => throughGoogle((await toGoogle()).location),
    /** To Google, and all the way back to the page: how it went, as in its address. */
    connect: async () => {
      const back = await at.get(pathOf(await throughGoogle((await toGoogle()).location)));
      return new URL(back.location, publicUrl).searchParams.get('calendar');
    },
    press: (connection: string, action: string) => at.post(`${path}/google`, { connection, action }),
  };
}

/** Whoever is signed in there says what they say. */
export async function throughGoogle(consentUrl: string): Promise<string> {
  const answer = await fetch(consentUrl, { redirect: 'manual' });
  const location = answer.headers.get('location');
  if (!location) throw new Error(`Google says: ${await answer.text()}`);
  return location;
}

export const pathOf = (url: string) => url.slice(new URL(url).origin.length);

export async function connectionsIn({ sql }: Db) {
  return [
    ...(await sql<
      {
        id: string;
        patient_id: number | null;
        account: string | null;
        google_access_token: string | null;
        google_refresh_token: string | null;
        lost_why: string | null;
        adds_later_since: Temporal.Instant | null;
      }[]
    >`SELECT * FROM google_connections ORDER BY connected_at, id`),
  ];
}

/** How the appointment stands in calendars, as in the table. */
export async function eventsIn({ sql }: Db, appointmentId: number) {
  return [
    ...(await sql<
      {
        state: string;
        trouble: string | null;
        made: number;
        google_event_id: string | null;
        written_sequence: number | null;
      }[]
    >`SELECT state, trouble, made, google_event_id, written_sequence FROM google_events WHERE appointment_id = ${appointmentId}
      ORDER BY created_at`),
  ];
}

/** So many minutes have passed, for every job and every event; what keeps calendars going has looked, and what was due is done. */
export async function minutesPass(db: Db, minutes: number): Promise<void> {
  await db.sql`UPDATE graphile_worker._private_jobs SET run_at = run_at - make_interval(mins => ${minutes}),
                 locked_at = locked_at - make_interval(mins => ${minutes})`;
  await db.sql`UPDATE google_events SET created_at = created_at - make_interval(mins => ${minutes}),
                 busy_until = busy_until - make_interval(mins => ${minutes})`;
  await keepGoing(db);
  await db.sql`SELECT pg_notify('jobs:insert', '{"r":"0","count":1}')`;
  await settled(db);
  await keepGoing(db);
}

/** One look of everything that keeps calendars going. */
export async function keepGoing(db: Db): Promise<void> {
  for (const look of calendarUpkeep(db)) await look();
}
