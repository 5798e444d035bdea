import { randomBytes } from 'node:crypto';
import { build as viteBuild } from 'vite';
import { startEmbedded } from '../../src/db/embedded.ts';
import { build } from '../support/build.ts';
import { remove, temporaryFolder } from '../support/temporary.ts';
import { type Clinic, fill, open } from './clinic.ts';
import { medibook } from './server.ts';

/** What every bench needs: the built servers, and databases on one PostgreSQL that keeps its promises to the disk. */
export type Stage = {
  dist: string;
  /** Holds the database, and what the servers write. */
  folder: string;
  /** A clinic of about ten thousand slots, of the bench's own. */
  clinic(): Promise<Clinic>;
  /** An empty one, with this version's tables. */
  emptyClinic(): Promise<Clinic>;
} & AsyncDisposable;

/** All else is as PostgreSQL comes: fsync and synchronous_commit are on. Three servers need more than its 100. */
const settings = { max_connections: 200 };

export async function makeStage(): Promise<Stage> {
  const stack = new AsyncDisposableStack();
  const dist = build();
  stack.defer(() => remove(dist));
  await buildBare(dist);
  const folder = await temporaryFolder('bench');
  stack.defer(() => remove(folder));
  const cluster = await startEmbedded({ folder, settings });
  const admin = open(cluster.url);
  stack.defer(() => cluster.stop());
  stack.defer(() => admin.sql.end());

  const copyOf = async (template: string): Promise<Clinic> => {
    const name = `bench_${randomBytes(4).toString('hex')}`;
    await admin.sql.unsafe(`CREATE DATABASE ${name} TEMPLATE ${template}`);
    const clinic = open(cluster.url.replace(/\/medibook$/, `/${name}`));
    stack.defer(() => clinic.sql.end());
    return clinic;
  };
  const stage: Stage = {
    dist,
    folder,
    clinic: () => copyOf('small'),
    emptyClinic: () => copyOf('empty'),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
  await admin.sql.unsafe('CREATE DATABASE empty');
  await (await medibook(stage, cluster.url.replace(/\/medibook$/, '/empty')))[Symbol.asyncDispose]();
  await admin.sql.unsafe('CREATE DATABASE small TEMPLATE empty');
  const small = open(cluster.url.replace(/\/medibook$/, '/small'));
  await fill(small, { others: 13, past: 0 });
  await small.sql.end();
  return stage;
}

/** As vite.config.ts builds the server. */
async function buildBare(dist: string): Promise<void> {
  await viteBuild({
    configFile: false,
    logLevel: 'warn',
    oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
    ssr: { noExternal: true },
    build: {
      ssr: 'tests/bench/bare.tsx',
      outDir: `${dist}/bare`,
      target: 'node26',
      minify: false,
      rolldownOptions: { checks: { bundlerTimings: false } },
    },
  });
}
