import { verb } from '../booking/verb.ts';
import type { Db } from '../db/client.ts';
import type { Secrets } from '../http/secrets.ts';
import { randomId } from '../random-id.ts';
import type { Tokens } from './oauth.ts';
import { lockToken, unlockToken } from './tokens.ts';

/** A calendar at Google that a patient lets MediBook write into. */
export type Connection = {
  id: string;
  patientId: number;
  patientName: string;
  /** The appointment from whose page it was connected. */
  appointmentId: number;
  /** The Google address; null until something was written there. */
  account: string | null;
  /** Google lets us in no more: its owner must connect it again. */
  lost: boolean;
  /** Later appointments are added by themselves. */
  addsLater: boolean;
};

/** What opens it. `accessUntil`: when the access token is of no use any more. */
export type Opened = { access: string; refresh: string; accessUntil: Temporal.Instant };

/** Whose calendar was agreed to. `consent`: the one time that it was, by which an answer that arrives twice is known. */
export type Agreed = { consent: string; tokens: Tokens & { refresh: string } } & (
  | { appointmentId: number }
  | { doctorId: number }
);

/** Connects the calendar; by a consent that did so before, it is the same. Returns nothing to tell the two apart. */
export async function connectCalendar(db: Db, secrets: Secrets, agreed: Agreed): Promise<void> {
  const id = randomId();
  const { access, refresh, accessUntil } = locked(secrets, id, agreed.tokens);
  if ('doctorId' in agreed) {
    await verb(
      () =>
        db.sql`SELECT connect_doctor_calendar(${id}, ${agreed.consent}, ${agreed.doctorId}, ${access}, ${refresh}, ${accessUntil})`,
    );
    await verb(() => db.sql`SELECT find_missing_events()`);
    return;
  }
  await verb(
    () =>
      db.sql`SELECT connect_patient_calendar(${id}, ${agreed.consent}, ${agreed.appointmentId}, ${access}, ${refresh}, ${accessUntil})`,
  );
}

/** True where this consent has connected a calendar. */
export async function isConnectedBy({ sql }: Db, consent: string): Promise<boolean> {
  const found = await sql`SELECT FROM google_connections WHERE consent = ${consent}`;
  return found.length > 0;
}

/** Those of every patient who has this e-mail address. */
export async function connectionsOf({ sql }: Db, email: string): Promise<Connection[]> {
  const connections = await sql<Connection[]>`
    SELECT c.id, p.id AS "patientId", p.name AS "patientName", c.appointment_id AS "appointmentId", c.account,
           c.lost_at IS NOT NULL AS lost, c.adds_later_since IS NOT NULL AS "addsLater"
    FROM google_connections c JOIN patients p ON p.id = c.patient_id
    WHERE c.patient_id IN (SELECT * FROM patients_of(${email})) ORDER BY p.name, c.connected_at, c.id`;
  return [...connections];
}

/**
 * What opens the calendar. `lost`: Google lets us in no more, or nobody is connected by it. `locked`: by a key that is not here;
 * it may be again.
 */
export async function openConnection(
  { sql }: Db,
  secrets: Secrets,
  id: string,
): Promise<({ ok: true } & Opened) | { ok: false; reason: 'lost' | 'locked' }> {
  const [row] = await sql<{ access: string | null; refresh: string; accessUntil: Temporal.Instant | null }[]>`
    SELECT google_access_token AS access, google_refresh_token AS refresh, access_until AS "accessUntil"
    FROM google_connections WHERE id = ${id} AND lost_at IS NULL`;
  if (!row) return { ok: false, reason: 'lost' };
  const refresh = unlockToken(secrets, id, 'refresh', row.refresh);
  if (refresh === null) return { ok: false, reason: 'locked' };
  const access = row.access === null ? null : unlockToken(secrets, id, 'access', row.access);
  return { ok: true, refresh, access: access ?? '', accessUntil: (access !== null && row.accessUntil) || LONG_AGO };
}

const LONG_AGO = Temporal.Instant.fromEpochMilliseconds(0);

/** Google gave a new access token, and may have given a new refresh token with it. */
export async function keepTokens({ sql }: Db, secrets: Secrets, id: string, tokens: Tokens): Promise<void> {
  const { access, refresh, accessUntil } = locked(secrets, id, tokens);
  await sql`
    UPDATE google_connections
    SET google_access_token = ${access}, access_until = ${accessUntil}, google_refresh_token = COALESCE(${refresh}, google_refresh_token)
    WHERE id = ${id} AND lost_at IS NULL`;
}

/** `why` is a few letters, such as `invalid_grant`. */
export async function loseConnection(db: Db, id: string, why: string): Promise<void> {
  await verb(() => db.sql`SELECT lose_google_connection(${id}, ${why})`);
}

/** Erases the tokens; a job ends what was agreed to at Google, where no other connection needs it. */
export async function disconnect(db: Db, id: string): Promise<void> {
  await verb(() => db.sql`SELECT disconnect_google(${id})`);
}

/** A doctor's calendar, unless it was disconnected or connected anew since the page was made that says so. */
export async function disconnectDoctor(db: Db, doctorId: number, id: string | undefined): Promise<void> {
  const [theirs] = await db.sql<{ id: string }[]>`
    SELECT id FROM google_connections WHERE doctor_id = ${doctorId} AND id = ${id ?? ''}`;
  if (theirs) await disconnect(db, theirs.id);
}

/**
 * The token that such a job is to give back; null where no key that is here opens it, or where its account was connected again
 * meanwhile: Google would end that, too.
 */
export async function tokenToRevoke({ sql }: Db, secrets: Secrets, payload: unknown): Promise<string | null> {
  const { connectionId, token, account } = payload as { connectionId: string; token: string; account: string | null };
  const [again] = await sql`
    SELECT FROM google_connections WHERE lower(account) = lower(${account}) AND lost_at IS NULL LIMIT 1`;
  return again ? null : unlockToken(secrets, connectionId, 'refresh', token);
}

/**
 * What its owner asks of one of the calendars that they may change: `stop` or `start` adding later appointments, `disconnect`.
 * What it came to; one that is not among them was disconnected before. Null where nothing like that was asked.
 */
export async function changeCalendar(
  db: Db,
  action: string | undefined,
  may: { id: string }[],
  id: string | undefined,
): Promise<'stopped' | 'started' | 'disconnected' | null> {
  const isTheirs = may.some((calendar) => calendar.id === id);
  if (action === 'disconnect') {
    if (isTheirs) await disconnect(db, id!);
    return 'disconnected';
  }
  if (!isTheirs || (action !== 'stop' && action !== 'start')) return null;
  await addLaterOnes(db, id!, action === 'start');
  return action === 'start' ? 'started' : 'stopped';
}

/** The patient's switch, for appointments that are booked from now on. */
export async function addLaterOnes(db: Db, id: string, on: boolean): Promise<void> {
  await verb(() => db.sql`SELECT add_later_ones(${id}, ${on})`);
}

function locked(secrets: Secrets, id: string, { access, refresh, accessUntil }: Tokens) {
  return {
    access: lockToken(secrets, id, 'access', access),
    refresh: refresh === null ? null : lockToken(secrets, id, 'refresh', refresh),
    accessUntil: accessUntil.toString(),
  };
}
