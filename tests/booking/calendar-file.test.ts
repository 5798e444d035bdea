import ical from 'ical.js';
import { expect, test } from 'vitest';
import type { Appointment } from '../../src/booking/appointment.ts';
import { calendarFile } from '../../src/booking/calendar-file.ts';
import { makeSecrets } from '../../src/http/secrets.ts';

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
const secretsOf = (clinic: string) => makeSecrets(`${clinic}: a secret of 32 characters or more`);
const file = calendarFile(appointment, clinic, secretsOf('one'));
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
  const moved = calendarFile({ ...appointment, sequence: 1 }, { ...clinic, name: 'New name' }, secretsOf('one'));
  expect(uid(moved)).toBe(uid(file));
  expect(uid(calendarFile(appointment, clinic, secretsOf('two')))).not.toBe(uid(file));
  expect(uid(calendarFile({ ...appointment, id: 18 }, clinic, secretsOf('one')))).not.toBe(uid(file));
  expect(uid(file)).not.toContain('localhost');
});
