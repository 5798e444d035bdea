import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { columns, type RosterProblem, readRoster } from '../../src/doctors/roster.ts';
import { projectFolder } from '../../src/root.ts';
import { importMessages } from '../../views/messages/import.ts';

const okafor = {
  name: 'Dr Adaeze Okafor',
  email: 'a.okafor@riverside.example',
  specialization: 'General practice',
  qualification: 'MBBS',
  experience_years: '14',
  consultation_fee: '45.00',
  currency: 'GBP',
  slot_minutes: '15',
  working_hours: 'Mon-Tue 08:30-12:30; Mon 13:30-17:00',
  time_off: '',
  bio: 'Sees adults, and children.',
};
type Line = Partial<typeof okafor>;

function csv(lines: Line[], { delimiter = ',', end = '\n' } = {}): string {
  const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
  const rows = lines.map((line) => columns.map((column) => quoted({ ...okafor, ...line }[column])).join(delimiter));
  return [columns.join(delimiter), ...rows].join(end);
}

const read = (text: string) => readRoster(new TextEncoder().encode(text));

function doctors(text: string | Uint8Array) {
  const roster = typeof text === 'string' ? read(text) : readRoster(text);
  if (!roster.ok) throw new Error(JSON.stringify(roster.problems));
  return roster.doctors;
}

/** The reasons why a roster of this one doctor is refused. */
function problems(line: Line): Omit<RosterProblem, 'line'>[] {
  const roster = read(csv([line]));
  return roster.ok ? [] : roster.problems.map(({ line: _, ...problem }) => problem);
}

test('a line becomes a doctor: fee in minor units, hours a row a day, time off with both ends', () => {
  const time_off = '2026-12-24/2026-12-28 Christmas leave; 2027-01-11 Training day; 2027-02-01';
  expect(doctors(csv([{ time_off }]))).toEqual([
    {
      name: 'Dr Adaeze Okafor',
      email: 'a.okafor@riverside.example',
      specialization: 'General practice',
      qualification: 'MBBS',
      experience: 14,
      consultationFee: 4500,
      currency: 'GBP',
      slotDuration: 15,
      workingHours: [
        { weekday: 1, starts: '08:30', ends: '12:30' },
        { weekday: 2, starts: '08:30', ends: '12:30' },
        { weekday: 1, starts: '13:30', ends: '17:00' },
      ],
      timeOff: [
        { firstDay: '2026-12-24', lastDay: '2026-12-28', reason: 'Christmas leave' },
        { firstDay: '2027-01-11', lastDay: '2027-01-11', reason: 'Training day' },
        { firstDay: '2027-02-01', lastDay: '2027-02-01', reason: '' },
      ],
      bio: 'Sees adults, and children.',
    },
  ]);
});

test('the demo clinic’s own roster has no problem, twelve doctors and at least six specialities', () => {
  const demo = doctors(readFileSync(`${projectFolder}/src/db/demo-clinic.csv`));
  expect(demo).toHaveLength(12);
  expect(new Set(demo.map(({ specialization }) => specialization)).size).toBeGreaterThanOrEqual(6);
  expect(demo.map(({ name }) => name)).toContain('Dr Błażej Wiśniewski');
});

