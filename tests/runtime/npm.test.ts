import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { projectFolder } from '../../src/root.ts';
import { dataFolder } from '../support/medibook.ts';

const npmStart = ['npm', 'start', '--prefix', projectFolder];

let clinic: Awaited<ReturnType<typeof dataFolder>>;
beforeEach(async () => {
  clinic = await dataFolder();
});
afterEach(() => clinic.remove());

test.each(['SIGTERM', 'SIGINT'] as const)('npm start passes %s on and waits for the end', async (signal) => {
  const medibook = await clinic.start({}, npmStart);
  expect((await fetch(medibook.url)).status).toBe(200);
  await medibook.stop(signal);
  expect(await clinic.postmaster()).toBeUndefined();
  await expect(fetch(medibook.url)).rejects.toThrow();
});

test('when npm is killed with -9, the server behind it stops too', async () => {
  const medibook = await clinic.start({}, npmStart);
  medibook.process.kill('SIGKILL');
  while ((await clinic.postmaster()) !== undefined) await sleep(50);
  await expect(fetch(medibook.url)).rejects.toThrow();
});
