import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';

/** The server that runs on this folder, if one answers and it really is this folder's; `code` says why it does not. */
export async function connectTo(data: string, password: string) {
  const file = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '');
  const port = Number(file.split('\n')[3]);
  if (!port) return { ok: false as const, code: '' };
  const url = (role: string, database: string) => `postgres://${role}:${password}@127.0.0.1:${port}/${database}`;
  const admin = postgres(url('postgres', 'postgres'), {
    max: 1,
    connect_timeout: 5,
    onnotice: () => {},
    connection: { application_name: 'medibook presence' },
  });
  try {
    const [server] = await admin`SELECT current_setting('data_directory') AS data`;
    if (!(await sameFolder(server?.data, data))) throw new Error('A server of another folder has this port now.');
    await makeDatabase(admin, password);
    return { ok: true as const, admin, url: url('medibook', 'medibook') };
  } catch (error) {
    await admin.end({ timeout: 1 });
    return { ok: false as const, code: String((error as { code?: string }).code ?? '') };
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

/**
 * Ends our presence, and the server with it unless somebody else is connected. Every MediBook keeps such a connection
 * for as long as it lives: the last one out turns off the light.
 */
export async function leave(admin: postgres.Sql, stopServer: () => Promise<unknown>): Promise<void> {
  try {
    await admin`SELECT pg_advisory_lock(hashtextextended('stop', 0))`;
    if (!(await alone(admin))) await sleep(300);
    if (await alone(admin)) await stopServer();
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
