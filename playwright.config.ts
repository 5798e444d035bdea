import { defineConfig } from '@playwright/test';
import { browser, flags } from './tests/support/browser.ts';

const executablePath = browser();

export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '*.spec.ts',
  fullyParallel: true,
  // A loaded machine of two cores takes its time.
  timeout: 240_000,
  expect: { timeout: 60_000 },
  workers: 2,
  forbidOnly: true,
  outputDir: 'test-results',
  use: {
    // The server chooses its port and says it; so do the others below become variables.
    baseURL: `http://localhost:${process.env.MEDIBOOK_PORT}`,
    browserName: 'chromium',
    // No trace: to keep one costs a fifth of the time. `--trace on` makes one.
    screenshot: 'only-on-failure',
    launchOptions: { args: flags, ...(executablePath && { executablePath }) },
  },
  webServer: {
    command: 'exec node tests/support/serve.ts',
    wait: {
      stdout:
        /Data in (?<medibook_data>\S+), build in (?<medibook_dist>\S+), Google at (?<medibook_google>\S+)\s[\s\S]*MediBook is ready at http:\/\/localhost:(?<medibook_port>\d+)/,
    },
    timeout: 300_000,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 15_000 },
    stdout: 'pipe',
  },
});
