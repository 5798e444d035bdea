import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { describe, expect, test } from 'vitest';
import { environment, readConfig } from '../src/config.ts';
import { projectFolder } from '../src/root.ts';

const example = readFileSync(`${projectFolder}/.env.example`, 'utf8');

test('.env.example lists exactly what MediBook reads, in the same order', () => {
  const listed = Array.from(example.matchAll(/^(\w+)=/gm), ([, name]) => name);
  expect(listed).toEqual(Object.keys(environment.shape));
});

test('every variable in .env.example has one line that explains it', () => {
  const lines = example.split('\n');
  const unexplained = lines.filter((line, at) => /^\w+=/.test(line) && !lines[at - 1]?.startsWith('# '));
  expect(unexplained).toEqual([]);
});

test('.env.example as it stands is the same as no variables at all', () => {
  const read = readConfig(parseEnv(example) as Record<string, string>);
  const { TRUST_PROXY: _, ...none } = configOf({});
  const { TRUST_PROXY, ...written } = read.ok ? read.config : configOf({});
  expect(written).toEqual(none);
  expect(TRUST_PROXY).toBe(false);
});

test('every bad variable is named, with what it must be', () => {
  const read = readConfig({ PORT: 'http', CLINIC_TIME_ZONE: 'Mars/Olympus', DATABASE_URL: 'mysql://x', DEMO: 'maybe' });
  expect(read).toEqual({
    ok: false,
    problems: [
      'PORT must be a whole number from 0 to 65535.',
      'DATABASE_URL must begin with postgres:// (leave it empty for the embedded database).',
      'CLINIC_TIME_ZONE must be an IANA time zone like Europe/London.',
      'DEMO must be true or false.',
    ],
  });
});

test('a clinic in production with a database of its own must bring its secret key', () => {
  const clinic = { NODE_ENV: 'production', DATABASE_URL: 'postgres://db/clinic' };
  expect(readConfig(clinic)).toMatchObject({ ok: false, problems: [expect.stringContaining('SECRET_KEY')] });
  expect(readConfig({ ...clinic, SECRET_KEY: 'x'.repeat(32) })).toMatchObject({ ok: true });
});

test('a missing secret key is told with everything else that is wrong', () => {
  const read = readConfig({ NODE_ENV: 'production', DATABASE_URL: 'postgres://db/clinic', PORT: 'http' });
  expect(read).toEqual({
    ok: false,
    problems: [
      'PORT must be a whole number from 0 to 65535.',
      'SECRET_KEY must be set in production: 32 random characters or more.',
    ],
  });
});

test.each([
  ['NODE_ENV', 'staging', 'must be production, development or test'],
  ['PUBLIC_URL', 'javascript:alert(1)', 'must be a web address without a path, like https://booking.example'],
  ['PUBLIC_URL', 'ftp://booking.example', 'must be a web address without a path, like https://booking.example'],
  ['PUBLIC_URL', 'booking.example', 'must be a web address without a path, like https://booking.example'],
  [
    'PUBLIC_URL',
    'https://booking.example/medibook',
    'must be a web address without a path, like https://booking.example',
  ],
  ['PUBLIC_URL', 'https://booking.example/?', 'must be a web address without a path, like https://booking.example'],
  ['PUBLIC_URL', 'https://booking.example/#top', 'must be a web address without a path, like https://booking.example'],
  [
    'PUBLIC_URL',
    'https://ruth:pw@booking.example',
    'must be a web address without a path, like https://booking.example',
  ],
  ['GOOGLE_ENDPOINT', 'http://127.0.0.1:4000/v3', 'must be a web address without a path, like http://127.0.0.1:4000'],
  ['CLINIC_TIME_ZONE', '+01:00', 'must be an IANA time zone like Europe/London'],
  ['CLINIC_TIME_ZONE', '-0500', 'must be an IANA time zone like Europe/London'],
  ['CLINIC_EMAIL', 'reception', 'must be an e-mail address like reception@riverside.example'],
  [
    'MAIL_FROM',
    'Riverside Practice',
    'must be an e-mail address, or a name and one like Riverside Practice <booking@riverside.example>',
  ],
  [
    'MAIL_FROM',
    'Riverside Practice <booking>',
    'must be an e-mail address, or a name and one like Riverside Practice <booking@riverside.example>',
  ],
  ['SECRET_KEY', ' '.repeat(40), 'must be at least 32 characters'],
  [
    'DATABASE_URL',
    'postgres://clinic:p%zz@db/clinic',
    'must have special characters in the password percent-encoded, such as %25 for % and %40 for @',
  ],
  ...['postgres://one,two/clinic', 'postgres://one:1,two:2/clinic', 'postgres:///clinic?host=one,two'].map(
    (several) => [
      'DATABASE_URL',
      several,
      'must name one host, as mail and reminders cannot try several: the primary’s, or one that always leads to it',
    ],
  ),
  ...['postgres://clinic:p#w@db/clinic', 'postgres:///clinic?host=/run&port=x'].map((unreadable) => [
    'DATABASE_URL',
    unreadable,
    'must be an address like postgres://user:password@host:5432/database, with special characters in the password percent-encoded, such as %23 for #',
  ]),
  ...['sslmode=prefer', 'ssl=require'].map((said) => [
    'DATABASE_LISTEN_URL',
    `postgres://db/clinic?${said}`,
    'must say sslmode=require, verify-ca, verify-full or disable, and no other',
  ]),
  [
    'DATABASE_URL',
    'postgres://db/clinic?sslmode=verify-ca',
    'must name, for sslmode=verify-ca, the certificate of the authority: sslrootcert=/path/to/ca.crt',
  ],
  [
    'DATABASE_URL',
    `postgres://db/clinic?sslmode=require&sslcert=${projectFolder}/package.json`,
    'must name files that can be used for sslrootcert, sslcert and sslkey (error:0480006C:PEM routines::no start line)',
  ],
  [
    'DATABASE_URL',
    'postgres://db/clinic?sslmode=require&channel_binding=require',
    'must not have channel_binding in it, which MediBook does not know: leave that out (a setting of PostgreSQL’s is written options=-c%20name%3Dvalue)',
  ],
  [
    'DATABASE_URL',
    'postgres://db/clinic?sslrootcert=/nowhere',
    "must name files that can be used for sslrootcert, sslcert and sslkey (ENOENT: no such file or directory, open '/nowhere')",
  ],
])('%s=%s is refused', (name, value, sentence) => {
  expect(readConfig({ [name]: value })).toEqual({ ok: false, problems: [`${name} ${sentence}.`] });
});

