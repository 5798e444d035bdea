import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { projectFolder } from '../../src/root.ts';
import { remove } from './temporary.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder with the built server.js. */
    dist: string;
  }
}

/** Builds MediBook for the tests that run it as a process. */
export default function setup(project: TestProject) {
  const dist = build();
  project.provide('dist', dist);
  return () => remove(dist);
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
