/** PgBouncer in transaction mode before a database, as clinics run it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { accountFor } from '../../src/db/unprivileged.ts';
import { freePort } from './free-port.ts';
import { installed } from './programs.ts';
import { remove, temporaryFolder } from './temporary.ts';

/** Fewer connections than an app opens: what it asks goes now through one, now through another. */
const CONNECTIONS = 3;

export const pgbouncer = installed('pgbouncer');

/** `url` is the same database through it. */
export async function pooler(database: string) {
  const to = new URL(database);
  const folder = await temporaryFolder('pooler');
  const name = to.pathname.slice(1);
  const port = await freePort();
  await writeFile(
    join(folder, 'pgbouncer.ini'),
    `[databases]
${name} = host=${to.hostname} port=${to.port} user=${to.username} password=${to.password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = ${CONNECTIONS}
`,
  );
  // As root it refuses to run.
  const account = await accountFor(folder, [folder]);
  if (account) await chown(folder, account.uid, account.gid);
  const process = spawn(pgbouncer!, ['-q', join(folder, 'pgbouncer.ini')], { stdio: 'ignore', ...account });
  const answers = () =>
    new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(socket.destroy() !== undefined));
      socket.on('error', () => resolve(false));
    });
  while (!(await answers())) await sleep(50);
  const url = new URL(database);
  url.hostname = '127.0.0.1';
  url.port = String(port);
  return {
    url: url.href,
    async stop() {
      process.kill('SIGKILL');
      await once(process, 'exit');
      await remove(folder);
    },
  };
}