describe('as a spreadsheet writes it', () => {
  const expected = doctors(csv([{ name: 'Dr Tomás Beltrán' }]));
  const utf8 = (text: string) => new TextEncoder().encode(text);

  test.each([
    ['a byte order mark', new TextEncoder().encode(`\uFEFF${csv([{ name: 'Dr Tomás Beltrán' }])}`)],
    ['CRLF', new TextEncoder().encode(csv([{ name: 'Dr Tomás Beltrán' }], { end: '\r\n' }))],
    ['semicolons', new TextEncoder().encode(csv([{ name: 'Dr Tomás Beltrán' }], { delimiter: ';' }))],
    ['tabs', new TextEncoder().encode(csv([{ name: 'Dr Tomás Beltrán' }], { delimiter: '\t' }))],
    ['Windows-1252', Buffer.from(csv([{ name: 'Dr Tomás Beltrán' }]), 'latin1')],
    ['UTF-16', Buffer.from(`\uFEFF${csv([{ name: 'Dr Tomás Beltrán' }])}`, 'utf16le')],
    ['UTF-16, the other way round', Buffer.from(`\uFEFF${csv([{ name: 'Dr Tomás Beltrán' }])}`, 'utf16le').swap16()],
    [
      'a first line that names the separator',
      utf8(`sep=;\r\n${csv([{ name: 'Dr Tomás Beltrán' }], { delimiter: ';' })}`),
    ],
    ['separators after the last cell of every line', utf8(csv([{ name: 'Dr Tomás Beltrán' }]).replaceAll(/$/gm, ',,'))],
    ['separators after the last cell of the doctors’ lines', utf8(`${csv([{ name: 'Dr Tomás Beltrán' }])},,,`)],
    ['separators after the last column’s name', utf8(csv([{ name: 'Dr Tomás Beltrán' }]).replace('\n', ',,\n'))],
    ['letters with combining accents', new TextEncoder().encode(csv([{ name: 'Dr Toma\u0301s Beltra\u0301n' }]))],
    ['empty lines', new TextEncoder().encode(`\n${csv([{ name: 'Dr Tomás Beltrán' }])}\n\n,,,,,,,,,,\n`)],
  ])('%s', (_, bytes) => {
    expect(doctors(bytes)).toEqual(expected);
  });

  test('columns in any order, their names in any case', () => {
    const rows = csv([{}])
      .split('\n')
      .map((line) =>
        line
          .split(/,(?! )/)
          .toReversed()
          .join(','),
      );
    expect(doctors(rows.join('\n').replace('working_hours', 'Working hours'))).toEqual(doctors(csv([{}])));
  });

  test.each([
    ['email', 'E-Mail'],
    ['email', 'e-mail '],
    ['slot_minutes', 'Slot Minutes'],
    ['working_hours', 'WorkingHours'],
  ])('the column %s, spelled %s', (column, spelled) => {
    expect(doctors(csv([{}]).replace(column, spelled))).toEqual(doctors(csv([{}])));
  });

  test('quotation marks within a cell', () => {
    expect(doctors(csv([{ bio: '"Doc" to her patients' }]))[0]?.bio).toBe('"Doc" to her patients');
  });

  test('a first line that names the separator counts as a line', () => {
    const roster = read(`sep=,\n${csv([{ email: 'okafor' }])}`);
    expect(roster).toMatchObject({ problems: [{ line: 3, column: 'email' }] });
  });

  test('a typographic apostrophe of Windows-1252', () => {
    const bytes = Buffer.from(csv([{ name: 'Dr N#Diaye' }]), 'latin1');
    bytes[bytes.indexOf('#')] = 0x92;
    expect(doctors(bytes)[0]?.name).toBe('Dr N’Diaye');
  });

  test('one stray byte among UTF-8 is a letter lost where it stands, and not another spelling of all the rest', () => {
    const bytes = Buffer.from(
      csv([{ name: 'Dr Tomás Beltrán' }, { email: 'b@riverside.example', bio: 'Kind# and quick' }]),
    );
    bytes[bytes.indexOf('#')] = 0xa0;
    expect(readRoster(bytes)).toMatchObject({
      ok: false,
      problems: [{ line: 3, column: 'bio', reason: 'lost_letters' }],
    });
  });

  test('a decimal comma, where commas do not divide cells', () => {
    expect(doctors(csv([{ consultation_fee: '45,50' }], { delimiter: ';' }))[0]?.consultationFee).toBe(4550);
    expect(problems({ consultation_fee: '45,50' })).toMatchObject([{ reason: 'bad_fee' }]);
  });
});

describe('money is counted in the currency’s own minor units', () => {
  test.each([
    ['45', 'GBP', 4500],
    ['45.5', 'gbp', 4550],
    ['5000', 'JPY', 5000],
    ['5000.00', 'JPY', 5000],
    ['12.345', 'KWD', 12345],
    ['0', 'EUR', 0],
  ])('%s %s', (consultation_fee, currency, minor) => {
    expect(doctors(csv([{ consultation_fee, currency }]))[0]?.consultationFee).toBe(minor);
  });
});

