import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import postgres from 'postgres';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { dataFolder, failedStart } from '../support/medibook.ts';

let clinic: Awaited<ReturnType<typeof dataFolder>>;
beforeEach(async () => {
  clinic = await dataFolder();
});
afterEach(() => clinic.remove());

const server = new URL(inject('postgres'));
const changed = (change: (url: URL) => void) => {
  const url = new URL(server);
  change(url);
  return url.href;
};

test.each([
  [
    'whose port nobody listens at',
    changed((url) => {
      url.port = '1';
    }),
    /^No PostgreSQL answers at 127\.0\.0\.1:1: start it, or/,
  ],
  [
    'whose host does not exist',
    changed((url) => {
      url.hostname = 'db.invalid';
    }),
    /^No computer is called db\.invalid/,
  ],
  [
    'with a wrong password',
    changed((url) => {
      url.password = 'wrong';
    }),
    /refuses the password of medibook: correct it/,
  ],
  [
    'of an unknown user',
    changed((url) => {
      url.username = 'stranger';
    }),
    /refuses the password of stranger: correct it/,
  ],
  [
    'without that database',
    changed((url) => {
      url.pathname = '/nowhere';
    }),
    /has no database called nowhere: make it with/,
  ],
])('a DATABASE_URL %s is answered with one sentence', async (_, DATABASE_URL, sentence) => {
  const { code, output } = await failedStart(clinic.folder, { DATABASE_URL });
  expect(code).toBe(1);
  expect(output).toMatch(sentence);
  expect(output.trim().split('\n')).toHaveLength(1);
  expect(output).not.toContain(server.password);
});

