import { claimedId } from '../booking/link.ts';
import type { Db } from '../db/client.ts';
import type { Secrets } from '../http/secrets.ts';
import { isTokenOf, type Linked, type Opens } from './link.ts';

/** A doctor with a calendar of their own. */
export type CalendarDoctor = Linked & { slug: string; name: string; email: string };

/** The active doctor of a link; null where it is none of ours, or was revoked. */
export async function doctorOfToken(
  db: Db,
  secrets: Secrets,
  opens: Opens,
  token: string,
): Promise<CalendarDoctor | null> {
  const id = claimedId(token);
  const doctor = id === null ? null : await findCalendarDoctor(db, { id });
  return doctor && isTokenOf(secrets, opens, token, doctor) ? doctor : null;
}

/** By the id, or by the name in addresses; null for an unknown or a retired one. */
export async function findCalendarDoctor(
  { sql }: Db,
  by: { id: number } | { slug: string },
): Promise<CalendarDoctor | null> {
  const [doctor] = await sql<CalendarDoctor[]>`
    SELECT id, slug, name, email, calendar_version AS "calendarVersion" FROM doctors
    WHERE active AND ${'id' in by ? sql`id = ${by.id}` : sql`slug = ${by.slug}`}`;
  return doctor ?? null;
}

/**
 * Revokes the doctor's links, of which `calendarVersion` is: of two who do so at once, one does. The version that counts from
 * then on.
 */
export async function renewLinks({ sql }: Db, { id, calendarVersion }: Linked): Promise<Linked> {
  await sql`UPDATE doctors SET calendar_version = calendar_version + 1 WHERE id = ${id} AND calendar_version = ${calendarVersion}`;
  return { id, calendarVersion: calendarVersion + 1 };
}

/** Mails the doctor the link to their own page; asked for again within a minute, nothing: somebody has pressed twice. */
export async function mailLink({ sql }: Db, { id, calendarVersion }: Linked): Promise<void> {
  // By the keys of this minute and the one before, for which there is an index.
  await sql`
    SELECT queue_mail('doctor-calendar', d.email, jsonb_build_object('doctorId', d.id, 'calendarVersion', d.calendar_version),
                      'doctor-calendar ' || d.id || ' ' || d.calendar_version || ' ' || minute)::text
    FROM doctors d, LATERAL (SELECT floor(extract(epoch FROM now()) / 60)::bigint AS minute) AS clock
    WHERE d.id = ${id} AND d.calendar_version = ${calendarVersion}
      AND NOT EXISTS (SELECT FROM mails WHERE created_at > now() - interval '1 minute'
                      AND key = 'doctor-calendar ' || d.id || ' ' || d.calendar_version || ' ' || minute - 1)`;
}
