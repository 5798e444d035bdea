import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import type { TestProject } from 'vitest/node';
import { startEmbedded } from '../../src/db/embedded.ts';
import { migrate } from '../../src/db/migrate.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A database whose role may make others from the template `clinic`, which is migrated and empty. */
    postgres: string;
  }
}

/** A crash of the machine may lose a test's data, so nothing waits for a disk. */
const settings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: 300,
};

/** One cluster for the whole run; TEST_POSTGRES=/usr/lib/postgresql/15/bin makes it another major version's. */
export default async function setup(project: TestProject) {
  await removeAbandoned();
  const folder = await mkdtemp(join(tmpdir(), `medibook-test-${process.pid}-`));
  const programs = process.env.TEST_POSTGRES;
  const cluster = await startEmbedded({ folder, settings, ...(programs && { programs }) });
  const sql = postgres(cluster.url, { max: 1 });
  await sql`CREATE DATABASE clinic`;
  await migrate(cluster.url.replace(/\/medibook$/, '/clinic'));
  await sql.end();
  project.provide('postgres', cluster.url);
  return async () => {
    await cluster.stop();
    await rm(folder, { recursive: true, force: true });
  };
}

/** Clusters of runs that were killed before they could stop theirs. */
async function removeAbandoned() {
  for (const name of await readdir(tmpdir())) {
    const pid = Number(/^medibook-test-(\d+)-/.exec(name)?.[1]);
    if (!pid || lives(pid)) continue;
    const folder = join(tmpdir(), name);
    const cluster = await startEmbedded({ folder }).catch(() => undefined);
    await cluster?.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
