import { spawnSync } from 'node:child_process';
import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { projectFolder } from '../../src/root.ts';
import { remove, temporaryFolder } from '../support/temporary.ts';

test('the stylesheets have nothing that engines of 2019 skip whole', async () => {
  const css = await stylesOf(inject('dist'));
  expect(css).toContain('@media');
  expect(css.match(/@layer/g)).toBeNull();
  expect(css.match(/@media[^{]*[<>=][^{]*/g), 'a range').toBeNull();
  expect(css.match(/[;{]inset:[^;}]*/g)).toBeNull();
  expect(css.match(/(?<=^|[{}])[^@{}][^{}]*\{[^}]*\{/g), 'a rule in a rule').toBeNull();
});

test('what a stylesheet says twice, for old engines and for new ones, is still said twice', async () => {
  const css = await built(`
    @import "tailwindcss/utilities.css" source("../views");
    .a { height: 100vh; height: 100dvh }
    .b { width: 20rem; width: min(100%, 20rem) }
    @media (width >= 40rem) { .c { inset: 0; &:hover { top: 1px } } }`);
  expect(css).toContain('.a{height:100vh;height:100dvh}.b{width:20rem;width:min(100%,20rem)}');
  expect(css).toContain('@media (min-width:40rem){.c{top:0;bottom:0;left:0;right:0}.c:hover{top:1px}}');
});

test('a font that a stylesheet names is where MediBook serves it', async () => {
  const css = await built('@font-face { font-family: Letters; src: url("./letters.woff2") }');
  expect(css).toMatch(/url\(\/static\/letters-[\w-]{8}\.woff2\)/);
});

/** What our build makes of another stylesheet. */
async function built(stylesheet: string): Promise<string> {
  const folder = await temporaryFolder('stylesheet');
  for (const part of ['package.json', 'vite.config.ts', 'src/db/mended-driver.ts'])
    await cp(join(projectFolder, part), join(folder, part));
  await symlink(join(projectFolder, 'node_modules'), join(folder, 'node_modules'));
  for (const part of ['static', 'views']) await mkdir(join(folder, part));
  for (const entry of ['server.ts', 'worker.ts', 'import.ts', 'rotate-key.ts'])
    await writeFile(join(folder, 'src', entry), '');
  await writeFile(join(folder, 'static/app.css'), stylesheet);
  await writeFile(join(folder, 'static/letters.woff2'), 'letters');
  const vite = join(projectFolder, 'node_modules/vite/bin/vite.js');
  const { stderr } = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  const css = await stylesOf(join(folder, 'dist'));
  await remove(folder);
  return css;
}

/** Every stylesheet of a build, without comments and strings. */
async function stylesOf(dist: string): Promise<string> {
  const folder = join(dist, 'static');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.css'));
  const sheets = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return sheets.join('').replaceAll(/\/\*.*?\*\/\s*|"[^"]*"/gs, '');
}
