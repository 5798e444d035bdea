import { execFileSync } from 'node:child_process';
import { chown } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { forPostgres } from '../../src/db/address.ts';
import { connect } from '../../src/db/client.ts';
import { type Embedded, startEmbedded } from '../../src/db/embedded.ts';
import { migrate } from '../../src/db/migrate.ts';
import { openPgPool } from '../../src/db/pg-pool.ts';
import { accountFor } from '../../src/db/unprivileged.ts';
import { startWorker } from '../../src/jobs/worker.ts';
import { makeLog } from '../../src/log.ts';
import { installed } from '../support/programs.ts';
import { remove, temporaryFolder } from '../support/temporary.ts';

const openssl = installed('openssl');

describe.skipIf(!openssl)('of a server with TLS, whose certificate is localhost’s, by an authority of its own', () => {
  let folder: string;
  let server: Embedded;
  beforeAll(async () => {
    folder = await temporaryFolder('tls');
    const inFolder = (name: string) => join(folder, name);
    for (const name of ['server', 'stranger']) {
      const words = `req -x509 -nodes -newkey ec -pkeyopt ec_paramgen_curve:P-256 -subj /CN=localhost -addext subjectAltName=DNS:localhost`;
      const files = ['-keyout', inFolder(`${name}.key`), '-out', inFolder(`${name}.crt`)];
      execFileSync(openssl!, [...words.split(' '), ...files], { stdio: 'ignore' });
    }
    const account = await accountFor(folder, [folder]);
    if (account) for (const name of ['.', 'server.key']) await chown(inFolder(name), account.uid, account.gid);
    server = await startEmbedded({
      folder,
      settings: {
        ssl: 'on',
        ssl_cert_file: inFolder('server.crt'),
        ssl_key_file: inFolder('server.key'),
        ssl_ca_file: inFolder('server.crt'),
        unix_socket_directories: folder,
      },
    });
  });
  afterAll(async () => {
    await server.stop();
    await remove(folder);
  });

  const address = (words: string, host = 'localhost') =>
    `${server.url.replace('127.0.0.1', host)}?${words}`.replaceAll('FOLDER', folder);

  /** Whether the connection of each driver is encrypted, and by whose certificate where it shows one; or why there is none. */
  async function outcomes(url: string) {
    const question = 'SELECT coalesce(client_dn, ssl::text) AS outcome FROM pg_stat_ssl WHERE pid = pg_backend_pid()';
    const { sql } = connect(url, { max: 1 });
    const pool = openPgPool(url, 1);
    const said = await Promise.allSettled([
      sql.unsafe(question).then(([row]) => row!.outcome as string),
      pool.query(question).then(({ rows: [row] }) => row.outcome as string),
    ]);
    await Promise.all([sql.end({ timeout: 1 }), pool.end()]);
    return said.map((one) => (one.status === 'fulfilled' ? one.value : one.reason.code));
  }

  test.each([
    ['application_name=clinic', 'localhost', 'false'],
    ['sslmode=disable', 'localhost', 'false'],
    ['ssl=false', 'localhost', 'false'],
    ['application_name=clinic&sslmode=require', '127.0.0.1', 'true'],
    ['sslmode=require&sslrootcert=FOLDER/server.crt', '127.0.0.1', 'true'],
    ['sslmode=require&sslrootcert=FOLDER/stranger.crt', 'localhost', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['sslmode=verify-ca&sslrootcert=FOLDER/server.crt', '127.0.0.1', 'true'],
    ['sslmode=verify-ca&sslrootcert=FOLDER/stranger.crt', 'localhost', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['sslmode=verify-full&sslrootcert=FOLDER/server.crt', 'localhost', 'true'],
    ['sslrootcert=FOLDER/server.crt', 'localhost', 'true'],
    ['sslmode=verify-full&sslrootcert=FOLDER/server.crt', '127.0.0.1', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['sslmode=verify-full', 'localhost', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['sslmode=require&sslcert=FOLDER/server.crt&sslkey=FOLDER/server.key', 'localhost', '/CN=localhost'],
    ['host=FOLDER&sslmode=require', 'localhost', 'false'],
  ])('both drivers understand the same by %s at %s', async (words, host, outcome) => {
    expect(await outcomes(address(words, host))).toEqual([outcome, outcome]);
  });

  test('tables and jobs come to be where the authority is named', async () => {
    await migrate(address('sslmode=verify-full&sslrootcert=FOLDER/server.crt'));
  });
});

test('an authority’s certificate that has gone ends no process: jobs wait until it is there', async () => {
  const said: string[] = [];
  const log = makeLog('error', { write: (line) => void said.push(JSON.parse(line).msg) });
  const url = 'postgres://localhost/clinic?sslrootcert=/nowhere';
  const stop = startWorker({ tasks: {}, db: connect('postgres://localhost/clinic'), url, log });
  await expect.poll(() => said).toEqual(['jobs are not run, and will be again']);
  await stop();
});

test('an address of IPv6 has no colon that is taken for a port’s', () => {
  expect(forPostgres('postgres://clinic@[::1]:5433/clinic')).toMatchObject({ host: ['::1'], port: [5433] });
});
