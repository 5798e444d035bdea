import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import postgres from 'postgres';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { dropDatabase } from '../support/database.ts';
import { dataFolder } from '../support/medibook.ts';

const name = `own_${randomBytes(6).toString('hex')}`;
const DATABASE_URL = inject('postgres').replace(/\/medibook$/, `/${name}`);
const server = postgres(inject('postgres'), { max: 1 });

let clinic: Awaited<ReturnType<typeof dataFolder>>;
beforeEach(async () => {
  clinic = await dataFolder();
  await server.unsafe(`CREATE DATABASE ${name}`);
});
afterEach(async () => {
  await clinic.remove();
  await dropDatabase(inject('postgres'), name);
});

test('with DATABASE_URL it runs on that server, empty, and starts none of its own', async () => {
  const medibook = await clinic.start({ DATABASE_URL });
  expect(medibook.output()).toMatch(/\(Riverside Practice; Ctrl\+C stops it\)/);
  expect(await doctors(medibook.url)).toBe(0);
  expect(existsSync(`${clinic.folder}/postgres`)).toBe(false);
});

test('DEMO=true makes the demo clinic there, once, whoever starts first', async () => {
  const variables = { DATABASE_URL, DEMO: 'true' };
  const processes = await Promise.all([clinic.start(variables), clinic.start(variables), clinic.start(variables)]);
  for (const { url } of processes) expect(await doctors(url)).toBe(12);
});

async function doctors(url: string): Promise<number> {
  const answer = await fetch(`${url}/api/doctors`);
  const { doctors } = (await answer.json()) as { doctors: unknown[] };
  return doctors.length;
}
