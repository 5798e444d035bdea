/** NODE_ENV=production, as in the container. */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { dropDatabase } from '../support/database.ts';
import { dataFolder } from '../support/medibook.ts';

const production = { NODE_ENV: 'production', LOG_LEVEL: 'info' };

let clinic: Awaited<ReturnType<typeof dataFolder>>;
beforeEach(async () => {
  clinic = await dataFolder();
});
afterEach(() => clinic.remove());

test('given nothing else, its one line says that it is a trial and what a clinic sets', async () => {
  const { output } = await clinic.start(production);
  expect(linesOf(output())).toEqual([
    expect.stringMatching(
      /^MediBook is ready at http:\S+ \(demo clinic, embedded database; Ctrl\+C stops it\)\. This is a trial with demo doctors on the embedded database: for a clinic set DATABASE_URL, SECRET_KEY and PUBLIC_URL\.$/,
    ),
  ]);
});

test('a trial without the demo clinic does not speak of demo doctors', async () => {
  const { output } = await clinic.start({ ...production, DEMO: 'false' });
  expect(linesOf(output())).toEqual([expect.stringContaining('. This is a trial on the embedded database: ')]);
});

test('what stands in for Google is told of, as no calendar at Google is written then', async () => {
  const google = { GOOGLE_CLIENT_ID: 'medibook', GOOGLE_CLIENT_SECRET: 'a secret', JOBS: 'false' };
  const PUBLIC_URL = 'https://booking.example';
  const database = await ownServer();
  try {
    const variables = { ...production, ...google, PUBLIC_URL, SECRET_KEY: 'x'.repeat(32), DATABASE_URL: database.url };
    const warned = async (more: Record<string, string>) => {
      const { process, output, stop } = clinic.begin({ ...variables, ...more });
      while (!/is ready/.test(output()) && process.exitCode === null) await sleep(20);
      await stop();
      return /GOOGLE_ENDPOINT is set/.test(output());
    };
    expect(await warned({ GOOGLE_ENDPOINT: 'http://127.0.0.1:9' })).toBe(true);
    expect(await warned({})).toBe(false);
  } finally {
    await database.drop();
  }
});

test('with a database and a secret key it is no trial, and is told of PUBLIC_URL, SMTP_URL and DESK_PASSWORD', async () => {
  const database = await ownServer();
  try {
    const medibook = await clinic.start({ ...production, DATABASE_URL: database.url, SECRET_KEY: 'x'.repeat(32) });
    expect(linesOf(medibook.output())).toEqual([
      expect.stringMatching(/^PUBLIC_URL is not set: /),
      expect.stringMatching(/^SMTP_URL is not set: /),
      expect.stringMatching(/^DESK_PASSWORD is not set: .* nobody can write to it$/),
      expect.stringMatching(/^MediBook is ready at http:\S+ \(Riverside Practice; Ctrl\+C stops it\)$/),
    ]);
    await medibook.stop();
  } finally {
    await database.drop();
  }
});

/** A database on a server of the clinic's own. */
async function ownServer() {
  const server = postgres(inject('postgres'), { max: 1 });
  const name = `production_${randomBytes(6).toString('hex')}`;
  await server.unsafe(`CREATE DATABASE ${name}`);
  await server.end();
  return {
    url: inject('postgres').replace(/\/medibook$/, `/${name}`),
    drop: () => dropDatabase(inject('postgres'), name),
  };
}

const linesOf = (output: string) =>
  output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).msg);
