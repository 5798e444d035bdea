import { cp, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { projectFolder } from '../../src/root.ts';
import { freePort } from '../support/free-port.ts';
import { clientAt } from '../support/google/client.ts';
import { dataFolder } from '../support/medibook.ts';

const needed = ['package.json', 'vite.config.ts', 'tsconfig.json', 'src', 'views', 'static', 'migrations'];

/** A copy of MediBook, with a `.env` of its own. */
let copy: string;
let clinic: Awaited<ReturnType<typeof dataFolder>>;
beforeEach(async () => {
  clinic = await dataFolder({ used: true });
  copy = join(clinic.folder, 'project');
  for (const name of [...needed, 'tests/support/google'])
    await cp(join(projectFolder, name), join(copy, name), { recursive: true });
  await symlink(join(projectFolder, 'node_modules'), join(copy, 'node_modules'));
});
afterEach(() => clinic.remove());

const devGoogle = () => ['npm', 'run', 'dev:google', '--prefix', copy];

test('npm run dev:google serves with an emulator for Google, whatever Google .env names, and Ctrl+C ends both', async () => {
  const real = ['GOOGLE_CLIENT_ID=real', 'GOOGLE_CLIENT_SECRET=real', 'PUBLIC_URL=https://booking.example'];
  await writeFile(join(copy, '.env'), [...real, 'GOOGLE_ENDPOINT=https://google.example'].join('\n'));
  const PORT = String(await freePort());
  const medibook = await clinic.start({ PORT }, devGoogle());
  expect(medibook.url).toBe(`http://localhost:${PORT}`);
  const google = () => /Google is an emulator .* at (http:\S+)\/calendar\n/.exec(medibook.output())?.[1];
  await expect.poll(google).toBeDefined();
  expect(medibook.output()).toContain('Ada Lovelace (ada@example.com)');

  const { id, redirectUris } = clientAt(medibook.url);
  const asked = new URLSearchParams({ client_id: id, redirect_uri: redirectUris[0]!, scope: 'any', state: 'any' });
  const consent = await (await fetch(`${google()}/o/oauth2/v2/auth?${asked}`)).text();
  expect(consent).toContain('Sign in to <strong>MediBook</strong>');
  expect(consent).toContain('error=access_denied');
  expect(await (await fetch(`${google()}/calendar`)).text()).toContain('School meeting');

  await medibook.stop('SIGINT');
  expect(await clinic.postmaster()).toBeUndefined();
  for (const url of [medibook.url, google()!]) await expect(fetch(url)).rejects.toThrow();
});

test('npm run dev:google keeps off a clinic’s own MediBook', async () => {
  await writeFile(join(copy, '.env'), 'NODE_ENV=production');
  const { ready, output } = clinic.begin({}, devGoogle());
  await expect(ready).rejects.toThrow();
  expect(output()).toContain('NODE_ENV is production');
});
