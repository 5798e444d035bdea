/** NODE_ENV=production, as in the container. */
import { randomBytes } from 'node:crypto';
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

test('with a database and a secret key it is no trial, and is told of PUBLIC_URL, SMTP_URL and DESK_PASSWORD', async () => {
  const server = postgres(inject('postgres'), { max: 1 });
  const name = `production_${randomBytes(6).toString('hex')}`;
  await server.unsafe(`CREATE DATABASE ${name}`);
  try {
    const DATABASE_URL = inject('postgres').replace(/\/medibook$/, `/${name}`);
    const medibook = await clinic.start({ ...production, DATABASE_URL, SECRET_KEY: 'x'.repeat(32) });
    expect(linesOf(medibook.output())).toEqual([
      expect.stringMatching(/^PUBLIC_URL is not set: /),
      expect.stringMatching(/^SMTP_URL is not set: /),
      expect.stringMatching(/^DESK_PASSWORD is not set: .* nobody can write to it$/),
      expect.stringMatching(/^MediBook is ready at http:\S+ \(Riverside Practice; Ctrl\+C stops it\)$/),
    ]);
    await medibook.stop();
  } finally {
    await server.end();
    await dropDatabase(inject('postgres'), name);
  }
});

const linesOf = (output: string) =>
  output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).msg);