describe.each<[string, (socket: Socket) => void]>([
  ['closes every connection', (socket) => socket.on('data', () => socket.end())],
  ['speaks HTTP', (socket) => socket.on('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))],
])('a DATABASE_URL whose host %s', (_, answer) => {
  let listener: Server;
  let DATABASE_URL: string;
  let connections = 0;
  beforeEach(async () => {
    connections = 0;
    listener = createServer((socket) => {
      connections++;
      socket.on('error', () => {});
      answer(socket);
    }).listen(0, '127.0.0.1');
    await once(listener, 'listening');
    DATABASE_URL = `postgres://medibook:secret@127.0.0.1:${(listener.address() as AddressInfo).port}/medibook`;
  });
  afterEach(() => listener.close());

  test('is answered with one sentence', async () => {
    const { code, output } = await failedStart(clinic.folder, { DATABASE_URL });
    expect(code).toBe(1);
    expect(output).toMatch(
      /^What answers at 127\.0\.0\.1:\d+ is not PostgreSQL, or closes every connection: check the host and port in DATABASE_URL\.\n$/,
    );
  });

  test('does not keep a start from being stopped', async () => {
    const starting = clinic.begin({ DATABASE_URL });
    await expect.poll(() => connections, { timeout: 100_000 }).toBeGreaterThan(0);
    expect(await starting.stop('SIGTERM')).toBe(0); // Left to itself it gives up, with 1.
    expect(starting.output()).toBe('');
  });
});

test('a user who may not make tables in the database is told who must own it', async () => {
  const admin = postgres(server.href, { max: 1 });
  const guest = `guest_${randomBytes(6).toString('hex')}`;
  await admin.unsafe(`CREATE DATABASE ${guest}`);
  const own = postgres(
    changed((url) => {
      url.pathname = `/${guest}`;
    }),
    { max: 1 },
  );
  await own`REVOKE ALL ON SCHEMA public FROM pg_database_owner`;
  await own.end();
  const DATABASE_URL = changed((url) => {
    url.pathname = `/${guest}`;
  });
  const { code, output } = await failedStart(clinic.folder, { DATABASE_URL });
  await admin.unsafe(`DROP DATABASE ${guest}`);
  await admin.end();
  expect(code).toBe(1);
  expect(output).toMatch(
    /^MediBook cannot make its tables \(permission denied .*\): make the user of DATABASE_URL the owner/,
  );
  expect(output.trim().split('\n')).toHaveLength(1);
});

test('a port that is taken is named, with another to take, and the database is stopped again', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  const { code, output } = await failedStart(clinic.folder, { PORT: String(port) });
  other.close();
  expect(code).toBe(1);
  expect(output).toBe(
    `Port ${port} is taken by another program: stop that one, or choose another port with PORT=${port + 1}.\n`,
  );
  expect(existsSync(`${clinic.folder}/postgres/postmaster.pid`)).toBe(false);
});

test('every bad variable is named, before anything is started', async () => {
  const { code, output } = await failedStart(clinic.folder, { PORT: 'http', HOLD_MINUTES: '0', SECRET_KEY: 'short' });
  expect(code).toBe(1);
  expect(output.trim().split('\n')).toEqual([
    'PORT must be a whole number from 0 to 65535.',
    'HOLD_MINUTES must be 1 or more.',
    'SECRET_KEY must be at least 32 characters.',
  ]);
  expect(existsSync(`${clinic.folder}/postgres`)).toBe(false);
});

test('a time zone that PostgreSQL reads otherwise than Node is refused in one sentence', async () => {
  // Dhaka to one, and to the other a British summer.
  const { code, output } = await failedStart(clinic.folder, { CLINIC_TIME_ZONE: 'BST' });
  expect(code).toBe(1);
  expect(output).toMatch(/^PostgreSQL does not know CLINIC_TIME_ZONE=BST: choose another name for it, .*\n$/);
  expect(await clinic.postmaster()).toBeUndefined();
});

test('a time zone in which PostgreSQL’s clock is not Node’s is refused in one sentence', async () => {
  // Central European time with its summers to the one, without them to the other.
  const { code, output } = await failedStart(clinic.folder, { CLINIC_TIME_ZONE: 'CET', HORIZON_DAYS: '1' });
  expect(code).toBe(1);
  expect(output).toMatch(
    /^PostgreSQL and MediBook show different times of day in CLINIC_TIME_ZONE=CET on 20\d\d-\d\d-\d\d, so that .*\n$/,
  );
  expect(await clinic.postmaster()).toBeUndefined();
});

test('a password with a bare percent sign is told of as such by the built server, too', async () => {
  const { code, output } = await failedStart(clinic.folder, { DATABASE_URL: 'postgres://clinic:p%@db/clinic' });
  expect(code).toBe(1);
  expect(output).toMatch(/^DATABASE_URL must have special characters in the password percent-encoded, .*\n$/);
});

test('data of another major version is left alone, in one sentence', async () => {
  await mkdir(`${clinic.folder}/postgres`);
  await writeFile(`${clinic.folder}/postgres/PG_VERSION`, '17\n');
  const { code, output } = await failedStart(clinic.folder, {});
  expect(code).toBe(1);
  expect(output).toMatch(/was made by PostgreSQL 17 and this version of MediBook brings PostgreSQL 18: go back/);
  expect(output.trim().split('\n')).toHaveLength(1);
});

test('a lost password of the embedded database is named at once', async () => {
  await clinic.remove();
  clinic = await dataFolder({ used: true });
  await rm(`${clinic.folder}/postgres-password`);
  const { code, output } = await failedStart(clinic.folder, {});
  expect(code).toBe(1);
  expect(await clinic.postmaster()).toBeUndefined();
  expect(output).toMatch(/postgres-password is not the password .* put the right file back/);
  expect(output.trim().split('\n')).toHaveLength(1);
});

test('an empty secret is no secret: it is named, and nobody’s links become guessable', async () => {
  await clinic.remove();
  clinic = await dataFolder({ used: true });
  await writeFile(`${clinic.folder}/secret-key`, '\n');
  const { code, output } = await failedStart(clinic.folder, {});
  expect(code).toBe(1);
  expect(output).toMatch(/secret-key is empty: put back what it held/);
  expect(output.trim().split('\n')).toHaveLength(1);
  expect(await clinic.postmaster()).toBeUndefined();
});

test.each([
  [
    'that cannot hold every letter',
    'SQL_ASCII',
    /^The database made_\w+ is kept in SQL_ASCII, .* ENCODING 'UTF8' .*\n$/,
  ],
  ['that knows English letters only', 'UTF8', /^The database made_\w+ has a locale that .* LOCALE 'C\.UTF-8' .*\n$/],
])('a database %s is refused in one sentence', async (_, encoding, sentence) => {
  const admin = postgres(server.href, { max: 1 });
  const name = `made_${randomBytes(6).toString('hex')}`;
  const locale = "LOCALE_PROVIDER libc LOCALE 'C'";
  await admin.unsafe(`CREATE DATABASE ${name} ENCODING '${encoding}' ${locale} TEMPLATE template0`);
  const DATABASE_URL = changed((url) => {
    url.pathname = `/${name}`;
  });
  const { code, output } = await failedStart(clinic.folder, { DATABASE_URL });
  await admin.unsafe(`DROP DATABASE ${name}`);
  await admin.end();
  expect(code).toBe(1);
  expect(output).toMatch(sentence);
});

test.each(['file', 'file/data'])('a data folder that cannot be made is named: %s', async (folder) => {
  await writeFile(`${clinic.folder}/file`, '');
  const { code, output } = await failedStart(clinic.folder, { DATA_FOLDER: `${clinic.folder}/${folder}` });
  expect(code).toBe(1);
  expect(output).toMatch(/^MediBook cannot keep its data in .*: make that folder writable .* DATA_FOLDER\.\n$/);
});
