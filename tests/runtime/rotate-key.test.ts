/** The clinic's secret key is changed: the servers, and `npm run rotate-key`, each as a process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { appointmentToken } from '../../src/booking/link.ts';
import { newSession } from '../../src/desk/session.ts';
import { makeSecrets } from '../../src/http/secrets.ts';
import { rotateKeyMessages as say } from '../../views/messages/rotate-key.ts';
import { booked, doctor } from '../support/clinic.ts';
import { dropDatabase, ownDatabase } from '../support/database.ts';
import { dataFolder } from '../support/medibook.ts';
import { untilSomeoneWaits } from '../support/waiting.ts';

const [FIRST, SECOND, THIRD] = ['first', 'second', 'third'].map(
  (nth) => `the ${nth} key that this clinic had in tests`,
) as [string, string, string];

let clinic: Awaited<ReturnType<typeof dataFolder>>;
beforeEach(async () => {
  clinic = await dataFolder();
});
afterEach(() => clinic.remove());

/** `npm run rotate-key`, as npm runs it. */
function begin(variables: Record<string, string>, args: string[] = []): ChildProcess {
  return spawn(process.execPath, [join(inject('dist'), 'rotate-key.js'), ...args], {
    cwd: clinic.folder,
    env: { PATH: process.env.PATH, DATA_FOLDER: clinic.folder, ...variables },
  });
}

async function endOf(child: ChildProcess) {
  const read = { stdout: '', stderr: '' };
  for (const from of ['stdout', 'stderr'] as const)
    child[from]!.on('data', (chunk) => {
      read[from] += chunk;
    });
  const [code] = await once(child, 'close');
  return { code, said: read.stdout.trim().split('\n'), refused: read.stderr.trim() };
}

const rotateKey = (variables: Record<string, string>, args: string[] = []) => endOf(begin(variables, args));

/** A doctor's calendar, as a server of this key connects it. */
function connection(key: string, doctorId: number) {
  const secrets = makeSecrets(key);
  const id = randomBytes(16).toString('hex');
  return {
    id,
    doctor_id: doctorId,
    google_access_token: secrets.lock('google token', `${id} access`, `ya29.access-of-${id}`),
    google_refresh_token: secrets.lock('google token', `${id} refresh`, `1//refresh-of-${id}`),
    consent: id,
  };
}

