import { expect, test } from 'vitest';
import { playwrightCounts, playwrightFailures, sum, vitestCounts, vitestFailures } from './support/counts.ts';

const vitest = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] };
const playwright = { stats: { expected: 3, unexpected: 0, flaky: 0, skipped: 0 } };
const failed = { passed: 0, failed: 1, skipped: 0 };

test('tests that pass, fail and are left out are counted as that', () => {
  expect(vitestCounts({ ...vitest, numFailedTests: 2, numPendingTests: 1, numTodoTests: 1 }, false)).toEqual({
    passed: 3,
    failed: 2,
    skipped: 2,
  });
  expect(playwrightCounts({ stats: { expected: 3, unexpected: 1, flaky: 1, skipped: 1 } }, false)).toEqual({
    passed: 3,
    failed: 2,
    skipped: 1,
  });
});

test('a step that crashed, or ended badly without naming a test, has failed', () => {
  expect(vitestCounts(undefined, false)).toEqual(failed);
  expect(playwrightCounts(undefined, true)).toEqual(failed);
  expect(vitestCounts(vitest, false)).toEqual({ passed: 3, failed: 1, skipped: 0 });
  expect(playwrightCounts(playwright, false)).toEqual({ passed: 3, failed: 1, skipped: 0 });
});

test('a step that ran no test has failed', () => {
  expect(vitestCounts({ ...vitest, numPassedTests: 0 }, true)).toEqual(failed);
  expect(playwrightCounts({ stats: { ...playwright.stats, expected: 0, skipped: 5 } }, true)).toEqual({
    passed: 0,
    failed: 1,
    skipped: 5,
  });
});

test('a file that does not load has failed', () => {
  const testResults = [{ status: 'failed', assertionResults: [] }];
  expect(vitestCounts({ ...vitest, testResults }, false)).toEqual({ passed: 3, failed: 1, skipped: 0 });
});

test('steps add up', () => {
  expect(sum([failed, { passed: 2, failed: 0, skipped: 1 }])).toEqual({ passed: 2, failed: 1, skipped: 1 });
});

test('what failed is named with what it said, at the end of all that was printed', () => {
  const assertions = [
    { status: 'passed', fullName: 'Ada holds' },
    { status: 'failed', fullName: 'Ben waits', failureMessages: ['\u001b[31mexpected 1\u001b[39m'] },
  ];
  const testResults = [
    { name: 'hold.test.ts', status: 'failed', assertionResults: assertions },
    { name: 'new.test.ts', status: 'failed', message: 'no such file', assertionResults: [] },
    { name: 'fine.test.ts', status: 'passed', assertionResults: [] },
  ];
  expect(vitestFailures({ ...vitest, testResults })).toEqual([
    'hold.test.ts: Ben waits\nexpected 1',
    'new.test.ts\nno such file',
  ]);
  const spec = { file: 'journey.spec.ts', title: 'Ada books', ok: true, tests: [{ status: 'expected', results: [] }] };
  const twice = [{ status: 'flaky', results: [{ errors: [{ message: 'too late' }] }, { errors: [] }] }];
  const suites = [{ specs: [spec], suites: [{ specs: [{ ...spec, title: 'Ben books', tests: twice }] }] }];
  expect(playwrightFailures({ ...playwright, suites })).toEqual(['journey.spec.ts: Ben books\ntoo late']);
  expect([vitestFailures(undefined), playwrightFailures(undefined)]).toEqual([[], []]);
});
