/** The database of a MediBook that runs on a data folder, from outside. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import postgres from 'postgres';

export const pidFile = (folder: string) => join(folder, 'postgres/postmaster.pid');

/** The process that serves this folder's data, and its port; throws where none does. */
export async function postmaster(folder: string) {
  const lines = (await readFile(pidFile(folder), 'utf8')).split('\n');
  return { pid: Number(lines[0]), port: Number(lines[3]) };
}

/** The address of a database there: `postgres` may do everything, `medibook` is whom the application is. */
export async function addressOfDatabase(folder: string, role: 'postgres' | 'medibook', database = 'medibook') {
  const { port } = await postmaster(folder);
  const password = (await readFile(join(folder, 'postgres-password'), 'utf8')).trim();
  return `postgres://${role}:${password}@127.0.0.1:${port}/${database}`;
}

/** One connection that may do everything. */
export async function superuser(folder: string, database?: string): Promise<postgres.Sql> {
  return postgres(await addressOfDatabase(folder, 'postgres', database), { max: 1, onnotice: () => {} });
}
