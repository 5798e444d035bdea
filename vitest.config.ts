import { defineConfig } from 'vitest/config';
import { mendedDriver } from './src/db/mended-driver.ts';

const cluster = 'tests/support/cluster.ts';
const runtime = ['tests/runtime/**/*.test.ts'];

/** What a second version of PostgreSQL cannot change. */
const anyVersion = [
  ...['booking/patient-rules', 'booking/verb', 'doctors/roster', 'doctors/import-roster', 'mail/delivery', 'mail/kept'],
  ...['api/docs', 'api/anything', 'google/connect', 'google/doctor', 'google/stand-ins', 'google/busy-answers'],
  ...['google/said', 'google/set-up', 'google/reseal', 'google/write-event', 'google/lost'],
];
const done = process.env.TEST_POSTGRES ? anyVersion.map((name) => `tests/${name}.test.ts`) : [];

export default defineConfig({
  plugins: [mendedDriver()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
  test: {
    // Through the plugin, as in the build.
    server: { deps: { inline: ['postgres'] } },
    setupFiles: 'tests/support/equality.ts',
    // So long that only what hangs meets it: machines of two cores run other tests beside these.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'app',
          include: ['tests/**/*.test.{ts,tsx}'],
          exclude: [...runtime, ...done, 'tests/e2e/**'],
          globalSetup: cluster,
          maxWorkers: 3,
          // Files share a process: no module of ours keeps anything between them, and loading them again took a third of the time.
          isolate: false,
        },
      },
      // The built server as a process of its own.
      {
        extends: true,
        test: {
          name: 'runtime',
          include: runtime,
          globalSetup: [cluster, 'tests/support/build.ts'],
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
