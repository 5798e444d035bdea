/**
 * The built MediBook for the browser tests, as many times as the argument says: each a clinic with an empty data folder of its
 * own and a Google that is an emulator. All go when it is told to stop, or when one of them ends.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { whenParentEnds } from '../../src/stop.ts';
import { removeAbandoned } from './abandoned.ts';
import { alone } from './alone.ts';
import { build } from './build.ts';
import { freePort } from './free-port.ts';
import { clientAt, settingsAt } from './google/client.ts';
import { startEmulator } from './google/emulator.ts';
import { remove, temporaryFolder } from './temporary.ts';

const servers: ChildProcess[] = [];
const stop = () => {
  if (servers.length === 0) process.exit(1);
  for (const server of servers) server.kill('SIGTERM');
};
process.on('SIGTERM', stop);
process.on('SIGINT', () => {});
whenParentEnds(stop);

await removeAbandoned();
const dist = build();
const clinics = await Promise.all(Array.from({ length: Number(process.argv[2]) }, clinic));
// For the tests that need more than a browser: playwright.config.ts reads it.
for (const [number, { url, folder, google }] of clinics.entries()) {
  console.log(`Clinic ${number} at ${url}, data in ${folder}, build in ${dist}, Google at ${google.url}`);
}
for (const { folder, variables } of clinics) {
  const env = { ...alone, ...variables, DATA_FOLDER: folder, HOST: '127.0.0.1' };
  servers.push(spawn(process.execPath, [join(dist, 'server.js')], { cwd: folder, stdio: 'inherit', env }));
}
const codes = await Promise.all(
  servers.map(async (server) => {
    const [code] = await once(server, 'exit');
    stop();
    return code ?? 1;
  }),
);
for (const { folder } of clinics) await remove(folder);
await remove(dist);
process.exit(Math.max(...codes));

async function clinic() {
  const folder = await temporaryFolder('browser');
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const client = clientAt(url);
  const google = await startEmulator({ client });
  const variables = {
    PORT: String(port),
    ...settingsAt(url, client, google.url),
    HOLDS_PER_ADDRESS: '10000',
    HOLD_REQUESTS_PER_MINUTE: '100000',
  };
  return { folder, url, google, variables };
}
