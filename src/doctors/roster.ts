import { type Row, readTable } from './csv.ts';
import { cells, hoursFit } from './roster-cells.ts';
import type { Hours, TimeOff } from './roster-hours.ts';

/** The columns of a roster, all of them wanted, in any order. */
export const columns = [
  'name',
  'email',
  'specialization',
  'qualification',
  'experience_years',
  'consultation_fee',
  'currency',
  'slot_minutes',
  'working_hours',
  'time_off',
  'bio',
] as const;
export type Column = (typeof columns)[number];

export type RosterDoctor = {
  name: string;
  /** As typed; the same person whatever its case. */
  email: string;
  specialization: string;
  qualification: string;
  /** Years in practice. */
  experience: number;
  /** Minor units of `currency`. */
  consultationFee: number;
  currency: string;
  /** Minutes. */
  slotDuration: number;
  workingHours: Hours[];
  timeOff: TimeOff[];
  bio: string;
};

/** Why a line is refused. The sentences are in views/messages/import.ts. */
export type RosterReason =
  | 'empty_file'
  | 'no_doctors'
  | 'broken_quotes'
  | 'broken_table'
  | 'missing_column'
  | 'unknown_column'
  | 'unnamed_column'
  | 'repeated_column'
  | 'cell_count'
  | 'empty'
  | 'too_long'
  | 'lost_letters'
  | 'not_one_line'
  | 'bad_email'
  | 'repeated_email'
  | 'not_a_whole_number'
  | 'out_of_range'
  | 'bad_fee'
  | 'negative_fee'
  | 'fee_too_exact'
  | 'unknown_currency'
  | 'bad_hours'
  | 'unknown_weekday'
  | 'bad_time'
  | 'end_before_start'
  | 'overlapping_hours'
  | 'slot_longer_than_hours'
  | 'bad_time_off'
  | 'bad_date'
  | 'last_day_before_first';

/** `value` is what stands in the file; `other` what it is measured by: a line, a limit, a column count, another range. */
export type RosterProblem = {
  /** Of the file, 1 is the first. */
  line: number;
  column?: string;
  reason: RosterReason;
  value?: string | undefined;
  other?: string | undefined;
};

export type Roster = { ok: true; doctors: RosterDoctor[] } | { ok: false; problems: RosterProblem[] };

/** Reads and checks a clinic's roster. Every problem of every line is told, not only the first. */
export function readRoster(bytes: Uint8Array): Roster {
  const table = readTable(bytes);
  if (!table.ok) return { ok: false, problems: [{ line: table.line, reason: table.reason }] };
  const [header, ...rows] = table.rows;
  if (!header) return { ok: false, problems: [{ line: 1, reason: 'empty_file' }] };

  const names = withoutEmptyEnd(header.cells, 0).map(columnName);
  const problems = headerProblems(header.line, names);
  if (problems.length > 0) return { ok: false, problems };
  if (rows.length === 0) return { ok: false, problems: [{ line: header.line, reason: 'no_doctors' }] };

  const decimalComma = table.delimiter !== ',';
  const doctors = rows.map((row) => readDoctor(row, names, decimalComma, problems));
  problems.push(...repeatedEmails(rows, names));
  if (problems.length > 0) return { ok: false, problems: problems.sort(inOrder) };
  return { ok: true, doctors: doctors.filter((doctor) => doctor !== null) };
}

const place = ({ column = '' }: RosterProblem) => columns.indexOf(column as Column);
const inOrder = (a: RosterProblem, b: RosterProblem) => a.line - b.line || place(a) - place(b);

const letters = (name: string) => name.toLowerCase().replaceAll(/[^\p{L}]/gu, '');

/** The column that is meant, however it is spelled: `E-Mail`, `Slot Minutes`. */
const columnName = (cell: string): string => columns.find((column) => letters(column) === letters(cell)) ?? cell;

/** A spreadsheet that once had more columns writes separators after the last cell of a line. */
function withoutEmptyEnd(cells: string[], least: number): string[] {
  return cells.slice(0, Math.max(least, cells.findLastIndex((cell) => cell !== '') + 1));
}

function headerProblems(line: number, names: string[]): RosterProblem[] {
  const known: readonly string[] = columns;
  return [
    ...columns
      .filter((column) => !names.includes(column))
      .map((column) => ({ line, column, reason: 'missing_column' as const })),
    ...names
      .filter((name) => name !== '' && !known.includes(name))
      .map((column) => ({ line, column, reason: 'unknown_column' as const })),
    ...names.flatMap((name, at) =>
      name === '' ? [{ line, reason: 'unnamed_column' as const, value: `${at + 1}` }] : [],
    ),
    ...columns
      .filter((column) => names.indexOf(column) !== names.lastIndexOf(column))
      .map((column) => ({ line, column, reason: 'repeated_column' as const })),
  ];
}

/** Null where something is wrong with the line; what it is joins `problems`. */
function readDoctor(
  { line, cells: found }: Row,
  names: string[],
  decimalComma: boolean,
  problems: RosterProblem[],
): RosterDoctor | null {
  const texts = found.length > names.length ? withoutEmptyEnd(found, names.length) : found;
  if (texts.length !== names.length) {
    problems.push({ line, reason: 'cell_count', value: `${texts.length}`, other: `${names.length}` });
    return null;
  }
  const before = problems.length;
  const cell = (column: Column) => ({
    text: texts[names.indexOf(column)] ?? '',
    refuse: (reason: RosterReason, value?: string, other?: string): undefined => {
      problems.push({ line, column, reason, value, other });
    },
  });

  const currency = cells.currency(cell('currency'));
  const doctor = {
    name: cells.name(cell('name')),
    email: cells.email(cell('email')),
    specialization: cells.words(cell('specialization'), 100),
    qualification: cells.words(cell('qualification'), 200),
    experience: cells.whole(cell('experience_years'), 0, 80),
    consultationFee: cells.fee(cell('consultation_fee'), currency, decimalComma),
    currency,
    slotDuration: cells.whole(cell('slot_minutes'), 5, 480),
    workingHours: cells.hours(cell('working_hours')),
    timeOff: cells.timeOff(cell('time_off')),
    bio: cells.optionalWords(cell('bio'), 5000),
  };
  if (problems.length === before) hoursFit(doctor as RosterDoctor, cell('slot_minutes'));
  return problems.length === before ? (doctor as RosterDoctor) : null;
}

function repeatedEmails(rows: Row[], names: string[]): RosterProblem[] {
  const first = new Map<string, number>();
  const at = names.indexOf('email');
  return rows.flatMap(({ line, cells }) => {
    const email = cells[at] ?? '';
    const before = first.get(email.toLowerCase());
    if (before === undefined) first.set(email.toLowerCase(), line);
    if (before === undefined || email === '') return [];
    return [{ line, column: 'email', reason: 'repeated_email' as const, value: email, other: `${before}` }];
  });
}
