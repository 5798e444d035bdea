import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { uptime } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type postgres from 'postgres';
import { keptSecret } from '../kept-secret.ts';
import { Problem } from '../problem.ts';
import { bundledBinaries, installedBinaries } from './binaries.ts';
import { lastLine, makeData, type Place, refuseOtherMajor } from './embedded-data.ts';
import { connectTo, leave } from './embedded-presence.ts';
import { accountFor, give, run } from './unprivileged.ts';

export type Embedded = {
  /** Where to connect, as a role that owns its database and may make others but is no superuser. */
  url: string;
  /** False when a database that was running already is used. */
  started: boolean;
  /** Starts the database again where it has died. True when it had to; to be called again and again, one at a time. */
  revive(): Promise<boolean>;
  /** Stops the database, unless somebody else is still connected to it. Close your own pool first. */
  stop(): Promise<void>;
};

export type EmbeddedOptions = {
  /** Holds the data (`postgres`), its password and its log. */
  folder: string;
  /** Lines for postgresql.conf; they count when the data is first made. */
  settings?: Record<string, string | number>;
  /** The folder of another PostgreSQL's programs, instead of the one from npm. */
  programs?: string;
};

/** Milliseconds for another process to start or repair the database. */
const PATIENCE = 60_000;
const WRONG_PASSWORD = '28P01';

/**
 * Starts the PostgreSQL that came with npm on a free port of 127.0.0.1, or finds the one a killed process left
 * running. Any number of processes may do so at once: the data is made aside and renamed into place, and PostgreSQL
 * itself lets only one server at a folder. Throws a `Problem`.
 */
export async function startEmbedded({ settings = {}, programs, ...options }: EmbeddedOptions): Promise<Embedded> {
  const folder = resolve(options.folder);
  await mkdir(folder, { recursive: true });
  const binaries = programs ? await installedBinaries(programs) : await bundledBinaries();
  const data = join(folder, 'postgres');
  const account = await accountFor(data, [binaries.postgres, folder]);
  const password = await keptSecret(join(folder, 'postgres-password'));
  await give(join(folder, 'postgres-password'), account);
  const place = { folder, data, binaries, account };
  if (!isMadeIn(folder)) await makeData(place, settings);
  await refuseOtherMajor(data, binaries.major);

  const deadline = Date.now() + PATIENCE;
  for (let started = false, attempt = 1; ; attempt++, await sleep(100)) {
    const running = await connectTo(data, password);
    if (running.ok) {
      const { url, admin } = running;
      return { url, started, revive: () => revive(place, admin), stop: () => leave(admin, () => stopServer(place)) };
    }
    const start = await startServer(place, await freePort(await lastPort(data)));
    if (start.ok) started = true;
    else if (Date.now() > deadline || (attempt > 3 && !isPassing(start.problem, running.code))) {
      if (started) await stopServer(place);
      throw new Problem(whatToDo(start.problem, running.code, folder));
    }
  }
}

/** Whether this folder holds an embedded database, running or not. */
export const isMadeIn = (folder: string) => existsSync(join(folder, 'postgres', 'PG_VERSION'));

/** Another process starts, repairs or leaves the database at this moment. */
const isPassing = (problem: string, code: string) => code !== WRONG_PASSWORD && /lock file|shared memory/.test(problem);

function whatToDo(problem: string, code: string, folder: string): string {
  if (code === WRONG_PASSWORD) {
    return `${folder}/postgres-password is not the password that the database in ${folder}/postgres was made with: put the right file back, or move both away to begin with an empty database.`;
  }
  return `The embedded database does not start (${problem}): ${folder}/postgres.log says more.`;
}

/** At the same port, since that is the one its users know. One that another process starts meanwhile is there at the next call. */
async function revive(place: Place, admin: postgres.Sql): Promise<boolean> {
  const died = await admin`SELECT`.then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === 'ECONNREFUSED',
  );
  if (!died) return false;
  const start = await startServer(place, await lastPort(place.data));
  if (start.ok || isPassing(start.problem, '')) return start.ok;
  throw new Problem(whatToDo(start.problem, '', place.folder));
}

async function startServer({ folder, data, binaries, account }: Place, port: number) {
  const log = join(folder, 'postgres.log');
  if (!existsSync(log)) await writeFile(log, '', { mode: 0o600, flag: 'a' });
  await give(log, account);
  await forgetBeforeBoot(join(data, 'postmaster.pid'));
  await forgetStranger(join(data, 'postmaster.pid'));
  const options = ['--pgdata', data, '--log', log, '--wait', '--timeout', '60', '-o', `-p ${port}`];
  const before = (await readFile(log, 'utf8')).length;
  const { ok, output } = await run(account, binaries.pg_ctl, ['start', ...options]);
  if (ok) return { ok };
  const said = (await readFile(log, 'utf8')).slice(before);
  return { ok, problem: /FATAL: +(.*)/.exec(said)?.[1] ?? lastLine(output) };
}

const stopServer = ({ account, binaries, data }: Place) =>
  run(account, binaries.pg_ctl, ['stop', '--pgdata', data, '--mode', 'fast', '--wait']);

/**
 * After a power cut another program may have the process number that the database had, and PostgreSQL would wait for it
 * to end. What ran before the computer started does not run now.
 */
async function forgetBeforeBoot(pidFile: string) {
  const since = Number((await readFile(pidFile, 'utf8').catch(() => '')).split('\n')[2]);
  const boot = Date.now() / 1000 - uptime();
  if (since && since < boot - 60) await rm(pidFile, { force: true });
}

/**
 * After a container was killed its next one counts its processes anew, and another program has the number that the
 * database had; a thread is enough. Where the system does not say what a process is, PostgreSQL decides by itself.
 */
async function forgetStranger(pidFile: string) {
  const pid = Number.parseInt(await readFile(pidFile, 'utf8').catch(() => ''), 10);
  const program = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => 'postgres');
  if (program.trim() !== 'postgres') await rm(pidFile, { force: true });
}

/** Of the server that ran last on this data, whichever way it ended; 0 if none did. */
async function lastPort(data: string): Promise<number> {
  const options = await readFile(join(data, 'postmaster.opts'), 'utf8').catch(() => '');
  return Number(/"-p" "(\d+)"/.exec(options)?.[1] ?? 0);
}

/** The preferred one unless another program has it: who lost the database finds it again there. */
function freePort(preferred = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', preferred ? () => resolve(freePort()) : reject);
    server.listen(preferred, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
