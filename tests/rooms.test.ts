import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { projectFolder } from '../src/root.ts';

/** The rules that keep every line of code in its room. */
type Import = { from: string; to: string; typesOnly: boolean };

const files = ['src', 'views'].flatMap((folder) =>
  readdirSync(join(projectFolder, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join(folder, name)),
);

const imports: Import[] = files.flatMap((from) =>
  [...readFileSync(join(projectFolder, from), 'utf8').matchAll(/^import\s+(type\s)?([^;]*?)from '([^']+)'/gms)].map(
    ([, type, names = '', to = '']) => ({
      from,
      to: to.startsWith('.') ? relative(projectFolder, join(projectFolder, dirname(from), to)) : to,
      typesOnly: Boolean(type) || /^\{(\s*type [\w\s]+,?)+\s*\}\s*$/.test(names),
    }),
  ),
);

const breaking = (rule: (found: Import) => boolean) =>
  imports.filter(rule).map(({ from, to }) => `${from} imports ${to}`);

test('there is something to look at', () => {
  expect(imports.length).toBeGreaterThan(100);
});

test('views know only the types of src', () => {
  expect(
    breaking(({ from, to, typesOnly }) => from.startsWith('views/') && to.startsWith('src/') && !typesOnly),
  ).toEqual([]);
});

test('only routes, pages and the plumbing know hono', () => {
  const may =
    /^(src\/(app|server|frame|deps)\.tsx?|src\/http\/.*|src\/api\/.*|src\/.*(routes|pages?)\.tsx?|views\/.*)$/;
  expect(breaking(({ from, to, typesOnly }) => to.startsWith('hono') && !may.test(from) && !typesOnly)).toEqual([]);
});

test('no feature imports another’s routes', () => {
  const routes = /^src\/\w+\/.*routes\.tsx?$/;
  expect(
    breaking(({ from, to }) => routes.test(to) && from !== 'src/app.tsx' && dirname(from) !== dirname(to)),
  ).toEqual([]);
});

test('what a verb does knows neither pages nor HTTP', () => {
  const verb = /^src\/booking\/(hold|extend|release|confirm|cancel|sweep|verb|reference)\.ts$/;
  expect(breaking(({ from, to }) => verb.test(from) && /^(views|src\/http|hono)/.test(to))).toEqual([]);
});

test('only the server has side effects of its own accord: nothing imports it', () => {
  expect(breaking(({ to }) => to === 'src/server.ts' || to === 'src/import.ts')).toEqual([]);
});

test('only config and what starts or is a process reads the environment', () => {
  const readers = files.filter((file) => readFileSync(join(projectFolder, file), 'utf8').includes('process.env'));
  const may = [
    'src/server.ts',
    'src/import.ts',
    'src/variables.ts',
    'src/dev.ts',
    'src/stop.ts',
    'src/db/unprivileged.ts',
  ];
  expect(readers.filter((file) => !may.includes(file))).toEqual([]);
});
