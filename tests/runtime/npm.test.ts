import { cp, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { projectFolder } from '../../src/root.ts';
import { dataFolder } from '../support/medibook.ts';

/** What `npm start` needs of the project, copied: its own has a `.env` and a dist/ that are somebody's. */
const needed = ['package.json', 'vite.config.ts', 'tsconfig.json', 'src', 'views', 'static', 'migrations'];

let clinic: Awaited<ReturnType<typeof dataFolder>>;
let npmStart: string[];
beforeEach(async () => {
  clinic = await dataFolder({ used: true });
  const copy = join(clinic.folder, 'project');
  for (const name of needed) await cp(join(projectFolder, name), join(copy, name), { recursive: true });
  await symlink(join(projectFolder, 'node_modules'), join(copy, 'node_modules'));
  npmStart = ['npm', 'start', '--prefix', copy];
});
afterEach(() => clinic.remove());

test.each(['SIGTERM', 'SIGINT'] as const)('npm start passes %s on and waits for the end', async (signal) => {
  const medibook = await clinic.start({}, npmStart);
  expect((await fetch(medibook.url)).status).toBe(200);
  await medibook.stop(signal);
  expect(await clinic.postmaster()).toBeUndefined();
  await expect(fetch(medibook.url)).rejects.toThrow();
});

test('npm start says nothing of its own before the one line', async () => {
  const medibook = await clinic.start({}, npmStart);
  const said = medibook
    .output()
    .split('\n')
    .filter((line) => line && !/^(>|npm notice)/.test(line));
  expect(said).toEqual([expect.stringMatching(/^MediBook is ready at /)]);
});

test('when npm is killed with -9, the server behind it stops too', async () => {
  const medibook = await clinic.start({}, npmStart);
  medibook.process.kill('SIGKILL');
  while ((await clinic.postmaster()) !== undefined) await sleep(50);
  await expect(fetch(medibook.url)).rejects.toThrow();
});
