import { stripVTControlCharacters } from 'node:util';

export type Counts = { passed: number; failed: number; skipped: number };

export function sum(all: Counts[]): Counts {
  return all.reduce(
    (total, one) => ({
      passed: total.passed + one.passed,
      failed: total.failed + one.failed,
      skipped: total.skipped + one.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );
}

type VitestReport = {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: {
    name: string;
    status: string;
    message?: string;
    assertionResults: { status: string; fullName: string; failureMessages?: string[] }[];
  }[];
};

/** A file that did not even load is a failure too. */
export function vitestCounts(report: unknown, ok: boolean): Counts {
  if (!report) return crashed;
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = report as VitestReport;
  const unloaded = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && assertionResults.every((assertion) => assertion.status !== 'failed'),
  );
  const skipped = numPendingTests + numTodoTests;
  return believed({ passed: numPassedTests, failed: numFailedTests + unloaded.length, skipped }, ok);
}

/** Every test that failed with what it said, and every file that did not load. */
export function vitestFailures(report: unknown): string[] {
  return ((report as VitestReport | undefined)?.testResults ?? [])
    .filter(({ status }) => status === 'failed')
    .flatMap(({ name, message, assertionResults }) => {
      const failed = assertionResults.filter((assertion) => assertion.status === 'failed');
      if (failed.length === 0) return [said(name, message)];
      return failed.map(({ fullName, failureMessages }) => said(`${name}: ${fullName}`, ...(failureMessages ?? [])));
    });
}

type PlaywrightSuite = {
  suites?: PlaywrightSuite[];
  specs?: { file: string; title: string; ok: boolean; tests: PlaywrightTest[] }[];
};
type PlaywrightTest = { status: string; results: { errors: { message?: string }[] }[] };
type PlaywrightReport = PlaywrightSuite & {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number };
};

/** A test that passed only when repeated has failed. */
export function playwrightCounts(report: unknown, ok: boolean): Counts {
  if (!report) return crashed;
  const { expected, unexpected, flaky, skipped } = (report as PlaywrightReport).stats;
  return believed({ passed: expected, failed: unexpected + flaky, skipped }, ok);
}

/** Every test that failed with what it said, once a try. */
export function playwrightFailures(report: unknown): string[] {
  return report ? failuresOf(report as PlaywrightReport) : [];
}

function failuresOf({ suites = [], specs = [] }: PlaywrightSuite): string[] {
  const own = specs
    .filter(({ ok, tests }) => !ok || tests.some(({ status }) => status === 'flaky'))
    .map(({ file, title, tests }) => {
      const errors = tests.flatMap(({ results }) => results.flatMap((result) => result.errors));
      return said(`${file}: ${title}`, ...errors.map(({ message }) => message));
    });
  return [...own, ...suites.flatMap(failuresOf)];
}

/** So many lines of an error say what is wrong; the rest is in the step's own print. */
const LINES = 25;

const said = (title: string, ...errors: (string | undefined)[]) =>
  [
    title,
    ...errors.map((error) =>
      stripVTControlCharacters(error ?? '')
        .split('\n')
        .slice(0, LINES)
        .join('\n'),
    ),
  ].join('\n');

const crashed: Counts = { passed: 0, failed: 1, skipped: 0 };

/** A step that ran nothing, or that ended badly without naming a test, has failed. */
function believed(counts: Counts, ok: boolean): Counts {
  const silent = counts.failed === 0 && (!ok || counts.passed === 0);
  return silent ? { ...counts, failed: 1 } : counts;
}
