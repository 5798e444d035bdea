import { defineConfig } from '@playwright/test';
import { browser, flags } from './tests/support/browser.ts';

const executablePath = browser();

/** Each worker has a clinic of its own: what the test of one is about to choose, no other takes. */
const WORKERS = 2;
const clinics = Array.from({ length: WORKERS }, (_, number) => number);

/** What is known of a clinic when it is up; `tests/support/serve.ts` says it. */
const KNOWN = ['URL', 'DATA', 'DIST', 'GOOGLE'];
const variable = (known: string, clinic: number | string) => `MEDIBOOK_${known}_${clinic}`;

// In a worker: its clinic is the one that tests read of.
const own = process.env.TEST_PARALLEL_INDEX;
if (own && !clinics.includes(Number(own))) throw new Error(`There are ${WORKERS} clinics: use no more workers.`);
for (const known of own ? KNOWN : []) process.env[`MEDIBOOK_${known}`] = process.env[variable(known, own!)];

/** Playwright makes variables of what the groups of the expression found. */
const said = (clinic: number) => {
  const [url, data, dist, google] = KNOWN.map((known) => `(?<${variable(known, clinic).toLowerCase()}>\\S+)`);
  return `Clinic ${clinic} at ${url}, data in ${data}, build in ${dist}, Google at ${google}\\s[^]*`;
};

export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '*.spec.ts',
  fullyParallel: true,
  // A loaded machine of two cores takes its time.
  timeout: 240_000,
  expect: { timeout: 60_000 },
  workers: WORKERS,
  forbidOnly: true,
  outputDir: 'test-results',
  use: {
    baseURL: process.env.MEDIBOOK_URL,
    browserName: 'chromium',
    // No trace: to keep one costs a fifth of the time. `--trace on` makes one.
    screenshot: 'only-on-failure',
    launchOptions: { args: flags, ...(executablePath && { executablePath }) },
  },
  webServer: {
    command: `exec node tests/support/serve.ts ${WORKERS}`,
    wait: { stdout: new RegExp(clinics.map(said).join('') + 'MediBook is ready[^]*'.repeat(WORKERS)) },
    timeout: 300_000,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 15_000 },
    stdout: 'pipe',
  },
});
