/**
 * The built MediBook with an empty data folder of its own and a Google that is an emulator, for the browser tests; all go when
 * it is told to stop.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { whenParentEnds } from '../../src/stop.ts';
import { removeAbandoned } from './abandoned.ts';
import { alone } from './alone.ts';
import { build } from './build.ts';
import { freePort } from './free-port.ts';
import { clientAt, settingsAt } from './google/client.ts';
import { startEmulator } from './google/emulator.ts';
import { remove, temporaryFolder } from './temporary.ts';

const stop = () => server?.kill('SIGTERM') ?? process.exit(1);
let server: ReturnType<typeof spawn> | undefined;
process.on('SIGTERM', stop);
process.on('SIGINT', () => {});
whenParentEnds(stop);

await removeAbandoned();
const dist = build();
const folder = await temporaryFolder('browser');
const port = await freePort();
const url = `http://localhost:${port}`;
const google = await startEmulator({ client: clientAt(url) });
// For the tests that need more than a browser: playwright.config.ts reads it.
console.log(`Data in ${folder}, build in ${dist}, Google at ${google.url}`);
server = spawn(process.execPath, [join(dist, 'server.js')], {
  cwd: folder,
  stdio: 'inherit',
  env: {
    ...alone,
    DATA_FOLDER: folder,
    HOST: '127.0.0.1',
    PORT: String(port),
    ...settingsAt(url, clientAt(url), google.url),
    HOLDS_PER_ADDRESS: '10000',
    HOLD_REQUESTS_PER_MINUTE: '100000',
  },
});
server.on('exit', async (code) => {
  await remove(dist);
  await remove(folder);
  process.exit(code ?? 1);
});
