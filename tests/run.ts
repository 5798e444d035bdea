/** `npm test`: every step, whatever the one before found; the last line is the sum of all. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fetchedBrowser } from './support/browser.ts';
import {
  type Counts,
  playwrightCounts,
  playwrightFailures,
  sum,
  vitestCounts,
  vitestFailures,
} from './support/counts.ts';
import { fetchPrograms, otherPostgres } from './support/programs.ts';
import { remove, temporaryFolder } from './support/temporary.ts';

const reports = await temporaryFolder('reports');
const results: { step: string; counts: Counts; failures?: string[] }[] = [];

fetchPrograms();
await check('types', 'tsc');
await check('lint', 'biome', 'ci', '--error-on-warnings');
// Two sets at a time, the longest first and the last in halves, so that both end at about the same time: most of these tests
// wait for a clock, a lock or a process more than they work.
const sets = [
  browserTests,
  () => vitest('unit and integration tests', {}, '--project', 'app'),
  () => anotherPostgres('1/2'),
  () => vitest('tests of the server as a process', {}, '--project', 'runtime'),
  () => anotherPostgres('2/2'),
];
await Promise.all([oneAfterTheOther(), oneAfterTheOther()]);
await remove(reports);
finish();

async function oneAfterTheOther() {
  for (let set = sets.shift(); set; set = sets.shift()) await set();
}

/** A tool that says yes or no is one test. */
async function check(step: string, program: string, ...args: string[]) {
  const ok = await run(step, program, args, {});
  results.push({ step, counts: { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 } });
}

async function vitest(step: string, env: Record<string, string>, ...filters: string[]) {
  const report = join(reports, `${step.replace('/', ' of ')}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const ok = await run(step, 'vitest', ['run', ...reporters, ...filters], env);
  results.push({ step, counts: vitestCounts(read(report), ok), failures: vitestFailures(read(report)) });
}

/** What speaks to the database, on the oldest PostgreSQL that a clinic may have, or whichever else is here. */
async function anotherPostgres(half: string) {
  const other = otherPostgres();
  if (!other) return skip(`database tests on a second PostgreSQL, ${half}`, 'no server from 15 in /usr/lib/postgresql');
  const folders = ['db', 'booking', 'waiting', 'mail', 'contact', 'desk', 'patients', 'google', 'doctors', 'api'].map(
    (name) => `tests/${name}`,
  );
  const processes = ['tests/jobs.test.ts', 'tests/runtime/own-server.test.ts'];
  const step = `database tests on PostgreSQL ${other.major}, ${half}`;
  await vitest(step, { TEST_POSTGRES: other.folder }, `--shard=${half}`, ...folders, ...processes);
}

async function browserTests() {
  const chromium = fetchedBrowser();
  if (!chromium) return skip('browser tests', 'no Chromium here, and none could be fetched: set CHROMIUM to its path');
  const report = join(reports, 'browser.json');
  const env = { CHROMIUM: chromium, PLAYWRIGHT_JSON_OUTPUT_NAME: report };
  const ok = await run('browser tests', 'playwright', ['test', '--reporter=list,json'], env);
  const found = read(report);
  results.push({ step: 'browser tests', counts: playwrightCounts(found, ok), failures: playwrightFailures(found) });
}

function skip(step: string, why: string) {
  console.log(`\n== ${step}: skipped, ${why}`);
  results.push({ step, counts: { passed: 0, failed: 0, skipped: 1 } });
}

/** Whether the program ended well. What it says is printed as a whole when it ends, so that two do not mix. */
function run(step: string, program: string, args: string[], env: Record<string, string>): Promise<boolean> {
  const heading = `== ${step}: ${program} ${args.filter((arg) => !arg.includes(reports)).join(' ')}`;
  console.log(`\n${heading} …`);
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    shell: process.platform === 'win32',
  });
  const start = performance.now();
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(chunk));
  child.on('error', (error) => said.push(Buffer.from(`${error.message}\n`)));
  child.on('close', (code) => {
    console.log(`\n${heading}, ${Math.round((performance.now() - start) / 1000)} s\n${Buffer.concat(said)}`);
    resolve(code === 0);
  });
  return promise;
}

/** A tool that crashed wrote no report. */
function read(report: string): unknown {
  try {
    return JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    return undefined;
  }
}

function finish() {
  const { passed, failed, skipped } = sum(results.map((result) => result.counts));
  for (const { step, failures = [] } of results)
    for (const failure of failures) console.log(`\n== failed in ${step}: ${failure}`);
  console.log();
  for (const { step, counts } of results) console.log(`${line(counts)}: ${step}`);
  console.log(line({ passed, failed, skipped }));
  process.exitCode = failed > 0 || (process.env.CI === 'true' && skipped > 0) ? 1 : 0;
}

function line({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
