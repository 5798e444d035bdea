/** The built MediBook with an empty data folder of its own, for the browser tests; both go when it is told to stop. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { alone } from './alone.ts';
import { build } from './build.ts';

const { dist, remove } = build();
const folder = mkdtempSync(join(tmpdir(), 'medibook-e2e-'));
const server = spawn(process.execPath, [join(dist, 'server.js')], {
  cwd: folder,
  stdio: 'inherit',
  env: {
    ...alone,
    DATA_FOLDER: folder,
    HOST: '127.0.0.1',
    HOLDS_PER_ADDRESS: '10000',
    HOLD_REQUESTS_PER_MINUTE: '100000',
  },
});
process.on('SIGTERM', () => server.kill('SIGTERM'));
process.on('SIGINT', () => {});
server.on('exit', (code) => {
  remove();
  rmSync(folder, { recursive: true, force: true });
  process.exit(code ?? 1);
});
