import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { projectFolder } from '../../src/root.ts';

test('the API is made of the rules about a patient, whichever of the two is loaded first', () => {
  const both = "await import('./src/booking/patient-rules.ts'); await import('./src/api/schemas.ts');";
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', both], {
    cwd: projectFolder,
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([0, '']);
});
