/** A MediBook of one browser test's own: another database beside that of the others. */

import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { connect } from '../../src/db/client.ts';
import { alone } from './alone.ts';
import { addressOfDatabase, superuser } from './data-folder.ts';
import { remove, temporaryFolder } from './temporary.ts';

/** Without a doctor, unless the variables say DEMO=true. */
export async function ownClinic(variables: Record<string, string>) {
  const [data, dist] = [process.env.MEDIBOOK_DATA!, process.env.MEDIBOOK_DIST!];
  const name = `clinic_${randomBytes(6).toString('hex')}`;
  const cluster = await superuser(data, 'postgres');
  await cluster.unsafe(`CREATE DATABASE ${name} OWNER medibook`);
  const address = await addressOfDatabase(data, 'medibook', name);
  const folder = await temporaryFolder('clinic');
  const server = spawn(process.execPath, [join(dist, 'server.js')], {
    cwd: folder,
    env: {
      ...alone,
      DATA_FOLDER: folder,
      DATABASE_URL: address,
      HOST: '127.0.0.1',
      LOG_LEVEL: 'fatal',
      ...variables,
    },
  });
  const ended = once(server, 'close');
  const url = await new Promise<string>((resolve, reject) => {
    let written = '';
    const read = (chunk: Buffer) => {
      written += chunk;
      const ready = /MediBook is ready at (http:\S+)/.exec(written)?.[1];
      if (ready) resolve(ready);
    };
    server.stdout.on('data', read);
    server.stderr.on('data', read);
    ended.then(() => reject(new Error(`MediBook ended: ${written}`)));
  });
  const db = connect(address, { max: 1 });
  return {
    url,
    db,
    /** From now on its server finds no database. */
    async takeDatabaseAway() {
      await cluster.unsafe(`ALTER DATABASE ${name} CONNECTION LIMIT 0`);
      await cluster`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ${name} AND usename = 'medibook'`;
    },
    async stop() {
      server.kill('SIGTERM');
      await ended;
      await db.sql.end({ timeout: 1 });
      await cluster.unsafe(`DROP DATABASE ${name} WITH (FORCE)`);
      await cluster.end({ timeout: 1 });
      await remove(folder);
    },
  };
}