describe('with a server of the clinic’s own', () => {
  const database = ownDatabase({ each: true });
  const connect = async (key: string) => {
    const row = connection(key, await doctor(database.db));
    await database.db.sql`INSERT INTO google_connections ${database.db.sql(row)}`;
    return row;
  };
  const keys = (SECRET_KEY: string, SECRET_KEY_BEFORE = '') => ({
    DATABASE_URL: database.url,
    SECRET_KEY,
    SECRET_KEY_BEFORE,
  });
  const refreshToken = async (id: string, key: string) => {
    const [row] = await database.db.sql`SELECT google_refresh_token FROM google_connections WHERE id = ${id}`;
    return makeSecrets(key).unlock('google token', `${id} refresh`, row!.google_refresh_token);
  };

  test('tokens are locked anew, once, and the key before is not needed for them any more', async () => {
    const [one] = [await connect(FIRST), await connect(SECOND)];
    const done = say.report({ anew: 2, already: 2, closed: 0 }, true);
    expect(await rotateKey(keys(SECOND, FIRST))).toEqual({ code: 0, said: done, refused: '' });
    expect(done[0]).toBe('2 tokens locked anew with the present key, 2 locked with it already.');
    expect(done[1]).toMatch(
      /^No connected calendar needs SECRET_KEY_BEFORE any more\. Links from before the change do/,
    );
    expect(await refreshToken(one.id, SECOND)).toBe(`1//refresh-of-${one.id}`);

    const again = await rotateKey(keys(SECOND, FIRST));
    expect(again.said[0]).toBe('0 tokens locked anew with the present key, 4 locked with it already.');
    const alone = await rotateKey(keys(SECOND));
    expect(alone).toEqual({ code: 0, said: again.said.slice(0, 1), refused: '' });
  });

  test('tokens that no key opens are counted, and opened once their key is there', async () => {
    const [one] = [await connect(FIRST), await connect(SECOND)];
    const tried = await rotateKey(keys(THIRD, SECOND));
    expect(tried).toEqual({ code: 1, said: say.report({ anew: 2, already: 0, closed: 2 }, true), refused: '' });
    expect(tried.said.slice(1)).toEqual([
      '2 tokens can be opened by no key that is here, and were left alone. Put the key from before into SECRET_KEY_BEFORE and run this again.',
      'If that key is lost, run it with --key-lost, and whose calendar it is will be asked at once to connect it again.',
    ]);
    expect(await rotateKey(keys(THIRD, `${SECOND}, ${FIRST}`))).toMatchObject({ code: 0 });
    expect(await refreshToken(one.id, THIRD)).toBe(`1//refresh-of-${one.id}`);
  });

  test('with a key that is lost for good, who has a calendar that it locked is asked to connect it again', async () => {
    const [one, other] = [await connect(FIRST), await connect(SECOND)];
    const [locked] = [await rotateKey(keys(SECOND))];
    expect(locked).toMatchObject({ code: 1 });
    expect(await rotateKey(keys(SECOND), ['--key-lost'])).toEqual({
      code: 0,
      said: say.report({ anew: 0, already: 2, closed: 0, lost: 1 }, false),
      refused: '',
    });
    const lost = await database.db.sql`SELECT id, lost_why FROM google_connections WHERE lost_at IS NOT NULL`;
    expect([...lost]).toEqual([{ id: one.id, lost_why: 'key lost' }]);
    expect(await database.db.sql`SELECT FROM mails WHERE kind = 'doctor-calendar-lost'`).toHaveLength(1);
    expect(await refreshToken(other.id, SECOND)).toBe(`1//refresh-of-${other.id}`);
    expect(await rotateKey(keys(SECOND), ['--key-lost'])).toMatchObject({ code: 0 });
  });

  test('a token that a server gets meanwhile stays, and no token and no key is ever written', async () => {
    const row = await connect(FIRST);
    const strange = await connect(THIRD);
    const newer = makeSecrets(SECOND).lock('google token', `${row.id} access`, 'ya29.newer');
    let end!: ReturnType<typeof endOf>;
    await database.db.sql.begin(async (sql) => {
      await sql`UPDATE google_connections SET google_access_token = ${newer} WHERE id = ${row.id}`;
      end = rotateKey(keys(SECOND, FIRST));
      await untilSomeoneWaits({ sql }, 'UPDATE google_connections');
    });
    const { code, said, refused } = await end;
    expect({ code, said, refused }).toEqual({
      code: 1,
      said: say.report({ anew: 1, already: 1, closed: 2 }, true),
      refused: '',
    });
    const [kept] = await database.db.sql`SELECT google_access_token FROM google_connections WHERE id = ${row.id}`;
    expect(kept!.google_access_token).toBe(newer);
    const secret = [FIRST, SECOND, THIRD, newer, 'ya29', '1//', row.id, strange.id, row.google_refresh_token];
    expect(secret.filter((words) => said.join('\n').includes(words))).toEqual([]);
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s: it stops, and says that it may be run again', async (signal, exitCode) => {
    await connect(FIRST);
    let end!: ReturnType<typeof endOf>;
    await database.db.sql.begin(async (sql) => {
      await sql`SELECT FROM google_connections FOR UPDATE`;
      const child = begin(keys(SECOND, FIRST));
      end = endOf(child);
      await untilSomeoneWaits({ sql }, 'UPDATE google_connections');
      child.kill(signal);
      // Whether it has heard is not to be seen from here.
      await sql`SELECT pg_sleep(0.5)`;
    });
    expect(await end).toEqual({ code: exitCode, said: [''], refused: say.interrupted });
    expect((await rotateKey(keys(SECOND, FIRST))).code).toBe(0);
  });

  test('where no calendar is connected it says so', async () => {
    expect(await rotateKey(keys(SECOND))).toEqual({
      code: 0,
      said: ['No calendar is connected: there is no token to lock.'],
      refused: '',
    });
  });

  test('a database that is gone amid the work is answered with one sentence', async () => {
    await connect(FIRST);
    let end!: ReturnType<typeof endOf>;
    await database.db.sql.begin(async (sql) => {
      await sql`SELECT FROM google_connections FOR UPDATE`;
      end = rotateKey(keys(SECOND, FIRST));
      await untilSomeoneWaits({ sql }, 'UPDATE google_connections');
      await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND query LIKE '%UPDATE google_connections%' AND pid <> pg_backend_pid()`;
    });
    const { code, said, refused } = await end;
    expect({ code, said }).toEqual({ code: 1, said: [''] });
    expect(refused).toMatch(/^Not all tokens are locked anew: .*\. Run it again for the rest\.$/);
  });

  test('a server takes links of the key before, while that is set; the front desk signs in again', async () => {
    const { id } = await booked(database.db);
    const path = `/appointments/${appointmentToken(makeSecrets(FIRST), id, 1)}`;
    const desk = newSession({ config: { deskPassword: 'front-desk' }, secrets: makeSecrets(FIRST) });
    const answers = async (variables: Record<string, string>) => {
      const { url, stop } = await clinic.start(variables);
      const asked = [fetch(url + path), fetch(`${url}/desk/messages`, { headers: { cookie: `desk=${desk}` } })];
      const [link, messages] = await Promise.all(asked);
      await stop();
      return [link!.status, new URL(messages!.url).pathname];
    };
    expect(await answers(keys(FIRST))).toEqual([200, '/desk/messages']);
    expect(await answers(keys(SECOND, FIRST))).toEqual([200, '/desk/sign-in']);
    expect(await answers(keys(SECOND))).toEqual([404, '/desk/sign-in']);
  });
});

test('a key that was kept in the data folder is changed for a setting, while MediBook runs', async () => {
  await clinic.start();
  const SECRET_KEY_BEFORE = readFileSync(join(clinic.folder, 'secret-key'), 'utf8').trim();
  const sql = await clinic.sql();
  const [doctor] = await sql`SELECT id FROM doctors LIMIT 1`;
  const row = connection(SECRET_KEY_BEFORE, doctor!.id);
  await sql`INSERT INTO google_connections ${sql(row)}`;
  expect((await rotateKey({})).said).toEqual(['0 tokens locked anew with the present key, 2 locked with it already.']);
  expect(await rotateKey({ SECRET_KEY: SECOND, SECRET_KEY_BEFORE })).toEqual({
    code: 0,
    said: say.report({ anew: 2, already: 0, closed: 0 }, true),
    refused: '',
  });
  const [locked] = await sql`SELECT google_access_token AS token FROM google_connections`;
  await sql.end();
  expect(makeSecrets(SECOND).unlock('google token', `${row.id} access`, locked!.token)).toBe(
    `ya29.access-of-${row.id}`,
  );
});

describe('it makes nothing', () => {
  test('in an empty database, and says what to do first', async () => {
    const name = `empty_${randomBytes(6).toString('hex')}`;
    const admin = postgres(inject('postgres'), { max: 1 });
    await admin.unsafe(`CREATE DATABASE ${name}`);
    const DATABASE_URL = inject('postgres').replace(/\/medibook$/, `/${name}`);
    expect(await rotateKey({ DATABASE_URL, SECRET_KEY: FIRST })).toEqual({
      code: 1,
      said: [''],
      refused: say.notReady,
    });
    const sql = postgres(DATABASE_URL, { max: 1 });
    expect(await sql`SELECT FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`).toEqual([]);
    await sql.end();
    await admin.end();
    await dropDatabase(inject('postgres'), name);
  });

  test('in an empty data folder', async () => {
    expect(await rotateKey({})).toEqual({ code: 1, said: [''], refused: say.notReady });
    expect(readdirSync(clinic.folder)).toEqual([]);
  });
});

test.each<[string, string[], Record<string, string>, string]>([
  ['a key as an argument', [FIRST], {}, say.usage],
  ['a bad setting', [], { PORT: 'http' }, 'PORT must be a whole number from 0 to 65535.'],
  [
    'the same key twice',
    [],
    { SECRET_KEY: FIRST, SECRET_KEY_BEFORE: FIRST },
    'SECRET_KEY_BEFORE must not have SECRET_KEY in it: set SECRET_KEY to a new key, or leave SECRET_KEY_BEFORE empty.',
  ],
])('%s is answered with one sentence', async (_, args, variables, sentence) => {
  expect(await rotateKey(variables, args)).toEqual({ code: 1, said: [''], refused: sentence });
});

test('--help says what it does', async () => {
  const { code, said } = await rotateKey({}, ['--help']);
  expect(code).toBe(0);
  for (const word of ['SECRET_KEY', 'SECRET_KEY_BEFORE', 'npm run rotate-key']) expect(said.join('\n')).toContain(word);
});
