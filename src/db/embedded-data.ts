import { appendFile, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Problem } from '../problem.ts';
import type { Binaries } from './binaries.ts';
import { type Account, give, run } from './unprivileged.ts';

/** Where an embedded database lives, what runs it and as whom. */
export type Place = { folder: string; data: string; binaries: Binaries; account: Account };

/** Makes the data of an empty database aside and renames it into place: a process that is killed leaves nothing half made. */
export async function makeData({ folder, data, binaries, account }: Place, settings: Record<string, string | number>) {
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

/** PostgreSQL cannot read the data of another major version. */
export async function refuseOtherMajor(data: string, here: number) {
  const made = Number.parseInt(await readFile(join(data, 'PG_VERSION'), 'utf8'), 10);
  if (made === here) return;
  throw new Problem(
    `The data in ${data} was made by PostgreSQL ${made} and this version of MediBook brings PostgreSQL ${here}: go back to the version that made it, or move that folder away to begin with an empty database.`,
  );
}

/** What a program said last. */
export const lastLine = (text: string) => text.trim().split('\n').at(-1) ?? '';

const ignore =
  (...codes: string[]) =>
  (error: NodeJS.ErrnoException) => {
    if (!codes.includes(error.code ?? '')) throw error;
  };