describe('keys that were the clinic’s before', () => {
  const [SECRET_KEY, second, first] = ['c', 'b', 'a'].map((letter) => letter.repeat(32)) as [string, string, string];
  const problemsOf = (SECRET_KEY_BEFORE: string, others: Record<string, string> = { SECRET_KEY }) => {
    const read = readConfig({ ...others, SECRET_KEY_BEFORE });
    return read.ok ? [] : read.problems;
  };

  test('are none, one, or several with commas between them', () => {
    const kept = (SECRET_KEY_BEFORE: string) => configOf({ SECRET_KEY, SECRET_KEY_BEFORE }).SECRET_KEY_BEFORE;
    expect(configOf({ SECRET_KEY }).SECRET_KEY_BEFORE).toEqual([]);
    expect(kept('')).toEqual([]);
    expect(kept(first)).toEqual([first]);
    expect(kept(` ${second}, ${first} `)).toEqual([second, first]);
    expect(kept(`the%2C key%2C ${first},${second}`)).toEqual([`the, key, ${first}`, second]);
  });

  test.each([
    ['blanks', ' '.repeat(40)],
    ['a short one', 'b'.repeat(31)],
    ['a comma too many', `${second},`],
  ])('%s: each must be as long as SECRET_KEY', (_, before) =>
    expect(problemsOf(before)).toEqual([
      'SECRET_KEY_BEFORE must be keys of at least 32 characters each, with commas between them, and %2C for one within a key.',
    ]),
  );

  test('the present key is none of them, and no key of theirs is told', () => {
    const refused = [
      expect.stringMatching(/^SECRET_KEY_BEFORE must not have SECRET_KEY in it: set SECRET_KEY to a new/),
    ];
    expect(problemsOf(SECRET_KEY)).toEqual(refused);
    expect(problemsOf(`${first}, ${SECRET_KEY}`, { SECRET_KEY: ` ${SECRET_KEY} ` })).toEqual(refused);
    expect(problemsOf(`${first},${SECRET_KEY}`).join()).not.toMatch(/a{32}|c{32}/);
  });

  test('need a key that counts from now on, which may follow one that was kept in a file', () => {
    expect(problemsOf(first, {})).toEqual([
      'SECRET_KEY_BEFORE is set without SECRET_KEY: set SECRET_KEY to the key that counts from now on.',
    ]);
    expect(problemsOf(first, { SECRET_KEY: '' })).toHaveLength(1);
    expect(problemsOf('kept-in-a-file-as-43-letters-of-base64url__')).toEqual([]);
  });
});

