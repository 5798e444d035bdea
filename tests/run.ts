/** `npm test`: every step, whatever the one before found; the last line is the sum of all. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fetchedBrowser } from './support/browser.ts';
import { type Counts, playwrightCounts, sum, vitestCounts } from './support/counts.ts';
import { fetchTextBrowsers, otherPostgres } from './support/programs.ts';
import { remove, temporaryFolder } from './support/temporary.ts';

const reports = await temporaryFolder('reports');
const results: { step: string; counts: Counts }[] = [];

fetchTextBrowsers();
check('types', 'tsc');
check('lint', 'biome', 'ci', '--error-on-warnings');
vitest('unit and integration tests', {});
anotherPostgres();
browserTests();
await remove(reports);
finish();

/** A tool that says yes or no is one test. */
function check(step: string, program: string, ...args: string[]) {
  const ok = run(step, program, args, {});
  results.push({ step, counts: { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 } });
}

function vitest(step: string, env: Record<string, string>, ...filters: string[]) {
  const report = join(reports, `${results.length}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const ok = run(step, 'vitest', ['run', ...reporters, ...filters], env);
  results.push({ step, counts: vitestCounts(read(report), ok) });
}

/** What speaks to the database, on the oldest PostgreSQL that a clinic may have, or whichever else is here. */
function anotherPostgres() {
  const other = otherPostgres();
  if (!other) return skip('database tests on a second PostgreSQL', 'no server from 15 in /usr/lib/postgresql');
  const folders = ['tests/db', 'tests/booking', 'tests/doctors', 'tests/api'];
  const processes = ['tests/jobs.test.ts', 'tests/runtime/own-server.test.ts'];
  vitest(`database tests on PostgreSQL ${other.major}`, { TEST_POSTGRES: other.folder }, ...folders, ...processes);
}

function browserTests() {
  const chromium = fetchedBrowser();
  if (!chromium) return skip('browser tests', 'no Chromium here, and none could be fetched: set CHROMIUM to its path');
  const report = join(reports, 'browser.json');
  const env = { CHROMIUM: chromium, PLAYWRIGHT_JSON_OUTPUT_NAME: report };
  const ok = run('browser tests', 'playwright', ['test', '--reporter=list,json'], env);
  results.push({ step: 'browser tests', counts: playwrightCounts(read(report), ok) });
}

function skip(step: string, why: string) {
  console.log(`\n== ${step}: skipped, ${why}`);
  results.push({ step, counts: { passed: 0, failed: 0, skipped: 1 } });
}

function run(step: string, program: string, args: string[], env: Record<string, string>): boolean {
  console.log(`\n== ${step}: ${program} ${args.filter((arg) => !arg.includes(reports)).join(' ')}`);
  const { status, error } = spawnSync(program, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
    shell: process.platform === 'win32',
  });
  if (error) console.error(error.message);
  return status === 0;
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
  console.log();
  for (const { step, counts } of results) console.log(`${line(counts)}: ${step}`);
  console.log(line({ passed, failed, skipped }));
  process.exitCode = failed > 0 || (process.env.CI === 'true' && skipped > 0) ? 1 : 0;
}

function line({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
