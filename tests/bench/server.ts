import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { alone } from '../support/alone.ts';
import { freePort } from '../support/free-port.ts';
import { CONNECTIONS } from './load.ts';
import type { Stage } from './stage.ts';

/** `startedIn`: milliseconds from the start of its process until it listened. */
export type Server = { url: string; process: ChildProcess; startedIn: number } & AsyncDisposable;

type Variables = Record<string, string>;

/** MediBook as it is built, in production, with its caps out of the way; each request's address is the one it says. */
export const medibook = (stage: Stage, database: string, variables: Variables = {}) =>
  serve(join(stage.dist, 'server.js'), stage.folder, {
    NODE_ENV: 'production',
    LOG_LEVEL: 'info',
    SECRET_KEY: 'only for a bench, and therefore no secret',
    DATABASE_URL: database,
    DATABASE_POOL: String(CONNECTIONS),
    TRUST_PROXY: 'true',
    HOLDS_PER_ADDRESS: '1000000',
    HOLD_REQUESTS_PER_MINUTE: '1000000',
    ...variables,
  });

/** The bare server on Hono and postgres.js: see bare.tsx. */
export const bare = (stage: Stage, database: string, variables: Variables = {}) =>
  serve(join(stage.dist, 'bare/bare.js'), stage.folder, {
    NODE_ENV: 'production',
    DATABASE_URL: database,
    DATABASE_POOL: String(CONNECTIONS),
    ...variables,
  });

export async function serve(program: string, folder: string, variables: Variables): Promise<Server> {
  const port = await freePort();
  const log = openSync(join(folder, 'servers.log'), 'a');
  const begun = performance.now();
  const child = spawn(process.execPath, [program], {
    cwd: folder,
    stdio: ['ignore', log, log],
    env: { ...alone, HOST: '127.0.0.1', PORT: String(port), ...variables },
  });
  while (!(await answersAt(port))) {
    if (child.exitCode !== null) throw new Error(`${program} has ended: see ${folder}/servers.log.`);
    await sleep(2);
  }
  return {
    url: `http://127.0.0.1:${port}`,
    process: child,
    startedIn: performance.now() - begun,
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

function answersAt(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(port, '127.0.0.1');
  socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
  return promise.finally(() => socket.destroy());
}
