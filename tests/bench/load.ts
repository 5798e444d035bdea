import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Asked, Count, Task } from './generator.ts';

/** Of visitors to a server, and of a server to the database. */
export const CONNECTIONS = 32;

/** Of one measurement: short, so that what it is measured against comes soon after. */
const SECONDS = 1.5;

/** Lets visitors ask for a while. Throws where any answer is not a good one. */
export async function load(asked: Asked): Promise<Count> {
  const generator = fork(join(import.meta.dirname, 'generator.ts'));
  const task: Task = { ...asked, seconds: SECONDS, connections: CONNECTIONS };
  generator.send(task);
  const counted = once(generator, 'message');
  const [count] = await Promise.race([counted, once(generator, 'exit')]);
  if (count === null || typeof count !== 'object') throw new Error('The visitors had no good answer.');
  return count;
}
