import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, inject, test } from 'vitest';
import { projectFolder } from '../../src/root.ts';

async function torture(...args: string[]) {
  const run = join(projectFolder, 'tests/torture/run.ts');
  const child = spawn(process.execPath, [run, '--short', '--dist', inject('dist'), ...args]);
  const [said, errors, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { status, said: said + errors };
}

test('three apps and their database, tortured for a while, keep every promise', async () => {
  const { status, said } = await torture();
  expect(said).toMatch(/PASSED: no violation/);
  for (const trouble of ['app killed', 'app frozen', 'database stopped', 'backend frozen', 'answers lost'])
    expect(said).toMatch(new RegExp(`${trouble}: [1-9]`));
  expect(said).toMatch(/different holds told: [1-9]/);
  expect(said).toMatch(/looks at a slot some seconds after it was taken: [1-9]/);
  expect(said).toMatch(/views compared in the end: 36/);
  expect(status).toBe(0);
});

test('with the guard of a hold taken out, the torture finds two clients in one slot and tells its history', async () => {
  const { status, said } = await torture('--without-guard');
  expect(said).toMatch(/a slot is one client’s at a time: [1-9]/);
  expect(said).toMatch(/== History of slot \d+\n {2}\d\d:\d\d:\d\d\.\d{3} {2}client/);
  expect(status).toBe(1);
});
