import postgres from 'postgres';
import type { TestProject } from 'vitest/node';
import { startEmbedded } from '../../src/db/embedded.ts';
import { migrate } from '../../src/db/migrate.ts';
import { removeAbandoned } from './abandoned.ts';
import { remove, temporaryFolder } from './temporary.ts';

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
  const folder = await temporaryFolder('test');
  const programs = process.env.TEST_POSTGRES;
  const cluster = await startEmbedded({ folder, settings, ...(programs && { programs }) });
  const sql = postgres(cluster.url, { max: 1 });
  await sql`CREATE DATABASE clinic`;
  await migrate(cluster.url.replace(/\/medibook$/, '/clinic'));
  await sql.end();
  project.provide('postgres', cluster.url);
  return async () => {
    await cluster.stop();
    await remove(folder);
  };
}
