/** A MediBook of one browser test's own: another database beside that of the others. */

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { connect } from '../../src/db/client.ts';
import { addressOfDatabase, superuser } from './data-folder.ts';
import { launched } from './launched.ts';
import { remove, temporaryFolder } from './temporary.ts';

/** Without a doctor, unless the variables say DEMO=true. */
export async function ownClinic(variables: Record<string, string>) {
  const [data, dist] = [process.env.MEDIBOOK_DATA!, process.env.MEDIBOOK_DIST!];
  const name = `clinic_${randomBytes(6).toString('hex')}`;
  const cluster = await superuser(data, 'postgres');
  await cluster.unsafe(`CREATE DATABASE ${name} OWNER medibook`);
  const address = await addressOfDatabase(data, 'medibook', name);
  const folder = await temporaryFolder('clinic');
  const server = launched([process.execPath, join(dist, 'server.js')], folder, {
    DATA_FOLDER: folder,
    DATABASE_URL: address,
    HOST: '127.0.0.1',
    LOG_LEVEL: 'fatal',
    ...variables,
  });
  const url = await server.ready;
  const db = connect(address, { max: 1 });
  return {
    url,
    db,
    /** From now on its server finds no database. */
    async takeDatabaseAway() {
      await cluster.unsafe(`ALTER DATABASE ${name} CONNECTION LIMIT 0`);
      await cluster`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ${name} AND usename = 'medibook'`;
    },
    /** The connection on which it hears of changes is cut. */
    async deafen() {
      await cluster`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ${name} AND application_name = 'medibook listens'`;
    },
    async stop() {
      await server.stop();
      await db.sql.end({ timeout: 1 });
      await cluster.unsafe(`DROP DATABASE ${name} WITH (FORCE)`);
      await cluster.end({ timeout: 1 });
      await remove(folder);
    },
  };
}
