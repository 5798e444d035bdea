/** Every sentence of `npm run import`, in English. */
import type { Imported } from '../../src/doctors/import-roster.ts';
import type { RosterProblem, RosterReason } from '../../src/doctors/roster.ts';

const reasons: Record<RosterReason, (value: string, other: string) => string> = {
  empty_file: () => 'the file is empty',
  no_doctors: () => 'there are column names, but no doctor below them',
  broken_quotes: () =>
    'a quotation mark opens here and is not closed, or stands in the middle of a cell (write "" for one)',
  broken_table: () => 'this is not a table of comma-separated values',
  missing_column: () => 'this column is missing',
  unknown_column: () => 'there is no such column',
  unnamed_column: (value) => `column ${value} has no name`,
  repeated_column: () => 'this column is there twice',
  cell_count: (value, other) => `there are ${value} cells where the first line names ${other} columns`,
  empty: () => 'this must not be empty',
  too_long: (value, other) => `this has ${value} characters and may have ${other}`,
  lost_letters: (value) => `“${value}” has lost letters: save the file as “CSV UTF-8”`,
  not_one_line: (value) => `“${value}” must be one line, without control characters`,
  bad_email: (value) => `“${value}” is not an e-mail address`,
  repeated_email: (value, other) => `${value} is already on line ${other}`,
  not_a_whole_number: (value) => `“${value}” is not a whole number`,
  out_of_range: (value, other) => `${value} is not within ${other}`,
  bad_fee: (value) => `“${value}” is not an amount like 45.00`,
  negative_fee: (value) => `${value} is less than nothing`,
  fee_too_exact: (value, other) => `${value} has more decimals than this currency, which has ${other}`,
  unknown_currency: (value) => `“${value}” is not a currency code like GBP`,
  bad_hours: (value) => `“${value}” is not like Mon-Fri 08:30-12:30`,
  unknown_weekday: (value) => `“${value}” is not a weekday like Mon`,
  bad_time: (value) => `“${value}” is not a time like 08:30`,
  end_before_start: (value) => `“${value}” ends before it starts`,
  overlapping_hours: (value, other) => `${value} overlaps ${other}`,
  slot_longer_than_hours: (value, other) =>
    `an appointment of ${value} minutes fits into no working hours, the longest are ${other} minutes`,
  bad_time_off: (value) => `“${value}” is not like 2026-12-24/2026-12-28 Christmas leave`,
  bad_date: (value) => `“${value}” is not a date like 2026-12-24`,
  last_day_before_first: (value) => `“${value}” ends before it begins`,
};

const count = (number: number, one: string, many = `${one}s`) =>
  `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
const list = (names: string[]) => names.map((name) => `  ${name}`);

export const importMessages = {
  help: [
    'Brings the doctors of a clinic’s roster, a CSV file, into MediBook.',
    '',
    '  npm run import -- FILE.csv [--dry-run] [--retire-missing]',
    '',
    '  --dry-run          say what would happen, and change nothing',
    '  --retire-missing   retire the doctors who are not in the file: no new appointments; those that stand are named',
    '  --help             this',
    '',
    'The columns, in any order: name, email, specialization, qualification, experience_years, consultation_fee, currency,',
    'slot_minutes, working_hours (Mon-Fri 08:30-12:30; Mon-Thu 13:30-17:00), time_off (2026-12-24/2026-12-28 Christmas',
    'leave; 2027-01-11 Training day), bio. A doctor is known by the e-mail address: importing again updates.',
    'DATABASE_URL says where; without it, it is the embedded database.',
  ].join('\n'),
  usage: 'Name one CSV file: npm run import -- FILE.csv (--help says more).',
  unknownOption: (option: string) => `There is no option ${option} (--help says which there are).`,
  tooLarge: (file: string, most: number) => `${file} is larger than ${most} MB: no roster is. Is it the right file?`,
  unreadable: (file: string, why: 'missing' | 'folder' | 'forbidden' | 'other') =>
    ({
      missing: `There is no file ${file}.`,
      folder: `${file} is a folder, not a CSV file.`,
      forbidden: `${file} may not be read by this user.`,
      other: `${file} can’t be read.`,
    })[why],
  failed: (why: string) => `The import failed: ${why}`,
  nothingChanged: (file: string, problems: number) =>
    `${file} was not imported and nothing has changed: ${count(problems, 'problem')} to put right.`,
  problem: ({ line, column, reason, value = '', other = '' }: RosterProblem) =>
    `line ${line}${column ? `, ${column}` : ''}: ${reasons[reason](value, other)}`,
  makingSlots: 'Making times [{bar}] {value}/{total} doctors',
  stopped:
    'The doctors are imported, but not all their times are made yet. A MediBook that runs makes the rest by itself, otherwise the next one to start.',
  interrupted: 'The import was stopped, and nothing has changed.',
  notReady:
    'A dry run changes nothing, and this database has not the tables of this version of MediBook yet: start MediBook once first, then try again.',
  report,
};

/** What happened, or would happen, as lines. Names of doctors only: no patient is named. */
function report(result: Imported): string[] {
  const { added, updated, unchanged, missing, slots, outside, heldOutside, dryRun, retired } = result;
  const would = dryRun ? 'Would be imported: ' : '';
  return [
    `${would}${added} added, ${updated} updated, ${unchanged} unchanged, ${missing.length} missing from the file.`,
    ...missingLines(
      missing.map(({ name, email }) => `${name} <${email}>`),
      retired,
      dryRun,
    ),
    `${count(slots.created, 'time')} ${dryRun ? 'would be made' : 'made'}, ${slots.withdrawn} withdrawn.`,
    ...(outside.length === 0
      ? []
      : [
          `${count(outside.length, 'booked appointment')} ${outside.length === 1 ? 'falls' : 'fall'} outside the hours. Nothing was changed about ${outside.length === 1 ? 'it' : 'them'}; please call the patient:`,
          ...list(
            outside.map(({ reference, doctor, date, startTime }) => `${reference}  ${date} ${startTime}  ${doctor}`),
          ),
        ]),
    ...(heldOutside === 0
      ? []
      : [
          `${count(heldOutside, 'time')} outside the hours ${heldOutside === 1 ? 'is' : 'are'} held by a patient just now and may still be booked: import again in some minutes to see.`,
        ]),
    ...(dryRun ? ['This was a dry run: nothing has changed.'] : []),
  ];
}

function missingLines(names: string[], retired: boolean, dryRun: boolean): string[] {
  if (names.length === 0) return [];
  if (retired) return [dryRun ? 'Would be retired:' : 'Retired:', ...list(names)];
  return ['Not in the file, and left as they are (--retire-missing retires them):', ...list(names)];
}