test('PGSSLMODE, which is not read, is no way to ask for TLS; of the embedded database nothing is asked', () => {
  const clinic = { DATABASE_URL: 'postgres://db/clinic', PGSSLMODE: 'require' };
  expect(readConfig(clinic)).toMatchObject({ ok: false, problems: [expect.stringContaining('PGSSLMODE')] });
  expect(readConfig({ ...clinic, DATABASE_URL: 'postgres://db/clinic?sslmode=require' })).toMatchObject({ ok: true });
  expect(readConfig({ ...clinic, DATABASE_URL: '' })).toMatchObject({ ok: true });
});

test('a clinic in production that sends mail must say where answers go', () => {
  const clinic = { NODE_ENV: 'production', SMTP_URL: 'smtp://mail.example', PUBLIC_URL: 'https://booking.example' };
  expect(readConfig(clinic)).toMatchObject({ ok: false, problems: [expect.stringContaining('CLINIC_EMAIL')] });
  expect(readConfig({ ...clinic, CLINIC_EMAIL: 'desk@clinic.example' })).toMatchObject({ ok: true });
});

test.each([
  ['', 'Riverside Practice', 'reception@riverside.example'],
  ['booking@riverside.example', 'Riverside Practice', 'booking@riverside.example'],
  ['Smith, Jones & Co <booking@smith.example>', 'Smith, Jones & Co', 'booking@smith.example'],
  ['"Smith, Jones & Co" <booking@smith.example>', 'Smith, Jones & Co', 'booking@smith.example'],
])('with MAIL_FROM=%s mail is from %s, %s', (from, name, address) =>
  expect(configOf({ MAIL_FROM: from }).sender).toEqual({ name, address }),
);

test('blanks are no value, and blanks around one are no part of it', () => {
  const blank = { PORT: ' ', HOST: '\t', DATABASE_URL: ' ', PUBLIC_URL: ' ', CLINIC_TIME_ZONE: ' ', DEMO: ' ' };
  expect(configOf(blank)).toEqual(configOf({}));
  expect(configOf({ CLINIC_TIME_ZONE: ' Asia/Tokyo ' }).clinic.timeZone).toBe('Asia/Tokyo');
});

test.each(['https://booking.example', 'https://booking.example/', 'http://10.0.0.7:8080'])(
  'PUBLIC_URL=%s is what links begin with',
  (address) => expect(configOf({ PUBLIC_URL: address }).PUBLIC_URL).toBe(address.replace(/\/$/, '')),
);

describe('where Google sends people back to', () => {
  const clinic = { GOOGLE_CLIENT_ID: 'medibook', GOOGLE_CLIENT_SECRET: 'a secret' };

  test.each([
    ['http://booking.example', false],
    ['https://192.0.2.7', false],
    ['https://[2001:db8::7]', false],
    ['https://booking', false],
    ['https://booking.example', true],
    ['https://booking.xn--p1ai:8443', true],
    ['http://localhost:3000', true],
    ['http://127.0.0.1:3000', true],
  ])('%s: %s', (PUBLIC_URL, may) => {
    const problem = expect.stringMatching(
      /^PUBLIC_URL must begin with https:\/\/ and a public name where GOOGLE_CLIENT/,
    );
    const read = readConfig({ ...clinic, PUBLIC_URL });
    expect(read.ok ? [] : read.problems).toEqual(may ? [] : [problem]);
  });

  test('must be said, and Google’s two halves both, where blanks are none', () => {
    const problems = (variables: Record<string, string>) => {
      const read = readConfig(variables);
      return read.ok ? [] : read.problems;
    };
    expect(problems(clinic)).toEqual([expect.stringMatching(/^PUBLIC_URL must be set where GOOGLE_CLIENT_ID is/)]);
    const PUBLIC_URL = 'https://booking.example';
    const half = [expect.stringMatching(/^GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET must both be set, or neither/)];
    expect(problems({ PUBLIC_URL, GOOGLE_CLIENT_ID: 'medibook' })).toEqual(half);
    expect(problems({ PUBLIC_URL, GOOGLE_CLIENT_ID: ' ', GOOGLE_CLIENT_SECRET: 'a secret' })).toEqual(half);
    expect(configOf({ GOOGLE_CLIENT_ID: ' ', GOOGLE_CLIENT_SECRET: ' ' }).google).toBeNull();
  });

  test('is anywhere for what stands in for it, and for a clinic without it', () => {
    const PUBLIC_URL = 'http://booking:3000';
    expect(readConfig({ ...clinic, PUBLIC_URL, GOOGLE_ENDPOINT: 'http://127.0.0.1:4000' })).toMatchObject({ ok: true });
    expect(readConfig({ PUBLIC_URL })).toMatchObject({ ok: true });
  });
});

function configOf(variables: Record<string, string>) {
  const read = readConfig(variables);
  if (!read.ok) throw new Error(read.problems.join(' '));
  return read.config;
}
