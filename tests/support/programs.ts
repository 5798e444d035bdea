/** Finds what the tests run but npm cannot bring; Debian's package is installed where we are root. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The path of the first of these programs that is on PATH. */
export function installed(...names: string[]): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram);
}

/** Installs the text browsers, the terminal they run in, a pooler and a reader of calendar files, where they are missing and can be had. */
export function fetchPrograms(): void {
  for (const name of ['lynx', 'w3m', 'links', 'elinks', 'tmux', 'pgbouncer']) if (!installed(name)) debianPackage(name);
  if (!pythonWithCalendars()) debianPackage('python3-icalendar');
}

/** A Python that has the library icalendar: Debian's own, whatever other one stands before it on PATH. */
export function pythonWithCalendars(): string | undefined {
  const pythons = [installed('python3'), '/usr/bin/python3'].filter((path) => path !== undefined);
  return pythons.find((python) => spawnSync(python, ['-c', 'import icalendar'], { stdio: 'ignore' }).status === 0);
}

/** The programs of a PostgreSQL from 15 whose major version is not the embedded one's. */
export function otherPostgres(): { folder: string; major: number } | undefined {
  return debianPostgres() ?? (debianPackage('postgresql-15') ? debianPostgres() : undefined);
}

/** Installs a package without a question. False where there is no apt-get, we are not root, or it cannot be had. */
export function debianPackage(name: string): boolean {
  if (process.getuid?.() !== 0 || !installed('apt-get')) return false;
  const apt = (...words: string[]) =>
    spawnSync('apt-get', words, { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
      .status === 0;
  const install = () => apt('install', '--yes', '--no-install-recommends', name);
  console.log(`Installing Debian's ${name} for the tests.`);
  return install() || (apt('update') && install());
}

function debianPostgres() {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return undefined;
  const majors = readdirSync(root)
    .map(Number)
    .filter((major) => major >= 15 && major !== 18);
  const found = majors.map((major) => ({ major, folder: `${root}/${major}/bin` }));
  return found.find(({ folder }) => isProgram(join(folder, 'initdb')));
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