describe('days and times as people write them', () => {
  const hours = (working_hours: string) =>
    doctors(csv([{ working_hours }]))[0]?.workingHours.map(
      ({ weekday, starts, ends }) => `${weekday} ${starts}-${ends}`,
    );

  test.each([
    ['Sat-Mon 09:00-10:00', ['6 09:00-10:00', '7 09:00-10:00', '1 09:00-10:00']],
    ['Mon, Wed,Fri 9:00 - 10:00', ['1 09:00-10:00', '3 09:00-10:00', '5 09:00-10:00']],
    ['Monday–Tuesday 09.00–10.00', ['1 09:00-10:00', '2 09:00-10:00']],
    ['Sun 22:00-24:00;', ['7 22:00-24:00']],
    ['Mon 09:00-10:00; Mon 10:00-11:00', ['1 09:00-10:00', '1 10:00-11:00']],
  ])('%s', (text, expected) => {
    expect(hours(text)).toEqual(expected);
  });
});

describe('a line is refused', () => {
  test.each<[string, Line, RosterProblem['reason'], string?]>([
    ['with an empty name', { name: ' ' }, 'empty'],
    ['with a name that lost letters', { name: 'Dr B?a?ej Wi?niewski' }, 'lost_letters'],
    ['with a name longer than 200 characters', { name: 'x'.repeat(201) }, 'too_long'],
    ['with a bad e-mail address', { email: 'okafor at riverside' }, 'bad_email'],
    ['with an e-mail address that no mail server takes', { email: `${'x'.repeat(250)}@x.example` }, 'bad_email'],
    ['without a speciality', { specialization: '' }, 'empty'],
    ['without a qualification', { qualification: '' }, 'empty'],
    ['with half a year of experience', { experience_years: '1.5' }, 'not_a_whole_number'],
    ['with negative experience', { experience_years: '-1' }, 'out_of_range'],
    ['with a negative fee', { consultation_fee: '-45.00' }, 'negative_fee'],
    ['with a fee in words', { consultation_fee: '£45' }, 'bad_fee'],
    ['with a fee that no column holds', { consultation_fee: '99999999999' }, 'bad_fee'],
    ['with a tenth of a penny', { consultation_fee: '45.005' }, 'fee_too_exact'],
    ['with half a yen', { consultation_fee: '500.5', currency: 'JPY' }, 'fee_too_exact'],
    ['with an unknown currency', { currency: 'QQQ' }, 'unknown_currency'],
    ['with a slot of no minutes', { slot_minutes: '0' }, 'out_of_range'],
    ['with a slot of ten hours', { slot_minutes: '600' }, 'out_of_range'],
    ['with a slot longer than every range', { slot_minutes: '300' }, 'slot_longer_than_hours'],
    ['without hours', { working_hours: '' }, 'empty'],
    ['with hours in words', { working_hours: 'mornings' }, 'bad_hours'],
    ['with an unknown weekday', { working_hours: 'Mon-Frx 09:00-12:00' }, 'unknown_weekday', 'Frx'],
    ['with a weekday of two letters', { working_hours: 'Mo 09:00-12:00' }, 'unknown_weekday', 'Mo'],
    ['with a time that no clock shows', { working_hours: 'Mon 09:00-12:60' }, 'bad_time', '12:60'],
    ['with an end before the start', { working_hours: 'Mon 12:00-09:00' }, 'end_before_start'],
    ['with an end at the start', { working_hours: 'Mon 12:00-12:00' }, 'end_before_start'],
    [
      'with ranges that overlap',
      { working_hours: 'Mon-Fri 09:00-12:00; Wed 11:00-13:00' },
      'overlapping_hours',
      'Wed 11:00-13:00',
    ],
    ['with the same range twice', { working_hours: 'Mon 09:00-12:00; Mon 09:00-12:00' }, 'overlapping_hours'],
    ['with a day that does not exist', { time_off: '2026-02-30 Skiing' }, 'bad_date', '2026-02-30'],
    ['with a date in another order', { time_off: '24-12-2026' }, 'bad_date'],
    ['with time off in words', { time_off: 'Christmas' }, 'bad_time_off'],
    ['with time off to a day after a dash', { time_off: '2026-12-24 - 2026-12-28 Christmas' }, 'bad_time_off'],
    ['with time off to a day after a word', { time_off: '2026-12-24 to 2026-12-28' }, 'bad_time_off'],
    ['with time off to a day in words', { time_off: '2026-12-24 - 28 December' }, 'bad_time_off'],
    [
      'with two times off that a comma parts',
      { time_off: '2026-12-24/2026-12-28 Christmas, 2027-01-05 Training' },
      'bad_time_off',
    ],
    ['with a name of two lines', { name: 'Dr\nOkafor' }, 'not_one_line'],
    ['with a terminal’s commands in the qualification', { qualification: 'MBBS \x1b[31m' }, 'not_one_line'],
    ['with time off that ends before it begins', { time_off: '2026-12-28/2026-12-24 Leave' }, 'last_day_before_first'],
  ])('%s', (_, line, reason, value) => {
    const [column] = Object.keys(line);
    expect(problems(line)).toMatchObject([{ column, reason, ...(value && { value }) }]);
  });

  test('with the e-mail address of another line, whatever its case', () => {
    expect(read(csv([{}, { email: 'A.OKAFOR@riverside.example' }]))).toEqual({
      ok: false,
      problems: [
        { line: 3, column: 'email', reason: 'repeated_email', value: 'A.OKAFOR@riverside.example', other: '2' },
      ],
    });
  });

  test('without an e-mail address, and not for being like another without', () => {
    expect(read(csv([{ email: '' }, { email: '' }]))).toMatchObject({
      problems: [
        { line: 2, reason: 'empty' },
        { line: 3, reason: 'empty' },
      ],
    });
  });

  test('with a cell too many', () => {
    expect(read(`${csv([{}])},,more,`)).toMatchObject({
      problems: [{ reason: 'cell_count', value: '13', other: '11' }],
    });
  });

  test('with a cell too few', () => {
    expect(read(`${columns.join(',')}\nDr A,a@x.example`)).toEqual({
      ok: false,
      problems: [{ line: 2, reason: 'cell_count', value: '2', other: '11' }],
    });
  });
});

