import type postgres from 'postgres';
import { expect, test, vi } from 'vitest';
import { verb } from '../../src/booking/verb.ts';

type Statement = () => postgres.PendingQuery<postgres.Row[]>;

/** A statement that fails with these codes in turn and then answers. */
function failing(...codes: string[]) {
  const answers = codes.map((code) => Promise.reject(Object.assign(new Error(code), { code })));
  for (const answer of answers) answer.catch(() => {});
  return vi.fn(() => answers.shift() ?? Promise.resolve([{ outcome: 'held' }]));
}

test.each(['40P01', '40001', '55P03', '23505', '23P01'])('what %s interrupted is tried again', async (code) => {
  const statement = failing(code, code);
  expect(await verb(statement as unknown as Statement)).toEqual({ outcome: 'held' });
  expect(statement).toHaveBeenCalledTimes(3);
});

test('patience ends with the third try', async () => {
  const statement = failing('40P01', '55P03', '40P01');
  await expect(verb(statement as unknown as Statement)).rejects.toMatchObject({ code: '40P01' });
  expect(statement).toHaveBeenCalledTimes(3);
});

test('what trying again cannot mend is not tried again', async () => {
  const statement = failing('57014');
  await expect(verb(statement as unknown as Statement)).rejects.toMatchObject({ code: '57014' });
  expect(statement).toHaveBeenCalledTimes(1);
});
