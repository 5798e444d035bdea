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
  testResults: { status: string; assertionResults: { status: string }[] }[];
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

type PlaywrightReport = { stats: { expected: number; unexpected: number; flaky: number; skipped: number } };

/** A test that passed only when repeated has failed. */
export function playwrightCounts(report: unknown, ok: boolean): Counts {
  if (!report) return crashed;
  const { expected, unexpected, flaky, skipped } = (report as PlaywrightReport).stats;
  return believed({ passed: expected, failed: unexpected + flaky, skipped }, ok);
}

const crashed: Counts = { passed: 0, failed: 1, skipped: 0 };

/** A step that ran nothing, or that ended badly without naming a test, has failed. */
function believed(counts: Counts, ok: boolean): Counts {
  const silent = counts.failed === 0 && (!ok || counts.passed === 0);
  return silent ? { ...counts, failed: 1 } : counts;
}
