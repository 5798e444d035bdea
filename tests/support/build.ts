import { spawnSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { projectFolder } from '../../src/root.ts';
import { launched } from './launched.ts';
import { remove, temporaryFolder } from './temporary.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder with the built server.js. */
    dist: string;
    /** A data folder in which MediBook has run before, with the demo clinic. */
    used: string;
  }
}

/** Builds MediBook for the tests that run it as a process, and lets it run once. */
export default async function setup(project: TestProject) {
  const dist = build();
  const used = await temporaryFolder('used');
  await runOnce(dist, used);
  project.provide('dist', dist);
  project.provide('used', used);
  return async () => {
    await remove(used);
    await remove(dist);
  };
}

async function runOnce(dist: string, folder: string) {
  const server = launched([process.execPath, join(dist, 'server.js')], folder, { DATA_FOLDER: folder });
  await server.ready;
  if ((await server.stop()) !== 0) throw new Error(`The first run did not end well: ${server.output()}`);
  // Each copy looks for a port of its own.
  await rm(join(folder, 'postgres/postmaster.opts'));
}

/** A build of its own, below the project so that it finds its packages and migrations. */
export function build(): string {
  const dist = join(projectFolder, 'node_modules', `.medibook-${process.pid}`);
  const vite = join(projectFolder, 'node_modules/vite/bin/vite.js');
  const { NODE_ENV: _, ...env } = process.env; // Vitest's `test` would be built in.
  const { status } = spawnSync(process.execPath, [vite, 'build', '--app', '--logLevel', 'warn'], {
    cwd: projectFolder,
    env: { ...env, DIST: dist },
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('The build failed.');
  return dist;
}
