/** Dr Okafor, whose links the tests know, and her calendar as a program reads it. */
import ical from 'ical.js';
import { feedPath, ownPath } from '../../src/calendars/link.ts';
import type { Db } from '../../src/db/client.ts';
import type { Secrets } from '../../src/http/secrets.ts';
import { doctor } from '../support/clinic.ts';

/** A doctor of the test's own, and her links as they are made now. */
export async function adaeze(db: Db, secrets: Secrets) {
  const id = await doctor(db);
  return { id, ...(await linksOf(db, secrets, id)) };
}

export async function linksOf(db: Db, secrets: Secrets, id: number) {
  const [row] = await db.sql<
    { version: number; slug: string }[]
  >`SELECT calendar_version AS version, slug FROM doctors WHERE id = ${id}`;
  const linked = { id, calendarVersion: row!.version };
  return { slug: row!.slug, feed: feedPath(secrets, linked), page: ownPath(secrets, linked) };
}

export type Entry = { uid: string; sequence: number; summary: string; location: string; starts: string; ends: string };

/** What ical.js reads of the file. */
export function entriesOf(file: string): Entry[] {
  return new ical.Component(ical.parse(file)).getAllSubcomponents('vevent').map((component) => {
    const event = new ical.Event(component);
    return {
      uid: event.uid,
      sequence: event.sequence,
      summary: event.summary,
      location: event.location,
      starts: event.startDate.toJSDate().toISOString(),
      ends: event.endDate.toJSDate().toISOString(),
    };
  });
}
