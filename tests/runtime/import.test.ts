import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { projectFolder } from '../../src/root.ts';
import { importMessages } from '../../views/messages/import.ts';
import { ownDatabase, testDatabase } from '../support/database.ts';
import { dataFolder } from '../support/medibook.ts';
import { installed } from '../support/programs.ts';
import { terminal } from '../support/terminal.ts';

const roster = readFileSync(join(projectFolder, 'src/db/demo-clinic.csv'), 'utf8');

/** Milliseconds that nothing takes which goes on at all, not even a database made on a busy machine. */
const soon = { timeout: 100_000 };

let clinic: Awaited<ReturnType<typeof dataFolder>>;
beforeEach(async () => {
  clinic = await dataFolder();
});
afterEach(() => clinic.remove());

/** `npm run import -- …`, as npm runs it. */
function runImport(args: string[], variables: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(inject('dist'), 'import.js'), ...args], {
    cwd: clinic.folder,
    env: { PATH: process.env.PATH, DATA_FOLDER: clinic.folder, ...variables },
    encoding: 'utf8',
  });
  return { code: status, said: stdout.trim().split('\n'), refused: stderr.trim().split('\n') };
}

/** The clinic's roster, so many times. */
function longRoster(times: number): string {
  const [header, ...lines] = roster.trim().split('\n');
  const again = (nth: number) => lines.map((line) => line.replace(/[\w.]+@/, (name) => `${nth}.${name}`));
  return [header, ...Array.from({ length: times }, (_, nth) => again(nth)).flat()].join('\n');
}

function file(text: string, name = 'roster.csv'): string {
  writeFileSync(join(clinic.folder, name), text);
  return name;
}

describe('with a server of the clinic’s own', () => {
  const database = ownDatabase();
  let variables: Record<string, string>;
  beforeAll(() => {
    variables = { DATABASE_URL: database.url };
  });

  test('a roster is tried, imported, and imported again', async () => {
    const csv = file(roster);
    const tried = runImport([csv, '--dry-run'], variables);
    expect(tried).toMatchObject({ code: 0, refused: [''] });
    expect(tried.said[0]).toBe('Would be imported: 12 added, 0 updated, 0 unchanged, 0 missing from the file.');
    expect(tried.said.at(-1)).toBe('This was a dry run: nothing has changed.');
    expect(await database.db.sql`SELECT FROM doctors`).toHaveLength(0);

    const imported = runImport([csv], variables);
    expect(imported).toMatchObject({ code: 0, refused: [''] });
    expect(imported.said).toEqual([
      '12 added, 0 updated, 0 unchanged, 0 missing from the file.',
      expect.stringMatching(/^\d,\d{3} times made, 0 withdrawn\.$/),
    ]);
    expect(runImport([csv], variables).said).toEqual([
      '0 added, 0 updated, 12 unchanged, 0 missing from the file.',
      '0 times made, 0 withdrawn.',
    ]);

    const fewer = file(roster.trim().split('\n').slice(0, -1).join('\n'), 'fewer.csv');
    expect(runImport([fewer], variables).said.slice(1, 3)).toEqual([
      'Not in the file, and left as they are (--retire-missing retires them):',
      '  Dr Błażej Wiśniewski <b.wisniewski@riverside.example>',
    ]);
    expect(runImport([fewer, '--retire-missing'], variables).said.slice(1, 3)).toEqual([
      'Retired:',
      '  Dr Błażej Wiśniewski <b.wisniewski@riverside.example>',
    ]);
  });
});

test('without DATABASE_URL the roster goes into the embedded database, which is stopped again', async () => {
  const { code, said } = runImport([file(roster)]);
  expect(said[0]).toBe('12 added, 0 updated, 0 unchanged, 0 missing from the file.');
  expect(code).toBe(0);
  expect(await clinic.postmaster()).toBeUndefined();
});

test.skipIf(!installed('tmux'))('on a terminal, a long import shows how far it is', async () => {
  const database = await testDatabase();
  const words = [process.execPath, join(inject('dist'), 'import.js'), join(clinic.folder, file(longRoster(20)))];
  const screen = await terminal('sh', [
    '-c',
    `HORIZON_DAYS=20 DATABASE_URL='${database.url}' ${words.join(' ')}; sleep 600`,
  ]);
  await screen.shows(/Making times \[=*-+\] \d+\/240 doctors/);
  await screen.shows(/Making times \[=+\] 240\/240 doctors/);
  await screen.shows('240 added');
  await screen.close();
  await database.drop();
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s amid the times: it stops, says so, and leaves no database running', async (signal, exitCode) => {
  const args = [join(inject('dist'), 'import.js'), file(longRoster(20))];
  const child = spawn(process.execPath, args, {
    cwd: clinic.folder,
    env: { PATH: process.env.PATH, DATA_FOLDER: clinic.folder },
  });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const ended = once(child, 'close');
  await expect
    .poll(
      () =>
        clinic.sql().then(
          (sql) => sql`SELECT`.finally(() => sql.end()),
          () => null,
        ),
      soon,
    )
    .not.toBeNull();
  const sql = await clinic.sql();
  await sql`SELECT pg_advisory_lock(hashtextextended('refresh_slots', 0))`;
  await expect.poll(() => sql`SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`, soon).toHaveLength(1);
  child.kill(signal);
  await sql.end();
  expect(await ended).toEqual([exitCode, null]);
  expect(said).toBe(`${importMessages.stopped}\n`);
  expect(await clinic.postmaster()).toBeUndefined();
});

