import { spawnSync } from 'node:child_process';
import ical from 'ical.js';
import { describe, expect, test } from 'vitest';
import type { Appointment } from '../../src/booking/appointment.ts';
import { calendarFile, calendarRequest } from '../../src/booking/calendar-file.ts';
import { pythonWithCalendars } from '../support/programs.ts';

const clinic = {
  name: 'Zdravotní středisko „Ľubica“, Žilina; 1. poschodie',
  timeZone: 'Europe/Bratislava',
  phone: '041 123 45 67',
  address: 'Námestie Andreja Hlinku 1,\nvchod B; 010 01 Žilina\\Slovensko, tretie dvere vľavo za schodmi',
  email: 'recepcia@zilina.example',
};
const appointment = {
  id: 17,
  reference: 'K7MF4QT2',
  status: 'scheduled',
  startsAt: Temporal.Instant.from('2026-12-01T09:30:00Z'),
  endsAt: Temporal.Instant.from('2026-12-01T10:00:00Z'),
  createdAt: Temporal.Instant.from('2026-11-24T08:00:00Z'),
  sequence: 0,
  doctorName: 'MUDr. Ľubomíra Šťastná, PhD.; 😀'.repeat(4),
} as Appointment;
const file = calendarFile(appointment, clinic);
const where = `${clinic.name}, ${clinic.address}`;

test('every line ends with CRLF, the last one too, and none is longer than 75 bytes', () => {
  expect(file.endsWith('END:VCALENDAR\r\n')).toBe(true);
  expect(file.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  expect(file.split('\r\n').filter((line) => Buffer.byteLength(line) > 75)).toEqual([]);
});

test('ical.js reads back what was meant, accents, commas, semicolons and line ends included', () => {
  const event = new ical.Event(new ical.Component(ical.parse(file)).getFirstSubcomponent('vevent')!);
  expect(event.summary).toBe(`Appointment with ${appointment.doctorName}`);
  expect(event.location).toBe(where);
  expect(event.description).toBe('Reference K7MF-4QT2. To change it, call 041 123 45 67.');
  expect(event.startDate.toJSDate().toISOString()).toBe('2026-12-01T09:30:00.000Z');
});

test('the UID stays for the appointment’s life, and no two clinics share one', () => {
  const uid = (text: string) => /^UID:(.+?)\r\n(?! )/ms.exec(text)![1]!;
  const later = { startsAt: Temporal.Instant.from('2026-12-02T09:30:00Z'), doctorName: 'MUDr. Novák' };
  const moved = calendarFile({ ...appointment, ...later, sequence: 1 }, { ...clinic, name: 'New name' });
  expect(uid(moved)).toBe(uid(file));
  for (const other of [
    { reference: 'Z3XW9PQ4' },
    { createdAt: appointment.createdAt.add({ microseconds: 1 }) },
    { id: 18 },
  ])
    expect(uid(calendarFile({ ...appointment, ...other }, clinic))).not.toBe(uid(file));
  expect(uid(file)).not.toContain('localhost');
});

/** What a calendar program reads of a file, as two of them understand it that know nothing of each other. */
type Read = {
  method: string;
  uid: string;
  sequence: number;
  status: string;
  starts: string;
  organizer: string;
  attendee: string;
};

function byIcalJs(text: string): Read {
  const calendar = new ical.Component(ical.parse(text));
  const event = calendar.getFirstSubcomponent('vevent')!;
  const of = (name: string) => String(event.getFirstPropertyValue(name));
  return {
    method: String(calendar.getFirstPropertyValue('method')),
    uid: of('uid'),
    sequence: Number(of('sequence')),
    status: of('status'),
    starts: new ical.Event(event).startDate.toJSDate().toISOString(),
    organizer: of('organizer'),
    attendee: of('attendee'),
  };
}

const script = `
import sys, json, icalendar
calendar = icalendar.Calendar.from_ical(sys.stdin.buffer.read())
event = calendar.walk('VEVENT')[0]
print(json.dumps(dict(
  method=str(calendar['METHOD']), uid=str(event['UID']), sequence=int(event['SEQUENCE']), status=str(event['STATUS']),
  starts=event['DTSTART'].dt.strftime('%Y-%m-%dT%H:%M:%S.000Z'), organizer=str(event['ORGANIZER']), attendee=str(event['ATTENDEE']))))
`;

function byPython(text: string): Read {
  const { stdout, stderr } = spawnSync(pythonWithCalendars()!, ['-c', script], { input: text });
  if (stderr.length > 0) throw new Error(String(stderr));
  return JSON.parse(String(stdout));
}

describe.each([
  ['ical.js', byIcalJs, false],
  ['Python’s icalendar', byPython, !pythonWithCalendars()],
])('%s reads what a mail asks of a calendar', (_, read, absent) => {
  const sender = { name: clinic.name, address: 'objednavky@zilina.example' };
  const asked = (change: Partial<Appointment> = {}) =>
    calendarRequest({ ...appointment, ...change }, 'ada@example.org', { clinic, sender });

  test.skipIf(absent)(
    'to note the appointment, move it and take it out, always the same one and each time a newer state',
    () => {
      const booked = asked();
      const later = {
        startsAt: Temporal.Instant.from('2026-12-02T14:00:00Z'),
        endsAt: Temporal.Instant.from('2026-12-02T14:30:00Z'),
      };
      const moved = asked({ sequence: 1, ...later });
      const cancelled = asked({ sequence: 2, status: 'cancelled' });
      expect([booked.method, moved.method, cancelled.method]).toEqual(['REQUEST', 'REQUEST', 'CANCEL']);
      const common = {
        uid: byIcalJs(file).uid,
        // Whom the mail is from: a program that is strict takes a change from nobody else.
        organizer: expect.stringMatching(/^mailto:objednavky@zilina\.example$/i),
        attendee: expect.stringMatching(/^mailto:ada@example\.org$/i),
      };
      expect([booked, moved, cancelled].map(({ content }) => read(content))).toEqual([
        { ...common, method: 'REQUEST', sequence: 0, status: 'CONFIRMED', starts: '2026-12-01T09:30:00.000Z' },
        { ...common, method: 'REQUEST', sequence: 1, status: 'CONFIRMED', starts: '2026-12-02T14:00:00.000Z' },
        { ...common, method: 'CANCEL', sequence: 2, status: 'CANCELLED', starts: '2026-12-01T09:30:00.000Z' },
      ]);
    },
  );

  test.skipIf(absent)(
    'and has every line end with CRLF, none longer than 75 bytes, with an address nobody has to answer',
    () => {
      const { content } = asked();
      expect(content.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
      expect(content.split('\r\n').filter((line) => Buffer.byteLength(line) > 75)).toEqual([]);
      expect(content.replaceAll('\r\n ', '')).toContain('RSVP=FALSE');
    },
  );
});
