import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inject } from 'vitest';
import { pidFile, postmaster, superuser } from './data-folder.ts';
import { launched, type MediBook } from './launched.ts';
import { remove, temporaryFolder } from './temporary.ts';

export type { MediBook };

type Variables = Record<string, string>;

/** A data folder, empty or with a demo clinic in it (`used`); everything that ran in it is stopped in the end. */
export async function dataFolder({ used = false } = {}) {
  const folder = await temporaryFolder('runtime');
  // cp: the data belongs to an account of its own where the tests run as root.
  if (used) execFileSync('cp', ['-a', `${inject('used')}/.`, folder]);
  const running = new Set<Pick<MediBook, 'stop'>>();
  const begin = (variables: Variables = {}, command?: string[]) => {
    const run = launch(folder, variables, command);
    running.add(run);
    return run;
  };
  return {
    folder,
    /** Starts MediBook on this folder and does not wait. */
    begin,
    /** Starts MediBook on this folder and waits until it is ready. */
    async start(variables: Variables = {}, command?: string[]): Promise<MediBook> {
      const run = begin(variables, command);
      return { ...run, url: await run.ready };
    },
    /** The process of the database that serves this folder, unless it was stopped. */
    postmaster: () =>
      postmaster(folder).then(
        ({ pid }) => pid,
        () => undefined,
      ),
    /** The database stands still, whole; the function that is given back lets it go on. */
    async freeze(): Promise<() => void> {
      const { pid } = await postmaster(folder);
      const sql = await superuser(folder);
      const backends = await sql<{ pid: number }[]>`SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()`;
      await sql.end();
      const frozen = [pid, ...backends.map((backend) => backend.pid)];
      const signalAll = (signal: NodeJS.Signals) => frozen.forEach((pid) => void signalled(pid, signal));
      signalAll('SIGSTOP');
      return () => signalAll('SIGCONT');
    },
    /** A connection of the test's own to this folder's database, as its superuser. */
    sql: () => superuser(folder),
    async remove() {
      for (const medibook of running) await medibook.stop('SIGKILL');
      const left = await postmaster(folder).catch(() => undefined);
      if (left && signalled(left.pid, 'SIGQUIT')) while (existsSync(pidFile(folder))) await sleep(20);
      await remove(folder);
    },
  };
}

/** A start that must fail: its exit code and what it wrote. */
export async function failedStart(
  folder: string,
  variables: Variables,
): Promise<{ code: number | null; output: string }> {
  const { process, ready, output, stop } = launch(folder, variables);
  const started = await ready.then(
    () => true,
    () => false, // It has ended.
  );
  if (!started) return { code: process.exitCode, output: output() };
  await stop();
  throw new Error(`It was to refuse, and started: ${output()}`);
}

function launch(folder: string, variables: Variables, command = [process.execPath, join(inject('dist'), 'server.js')]) {
  return launched(command, folder, { DATA_FOLDER: folder, ...variables });
}

/** False when there is no such process. */
function signalled(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