describe('a dry run makes nothing', () => {
  test('in an empty database, and says what to do first', async () => {
    const admin = postgres(inject('postgres'), { max: 1 });
    const name = `empty_${randomBytes(6).toString('hex')}`;
    await admin.unsafe(`CREATE DATABASE ${name}`);
    const DATABASE_URL = inject('postgres').replace(/\/medibook$/, `/${name}`);
    const sql = postgres(DATABASE_URL, { max: 1 });
    const tables = () => sql`SELECT schemaname, tablename FROM pg_tables ORDER BY 1, 2`;
    const before = await tables();
    const tried = runImport([file(roster), '--dry-run'], { DATABASE_URL });
    expect(tried).toEqual({ code: 1, said: [''], refused: [importMessages.notReady] });
    expect(await tables()).toEqual(before);
    await sql.end();
    await admin.unsafe(`DROP DATABASE ${name}`);
    await admin.end();
  });

  test('in an empty data folder', () => {
    const tried = runImport([file(roster), '--dry-run']);
    expect(tried).toEqual({ code: 1, said: [''], refused: [importMessages.notReady] });
    expect(readdirSync(clinic.folder)).toEqual(['roster.csv']);
  });
});

test('tables that cannot be made are answered with one sentence', async () => {
  const own = new URL(inject('postgres'));
  own.pathname = '/template1';
  const { code, refused } = runImport([file(roster)], { DATABASE_URL: own.href });
  expect(code).toBe(1);
  expect(refused).toEqual([
    expect.stringMatching(/^MediBook cannot make its tables \(permission denied .*\): make the user/),
  ]);
});

test('a refused roster is answered with every reason, before any database is started', async () => {
  const { code, refused } = runImport([file(roster.replace('45.00', '-45').replace('Mon-Wed 09:00', 'Mo-Wed 09:00'))]);
  expect(code).toBe(1);
  expect(refused).toEqual([
    'roster.csv was not imported and nothing has changed: 2 problems to put right.',
    '  line 2, consultation_fee: -45 is less than nothing',
    '  line 3, working_hours: “Mo” is not a weekday like Mon',
  ]);
  expect(await clinic.postmaster()).toBeUndefined();
});

test.each<[string, string[], Record<string, string>, string]>([
  ['a file that is not there', ['nowhere.csv'], {}, 'There is no file nowhere.csv.'],
  ['a folder', ['.'], {}, '. is a folder, not a CSV file.'],
  ['no file', [], {}, 'Name one CSV file: npm run import -- FILE.csv (--help says more).'],
  ['two files', ['a.csv', 'b.csv'], {}, 'Name one CSV file: npm run import -- FILE.csv (--help says more).'],
  ['an option that is none', ['a.csv', '--force'], {}, 'There is no option --force (--help says which there are).'],
  ['a bad variable', ['a.csv'], { HORIZON_DAYS: 'many' }, 'HORIZON_DAYS must be a whole number from 1 to 400.'],
])('%s is answered with one sentence', (_, args, variables, sentence) => {
  expect(runImport(args, variables)).toMatchObject({ code: 1, said: [''], refused: [sentence] });
});

test('a file far too large for a roster is refused before it is read', () => {
  const file = join(clinic.folder, 'backup.csv');
  writeFileSync(file, '');
  truncateSync(file, 20_000_001);
  const refused = [`${file} is larger than 20 MB: no roster is. Is it the right file?`];
  expect(runImport([file])).toMatchObject({ code: 1, said: [''], refused });
});

test('--help says what there is', () => {
  const { code, said } = runImport(['--help']);
  expect(code).toBe(0);
  for (const word of ['--dry-run', '--retire-missing', 'working_hours', 'DATABASE_URL'])
    expect(said.join('\n')).toContain(word);
});

test('run by npm, a file is looked for where npm was called', () => {
  const variables = { npm_lifecycle_event: 'import', INIT_CWD: join(projectFolder, 'src/db') };
  expect(runImport(['demo-clinic.csv'], variables)).toMatchObject({ code: 0 });
});
