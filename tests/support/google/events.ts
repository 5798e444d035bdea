import type { calendar_v3 } from 'googleapis/build/src/apis/calendar';
import type { Busy } from './busy.ts';
import { GoogleError } from './errors.ts';

export type Event = calendar_v3.Schema$Event;

/** The primary calendar of one account, as Google keeps it: whole, and a deleted event's id stays taken. */
export class Events {
  readonly email: string;
  readonly #site: string;
  readonly #changed: (event: Event) => void;
  readonly #kept = new Map<string, Event>();

  /** `site`: where an event's link leads; `changed` is told of every event that came, changed or was deleted. */
  constructor(email: string, site: string, changed: (event: Event) => void = () => {}) {
    this.email = email;
    this.#site = site;
    this.#changed = changed;
  }

  /** Those that are not deleted, as they were sent. */
  all(): Event[] {
    return [...this.#kept.values()].filter(({ status }) => status !== 'cancelled');
  }

  /** When they keep their owner busy. */
  busy(): Busy[] {
    const opaque = this.all().filter(({ transparency }) => transparency !== 'transparent');
    return opaque.map(({ start, end }) => ({ start: instantOf(start!), end: instantOf(end!) }));
  }

  insert(sent: Event): Event {
    // Lower-case base32hex of RFC 2938, as Google wants it.
    if (sent.id && !/^[a-v0-9]{5,1024}$/.test(sent.id))
      throw new GoogleError('badRequest', { words: 'Invalid resource id value.' });
    const id = sent.id || crypto.randomUUID().replaceAll('-', '');
    if (this.#kept.has(id)) throw new GoogleError('duplicate');
    return this.#keep({ ...sent, id, status: sent.status ?? 'confirmed' });
  }

  /** A deleted event's too, as cancelled. */
  get(id: string): Event {
    const event = this.#kept.get(id);
    if (!event) throw new GoogleError('notFound');
    return event;
  }

  /** What is not named stays as it is. Who says that a deleted event is confirmed has it back. */
  patch(id: string, sent: Event): Event {
    const event = this.get(id);
    if (event.status === 'cancelled' && sent.status !== 'confirmed') throw new GoogleError('deleted');
    return this.#keep({ ...merged(event, sent), id });
  }

  delete(id: string): void {
    const event = this.get(id);
    if (event.status === 'cancelled') throw new GoogleError('deleted');
    this.#keep({ ...event, status: 'cancelled' });
  }

  #keep(event: Event): Event {
    refuseUnclear(event);
    const who = { email: this.email, self: true };
    const eid = Buffer.from(`${event.id} ${this.email}`).toString('base64url');
    const htmlLink = `${this.#site}/calendar/event?eid=${eid}`;
    const whole = { ...event, kind: 'calendar#event', creator: who, organizer: who, htmlLink };
    this.#kept.set(event.id!, whole);
    this.#changed(whole);
    return whole;
  }
}

/** The instant that Google understands; a whole day begins at midnight in London. */
export function instantOf({ dateTime, date, timeZone }: calendar_v3.Schema$EventDateTime): string {
  const zone = timeZone ?? 'Europe/London';
  if (!dateTime) return Temporal.PlainDate.from(date!).toZonedDateTime(zone).toInstant().toString();
  if (hasOffset(dateTime)) return Temporal.Instant.from(dateTime).toString();
  return Temporal.PlainDateTime.from(dateTime).toZonedDateTime(zone).toInstant().toString();
}

function merged<T extends object>(old: T, sent: T): T {
  const fields = Object.entries(sent).map(([name, value]) => {
    const before = old[name as keyof T];
    return [name, isRecord(value) && isRecord(before) ? merged(before, value) : value];
  });
  const whole = { ...old, ...Object.fromEntries(fields) };
  return Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== null)) as T;
}

const isRecord = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What Google does not guess. */
function refuseUnclear({ start, end, reminders }: Event): void {
  for (const [which, time] of Object.entries({ start, end })) {
    if (!time?.dateTime && !time?.date) throw new GoogleError('badRequest', { words: `Missing ${which} time.` });
    if (time?.dateTime && time.date) throw new GoogleError('badRequest', { words: `Invalid ${which} time.` });
    if (time.dateTime && !hasOffset(time.dateTime) && !time.timeZone)
      throw new GoogleError('badRequest', { words: `Missing time zone definition for ${which} time.` });
  }
  if (reminders?.useDefault && reminders.overrides?.length)
    throw new GoogleError('badRequest', { words: 'Cannot specify both default reminders and overrides.' });
}

const hasOffset = (dateTime: string) => /(Z|[+-]\d\d:\d\d)$/i.test(dateTime);
