import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbedded } from '../../src/db/embedded.ts';
import { projectFolder } from '../../src/root.ts';
import { remove } from './temporary.ts';

/** Clears up what test runs left that were killed before they could: databases, terminals, folders, builds. Never throws. */
export async function removeAbandoned(): Promise<void> {
  for (const root of [tmpdir(), join(projectFolder, 'node_modules')]) {
    for (const name of await readdir(root)) {
      const pid = Number(/^\.?medibook-(?:[a-z]+-)?(\d+)(?:-|$)/.exec(name)?.[1]);
      if (!pid || lives(pid)) continue;
      const folder = join(root, name);
      await stopDatabase(folder).catch(() => {});
      if (existsSync(join(folder, 'tmux'))) spawnSync('tmux', ['-S', join(folder, 'tmux'), 'kill-server']);
      await remove(folder);
    }
  }
}

/** The number in postmaster.pid may be a stranger's by now: only a database that takes the folder's password is stopped. */
async function stopDatabase(folder: string): Promise<void> {
  const data = join(folder, 'postgres');
  if (!existsSync(join(data, 'postmaster.pid'))) return;
  const major = (await readFile(join(data, 'PG_VERSION'), 'utf8')).trim();
  const programs = `/usr/lib/postgresql/${major}/bin`;
  const cluster = await startEmbedded({ folder, ...(existsSync(programs) && { programs }) });
  await cluster.stop();
}

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
