import { spawnSync } from 'node:child_process';
import { projectFolder } from '../../src/root.ts';

/** Builds dist/ for the tests that run it. */
export default function build(): void {
  const vite = `${projectFolder}/node_modules/vite/bin/vite.js`;
  const { NODE_ENV: _, ...env } = process.env; // Vitest's `test` would be built in.
  const { status } = spawnSync(process.execPath, [vite, 'build', '--app', '--logLevel', 'warn'], {
    cwd: projectFolder,
    env,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('The build failed.');
}
