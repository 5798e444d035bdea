import { existsSync } from 'node:fs';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { keptSecret } from '../kept-secret.ts';
import { Problem } from '../problem.ts';
import { type Binaries, bundledBinaries, installedBinaries } from './binaries.ts';
import { type Account, accountFor, give, run } from './unprivileged.ts';

export type Embedded = {
  /** Where to connect, as a role that owns its database and may make others but is no superuser. */
  url: string;
  /** False when a database that was running already is used. */
  started: boolean;
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

const patience = 60_000;

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
  if (!existsSync(join(data, 'PG_VERSION'))) await makeData({ folder, data, binaries, account, settings });
  await refuseOtherMajor(data, binaries.major);

  const deadline = Date.now() + patience;
  for (let started = false, problem = ''; ; await sleep(100)) {
    const running = await connectTo(data, password);
    if (running) return { url: running.url, started, stop: () => stop(running.admin, data, binaries, account) };
    if (Date.now() > deadline) throw new Problem(`The embedded database does not start: ${problem}`);
    const start = await startServer({ folder, data, binaries, account });
    started ||= start.ok;
    if (!start.ok) problem = start.problem;
  }
}

type Place = { folder: string; data: string; binaries: Binaries; account: Account };

async function makeData({ folder, data, binaries, account, settings }: Place & Pick<EmbeddedOptions, 'settings'>) {
  await removeUnfinished(folder);
  const draft = await mkdtemp(join(folder, 'postgres-new-'));
  await give(draft, account);
  const provider = binaries.major >= 17 ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'] : [];
  const initdb = (locale: string) =>
    run(account, binaries.initdb, [
      `--pgdata=${draft}`,
      '--username=postgres',
      `--pwfile=${join(folder, 'postgres-password')}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      `--lc-ctype=${locale}`,
      ...provider,
      '--no-instructions',
    ]);
  let made = await initdb('C.UTF-8');
  if (!made.ok && /locale/.test(made.output)) made = await initdb('C');
  if (!made.ok) {
    await rm(draft, { recursive: true, force: true });
    throw new Problem(`The embedded database cannot be made in ${folder}: ${lastLine(made.output)}`);
  }
  const lines = { listen_addresses: '127.0.0.1', unix_socket_directories: '', ...settings };
  const conf = Object.entries(lines).map(([name, value]) => `${name} = '${value}'\n`);
  await appendFile(join(draft, 'postgresql.conf'), conf.join(''));
  await rename(draft, data).catch(ignore('ENOTEMPTY', 'EEXIST', 'EPERM'));
  await rm(draft, { recursive: true, force: true });
}

/** What a process that was killed while it made the data left behind. */
async function removeUnfinished(folder: string) {
  for (const name of await readdir(folder)) {
    if (!name.startsWith('postgres-new-')) continue;
    const path = join(folder, name);
    const age = Date.now() - (await stat(path).then((found) => found.mtimeMs, Date.now));
    if (age > 600_000) await rm(path, { recursive: true, force: true });
  }
}

async function refuseOtherMajor(data: string, here: number) {
  const made = Number.parseInt(await readFile(join(data, 'PG_VERSION'), 'utf8'), 10);
  if (made === here) return;
  throw new Problem(
    `The data in ${data} was made by PostgreSQL ${made} and this version of MediBook brings PostgreSQL ${here}: go back to the version that made it, or move that folder away to begin with an empty database.`,
  );
}

async function startServer({ folder, data, binaries, account }: Place) {
  const log = join(folder, 'postgres.log');
  if (!existsSync(log)) await writeFile(log, '', { mode: 0o600, flag: 'a' });
  await give(log, account);
  const options = ['--pgdata', data, '--log', log, '--wait', '--timeout', '60', '-o', `-p ${await freePort()}`];
  const before = (await stat(log)).size;
  const { ok } = await run(account, binaries.pg_ctl, ['start', ...options]);
  if (ok) return { ok };
  const said = (await readFile(log, 'utf8')).slice(before);
  return { ok, problem: /FATAL: +(.*)/.exec(said)?.[1] ?? `${log} may say why.` };
}

/** The port of the server that runs on this folder, if one answers and it really is this folder's. */
async function connectTo(data: string, password: string) {
  const file = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '');
  const port = Number(file.split('\n')[3]);
  if (!port) return;
  const url = (role: string, database: string) => `postgres://${role}:${password}@127.0.0.1:${port}/${database}`;
  const admin = postgres(url('postgres', 'postgres'), {
    max: 1,
    connect_timeout: 5,
    onnotice: () => {},
    connection: { application_name: 'medibook presence' },
  });
  try {
    const [server] = await admin`SELECT current_setting('data_directory') AS data`;
    if (!(await sameFolder(server?.data, data))) throw new Error('another folder');
    await makeDatabase(admin, password);
    return { admin, url: url('medibook', 'medibook') };
  } catch {
    await admin.end({ timeout: 1 });
  }
}

async function sameFolder(one: string, other: string) {
  const [a, b] = await Promise.all([stat(one), stat(other)]);
  return a.ino === b.ino && a.dev === b.dev;
}

/** The application is no superuser here either, as it is none on a clinic's own server. */
async function makeDatabase(admin: postgres.Sql, password: string) {
  const [found] = await admin`SELECT FROM pg_database WHERE datname = 'medibook'`;
  if (found) return;
  await admin`SELECT pg_advisory_lock(hashtextextended('medibook', 0))`;
  const [role] = await admin`SELECT FROM pg_roles WHERE rolname = 'medibook'`;
  if (!role) await admin.unsafe(`CREATE ROLE medibook LOGIN CREATEDB PASSWORD '${password}'`);
  const [database] = await admin`SELECT FROM pg_database WHERE datname = 'medibook'`;
  if (!database) await admin.unsafe('CREATE DATABASE medibook OWNER medibook');
  await admin`SELECT pg_advisory_unlock(hashtextextended('medibook', 0))`;
}

/** Every process keeps its `admin` connection for as long as it lives: the last one out turns off the light. */
async function stop(admin: postgres.Sql, data: string, binaries: Binaries, account: Account) {
  try {
    await admin`SELECT pg_advisory_lock(hashtextextended('stop', 0))`;
    if (!(await alone(admin))) await sleep(300);
    if (await alone(admin)) await run(account, binaries.pg_ctl, ['stop', '--pgdata', data, '--mode', 'fast', '--wait']);
  } catch {
    // It is gone already.
  } finally {
    await admin.end({ timeout: 1 });
  }
}

async function alone(admin: postgres.Sql): Promise<boolean> {
  const others = await admin`
    SELECT FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`;
  return others.length === 0;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

const lastLine = (text: string) => text.trim().split('\n').at(-1) ?? '';

const ignore =
  (...codes: string[]) =>
  (error: NodeJS.ErrnoException) => {
    if (!codes.includes(error.code ?? '')) throw error;
  };
