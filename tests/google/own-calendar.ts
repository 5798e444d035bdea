/** Dr Okafor's own calendar at Google, connected, and what MediBook does there, step by step. */
import { onTestFinished } from 'vitest';
import type { Db } from '../../src/db/client.ts';
import { refreshDue } from '../../src/doctors/horizon.ts';
import { openGoogle } from '../../src/google/access.ts';
import { busyReader } from '../../src/google/busy.ts';
import { connectCalendar } from '../../src/google/connection.ts';
import { calendarOfDoctor } from '../../src/google/shown.ts';
import { eventWriter } from '../../src/google/write-event.ts';
import { randomId } from '../../src/random-id.ts';
import { horizon, inDays, offered, practising, refresh } from '../doctors/practice.ts';
import { settingsAt } from '../support/google/client.ts';
import { FaultyGoogle } from '../support/google/fault-server.ts';
import { origin, writerDeps } from '../support/post-office.ts';

export const okafor = 'a.okafor@riverside.example';

/** The day of these tests, on which the doctor works from 9 to 11, as on every other. */
export const day = inDays(3);

/** The instant at which London's clock shows this time of that day. */
export const at = (time: string, onDay = day) =>
  Temporal.PlainDateTime.from(`${onDay}T${time}`).toZonedDateTime('Europe/London').toInstant().toString();

export async function ownCalendar(db: Db, settings: Record<string, string> = {}) {
  const google = await new FaultyGoogle(origin).open();
  onTestFinished(() => google.close());
  const deps = writerDeps(db, undefined, { ...settingsAt(origin, google.client, google.url), ...settings });
  const jobDeps = { ...deps, google: openGoogle(deps.config, origin)! };
  // Those of the tests before are of another Google: not the same calendar, whatever their address.
  await db.sql`UPDATE google_connections SET account = NULL`;
  const doctorId = await practising(db, { hours: ['09:00-11:00'] });
  await refresh(db, doctorId);

  const connect = async (account = okafor, doctor = doctorId) => {
    const { access, refresh, scopes } = google.grant(account);
    const accessUntil = Temporal.Now.instant().add({ minutes: 59 });
    const tokens = { access, refresh: refresh!, scopes, accessUntil };
    await connectCalendar(db, deps.secrets, { consent: randomId(), doctorId: doctor, tokens });
    return (await calendarOfDoctor(db, doctor))!.id;
  };
  const connectionId = await connect();
  return {
    google,
    deps,
    doctorId,
    connectionId,
    connect,
    /** The doctor puts something there from one local time of the day to another, instead of all before. */
    isBusy: (...times: [from: string, until: string][]) =>
      google.isBusy(
        okafor,
        times.map(([from, until]) => ({ start: at(from), end: at(until) })),
      ),
    /** What the job does, without what waits for it. */
    read: (id = connectionId) => busyReader(jobDeps)({ connectionId: id }),
    /** What writes an appointment into the calendar, or takes it out. */
    write: (appointmentId: number, id = connectionId) =>
      eventWriter(jobDeps)({ appointmentId, connectionId: id }, { job: { attempts: 1, max_attempts: 500 } as never }),
    /** What patients are offered on that day, once that is what it should be. */
    async offered() {
      await refreshDue(db, horizon);
      return offered(db, doctorId, day);
    },
  };
}

/** The busy times of a doctor, as London's clock shows them. */
export async function busyTimes({ sql }: Db, doctorId: number): Promise<string[]> {
  const rows = await sql<{ from: Temporal.Instant; until: Temporal.Instant }[]>`
    SELECT lower(during) AS from, upper(during) AS until FROM busy_times WHERE doctor_id = ${doctorId} ORDER BY during`;
  const shown = (instant: Temporal.Instant) => {
    const local = instant.toZonedDateTimeISO('Europe/London');
    const time = local.toPlainTime().toString({ smallestUnit: 'minute' });
    return String(local.toPlainDate()) === day ? time : `${local.toPlainDate()} ${time}`;
  };
  return rows.map(({ from, until }) => `${shown(from)}-${shown(until)}`);
}

/** How the last reading of a doctor's calendar went. */
export async function reading({ sql }: Db, doctorId: number) {
  const [row] = await sql<{ readAt: Temporal.Instant | null; trouble: string | null; lost: boolean }[]>`
    SELECT busy_read_at AS "readAt", busy_trouble AS trouble, lost_at IS NOT NULL AS lost
    FROM google_connections WHERE doctor_id = ${doctorId}`;
  return row!;
}

/** The readings that wait for a worker, by their connections. */
export async function due({ sql }: Db): Promise<string[]> {
  const jobs = await sql<{ key: string }[]>`
    SELECT key FROM graphile_worker.jobs WHERE task_identifier = 'read_busy_times' ORDER BY id`;
  return jobs.map(({ key }) => key.replace('google busy ', ''));
}
