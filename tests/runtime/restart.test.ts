import { spawn } from 'node:child_process';
import { chown, stat, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dataFolder } from '../support/medibook.ts';

let clinic: Awaited<ReturnType<typeof dataFolder>>;
afterEach(() => clinic.remove());

describe('in an empty data folder', () => {
  beforeEach(async () => {
    clinic = await dataFolder();
  });

  test('the first start makes a clinic, says so in one line, and serves it', async () => {
    const medibook = await clinic.start();
    expect(medibook.output()).toMatch(
      /^MediBook is ready at http:\/\/localhost:\d+ \(demo clinic, embedded database; Ctrl\+C stops it\)\n$/,
    );
    expect((await fetch(medibook.url)).status).toBe(200);
    for (const secret of ['secret-key', 'postgres-password', 'postgres.log']) {
      expect((await stat(`${clinic.folder}/${secret}`)).mode & 0o077).toBe(0);
    }
  });

  test('of two that share a database, the first to stop leaves it to the other', async () => {
    const [one, two] = await Promise.all([clinic.start(), clinic.start()]);
    expect(await one.stop()).toBe(0);
    expect((await fetch(two.url)).status).toBe(200);
    expect(await two.stop()).toBe(0);
    expect(await clinic.postmaster()).toBeUndefined();
  });

  test('fifty first visitors at once all get their page', async () => {
    const { url } = await clinic.start();
    const paths = ['/', '/doctors', '/api/doctors', '/healthz', '/'];
    const visits = Array.from({ length: 50 }, (_, at) =>
      fetch(url + paths[at % paths.length]).then((answer) => answer.status),
    );
    expect(new Set(await Promise.all(visits))).toEqual(new Set([200]));
  });
});

describe('where it has run before', () => {
  beforeEach(async () => {
    clinic = await dataFolder({ used: true });
  });

  test('localhost answers at both of its addresses', async () => {
    const { url } = await clinic.start();
    expect((await fetch(url.replace('localhost', '127.0.0.1'))).status).toBe(200);
    expect((await fetch(url.replace('localhost', '[::1]'))).status).toBe(200);
  });

  test('a clean stop stops its database, and the second start finds the same data', async () => {
    const first = await clinic.start();
    await note('kept');
    const before = await port();
    expect(await first.stop()).toBe(0);
    expect(await clinic.postmaster()).toBeUndefined();

    await clinic.start();
    expect(await port()).toEqual(before);
    expect(await notes()).toEqual(['kept']);
  });

  test('killed with -9, the next start uses the database that still runs', async () => {
    const first = await clinic.start();
    await note('kept');
    const postmaster = await clinic.postmaster();
    await first.stop('SIGKILL');

    const second = await clinic.start();
    expect(await clinic.postmaster()).toBe(postmaster);
    expect(await notes()).toEqual(['kept']);
    expect(await second.stop()).toBe(0);
    expect(await clinic.postmaster()).toBeUndefined();
  });

  test('when the database was killed with -9 too, the next start repairs it and nothing is lost', async () => {
    const first = await clinic.start();
    await note('kept');
    const postmaster = await clinic.postmaster();
    process.kill(postmaster!, 'SIGKILL');
    await first.stop('SIGKILL');

    await clinic.start();
    expect(await clinic.postmaster()).not.toBe(postmaster);
    expect(await notes()).toEqual(['kept']);
  });

  test('a database that is killed under two that share it is started again, and both go on', async () => {
    const both = [await clinic.start(), await clinic.start()];
    const postmaster = await clinic.postmaster();
    process.kill(postmaster!, 'SIGKILL');
    const answers = () => Promise.all(both.map(({ url }) => fetch(`${url}/readyz`).then((answer) => answer.status)));
    await expect.poll(() => clinic.postmaster(), { timeout: 30_000 }).not.toBe(postmaster);
    await expect.poll(answers, { timeout: 30_000 }).toEqual([200, 200]);
    const said = () => both.map(({ output }) => output()).join('');
    const times = () => said().match(/the embedded database had ended and was started again/g)?.length;
    // It answers before the one that started it has heard so.
    await expect.poll(times, { timeout: 30_000 }).toBe(1);
    for (const medibook of both) expect(await medibook.stop()).toBe(0);
    expect(await clinic.postmaster()).toBeUndefined();
  });

  test.each([
    ['a power cut, another database', 'postgres', 1_000_000_000],
    ['a container was killed, another program', 'sh', Math.floor(Date.now() / 1000)],
  ])('after %s with the process number of the database is not taken for it', async (_, name, since) => {
    const first = await clinic.start();
    await first.stop();
    const data = `${clinic.folder}/postgres`;
    const { uid, gid } = await stat(data);
    const script = `echo ${name} > /proc/$$/comm; read _`;
    const stranger = spawn('sh', ['-c', script], process.getuid?.() === 0 ? { uid, gid } : {});
    await writeFile(`${data}/postmaster.pid`, `${stranger.pid}\n${data}\n${since}\n1\n\n127.0.0.1\n\nready\n`);
    await chown(`${data}/postmaster.pid`, uid, gid);
    await clinic.start();
    expect(await clinic.postmaster()).not.toBe(stranger.pid);
    stranger.kill();
  });
});

async function port() {
  const sql = await clinic.sql();
  await sql.end();
  return sql.options.port;
}

async function note(words: string) {
  const sql = await clinic.sql();
  await sql`CREATE TABLE notes AS SELECT ${words}::text AS words`;
  await sql.end();
}

async function notes() {
  const sql = await clinic.sql();
  const rows = await sql`SELECT words FROM notes`;
  await sql.end();
  return rows.map((row) => row.words);
}