test('every problem of every line is told, in the order of the file, by the line on which it begins', () => {
  const bio = 'Two\nlines';
  const roster = read(
    csv([{ bio }, { email: 'b', bio, currency: 'X' }, { email: 'c@x.example', slot_minutes: 'ten' }], { end: '\r\n' }),
  );
  expect(roster.ok ? [] : roster.problems.map(({ line, column, reason }) => [line, column, reason])).toEqual([
    [4, 'email', 'bad_email'],
    [4, 'currency', 'unknown_currency'],
    [6, 'slot_minutes', 'not_a_whole_number'],
  ]);
});

describe('a file is refused', () => {
  test.each<[string, string, Partial<RosterProblem>[]]>([
    ['that is empty', '', [{ line: 1, reason: 'empty_file' }]],
    ['with column names only', columns.join(','), [{ line: 1, reason: 'no_doctors' }]],
    [
      'without a column',
      csv([{}]).replace('time_off', 'bio'),
      [
        { column: 'time_off', reason: 'missing_column' },
        { column: 'bio', reason: 'repeated_column' },
      ],
    ],
    [
      'with an unknown column',
      csv([{}]).replace('time_off', 'holidays'),
      [
        { column: 'time_off', reason: 'missing_column' },
        { column: 'holidays', reason: 'unknown_column' },
      ],
    ],
    [
      'with a column that has no name',
      csv([{}]).replace('time_off,', ',time_off,'),
      [{ line: 1, reason: 'unnamed_column', value: '10' }],
    ],
    ['with a quotation mark that never closes', csv([{}, {}]).slice(0, -1), [{ line: 3, reason: 'broken_quotes' }]],
    ['that is no text at all', '\u0000\u0001\u0002', [{ reason: 'missing_column', column: 'name' }]],
  ])('%s', (_, text, expected) => {
    const roster = read(text);
    expect(roster.ok ? [] : roster.problems.slice(0, expected.length)).toMatchObject(expected);
  });
});

test('every reason has a sentence with the line, the column and what stands there', () => {
  const roster = read(csv([{ email: 'okafor' }]));
  expect(roster.ok ? [] : roster.problems.map(importMessages.problem)).toEqual([
    'line 2, email: “okafor” is not an e-mail address',
  ]);
});
