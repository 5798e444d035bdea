import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { projectFolder } from '../../src/root.ts';
import { freePort } from '../support/free-port.ts';
import { dataFolder } from '../support/medibook.ts';

/** A copy of MediBook, so that a test may change it. */
let copy: string;
let clinic: Awaited<ReturnType<typeof dataFolder>>;
beforeEach(async () => {
  clinic = await dataFolder();
  copy = await mkdtemp(join(tmpdir(), 'medibook-copy-'));
  const parts = ['src', 'views', 'static', 'migrations', 'package.json', 'vite.config.ts', 'tsconfig.json'];
  for (const part of parts) await cp(join(projectFolder, part), join(copy, part), { recursive: true });
  await symlink(join(projectFolder, 'node_modules'), join(copy, 'node_modules'));
});
afterEach(async () => {
  await clinic.remove();
  await rm(copy, { recursive: true, force: true });
});

test('npm run dev serves, serves what is changed, and leaves nothing running after Ctrl+C', async () => {
  const PORT = String(await freePort());
  const medibook = await clinic.start({ PORT }, ['npm', 'run', 'dev', '--prefix', copy]);
  const health = () =>
    fetch(`${medibook.url}/healthz`).then(
      (answer) => answer.text(),
      () => 'away',
    );
  expect(await health()).toBe('ok');

  const source = join(copy, 'src/http/health.ts');
  await writeFile(source, (await readFile(source, 'utf8')).replace("c.text('ok')", "c.text('changed')"));
  await expect.poll(health, { timeout: 100_000 }).toBe('changed');

  // It has ended once nobody is left who could write to its output.
  await medibook.stop('SIGINT');
  expect(await health()).toBe('away');
  expect(await clinic.postmaster()).toBeUndefined();
});
