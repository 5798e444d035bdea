import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectFolder } from '../src/root.ts';
import { brokenRules, importsOf } from './support/rooms.ts';

const files = ['src', 'views'].flatMap((folder) =>
  readdirSync(join(projectFolder, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`),
);
const sources = new Map(files.map((file) => [file, readFileSync(join(projectFolder, file), 'utf8')]));

test('every file keeps to its room', () => {
  expect([...sources].flatMap(([file, source]) => importsOf(file, source)).length).toBeGreaterThan(100);
  expect([...sources].flatMap(([file, source]) => brokenRules(file, source))).toEqual([]);
});

test('only config and what starts or is a process reads the environment', () => {
  const readers = files.filter((file) => /process\.env|from 'node:process'/.test(sources.get(file)!));
  const may = [
    'src/server.ts',
    'src/process.ts',
    'src/import.ts',
    'src/variables.ts',
    'src/dev.ts',
    'src/stop.ts',
    'src/db/unprivileged.ts',
  ];
  expect(readers.filter((file) => !may.includes(file))).toEqual([]);
});

describe('out of its room is', () => {
  test.each([
    ['views/ui/page.tsx', "import { sentence } from '../../src/problem.ts';", 'views know'],
    ['views/ui/page.tsx', "export { sentence } from '../../src/problem.ts';", 'views know'],
    ['views/ui/page.tsx', "import { type Problem, sentence } from '../../src/problem.ts';", 'views know'],
    ['src/doctors/days.ts', "import { words } from '../../views/messages/words.ts';", 'only what faces'],
    ['src/booking/nearest.ts', "import type { Frame } from '../../views/ui/page.tsx';", 'only what faces'],
    ['src/jobs/background.ts', "import { words } from '../../views/messages/words.ts';", 'only what faces'],
    ['src/http/refusal.ts', "import { words } from '../../views/messages/words.ts';", 'only what faces'],
    ['src/booking/hold.ts', "import { Hono } from 'hono';", 'only what faces'],
    ['src/booking/hold.ts', "import type { Context } from 'hono';", 'only what faces'],
    ['src/booking/hold.ts', "export { Hono } from 'hono';", 'only what faces'],
    ['src/booking/hold.ts', "export * from 'hono/cookie';", 'only what faces'],
    ['src/booking/hold.ts', "import 'hono/jsx';", 'only what faces'],
    ['src/booking/hold.ts', "const { Hono } = await import('hono');", 'only what faces'],
    ['src/booking/hold.ts', 'import { getConnInfo } from "@hono/node-server/conninfo";', 'only what faces'],
    ['src/booking/hold.ts', "import {\n  createRoute,\n  z,\n} from '@hono/zod-openapi';", 'only what faces'],
    ['src/db/client.ts', "import { Hono } from 'hono';", 'only what faces'],
    ['src/booking/hold.ts', "import { RefusedRequest } from '../http/refusal.ts';", 'only what faces'],
    ['src/doctors/days.ts', "import { frameOf } from '../frame.ts';", 'only what faces'],
    ['src/http/visitor.ts', "import { holdSlot } from '../booking/hold.ts';", 'the plumbing'],
    ['src/http/health.ts', "import type { Hold } from '../booking/held.ts';", 'the plumbing'],
    ['src/http/refusal.ts', "import { apiError } from '../api/problem.ts';", 'the plumbing'],
    ['src/doctors/search.ts', "import { holdSlot } from '../booking/hold.ts';", 'doctors are there'],
    ['src/doctors/search.ts', "import('../booking/hold.ts').then(use);", 'doctors are there'],
    ['src/doctors/routes.tsx', "import { holdRoutes } from '../booking/routes.tsx';", 'nobody imports'],
    ['src/doctors/routes.tsx', "import { detailsPage } from '../booking/pages.tsx';", 'nobody imports'],
    ['src/api/routes.ts', "export { appointmentRoutes } from '../booking/appointment-routes.tsx';", 'nobody imports'],
    ['src/booking/pages.tsx', "import { doctorPage } from '../doctors/page.tsx';", 'nobody imports'],
    ['src/booking/routes.tsx', "import { doctorPage } from '../doctors/page.tsx';", 'nobody imports'],
    ['src/google/connection.ts', "import { OAuth2Client } from 'arctic';", 'only one file knows arctic'],
    ['src/google/oauth.ts', "await import('googleapis/build/src/apis/calendar');", 'only one file knows Google'],
    ['src/app.tsx', "import './server.ts';", 'what runs by itself'],
    ['src/jobs/background.ts', "await import('../import.ts');", 'what runs by itself'],
    ['src/jobs/background.ts', "import '../rotate-key.ts';", 'what runs by itself'],
  ])('%s with %s', (file, source, rule) => {
    expect(brokenRules(file, source)).toEqual([expect.stringMatching(new RegExp(`^${rule}`))]);
  });
});

describe('in its room is', () => {
  test.each([
    ['views/ui/page.tsx', "import type { Problem } from '../../src/problem.ts';"],
    ['views/ui/page.tsx', "import { type Problem, type Asked as Other } from '../../src/problem.ts';"],
    ['src/doctors/page.tsx', "import { findHold } from '../booking/held.ts';"],
    ['src/booking/routes.tsx', "import { detailsPage } from './pages.tsx';"],
    ['src/booking/link.ts', "import type { Secrets } from '../http/secrets.ts';"],
    ['src/booking/hold.ts', "export type Hold = { words: string };\nconst from = 'hono';"],
  ])('%s with %s', (file, source) => {
    expect(brokenRules(file, source)).toEqual([]);
  });
});
