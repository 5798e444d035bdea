/** `npm run torture -- --seconds 60 --clients 300 --seed 1`, or `--short`; `--without-guard` must fail. */
import { parseArgs } from 'node:util';
import { build } from '../support/build.ts';
import { remove } from '../support/temporary.ts';
import { printed } from './print.ts';
import { torture } from './torture.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string' },
    clients: { type: 'string' },
    seed: { type: 'string' },
    short: { type: 'boolean', default: false },
    'without-guard': { type: 'boolean', default: false },
    dist: { type: 'string' },
  },
});
const usual = values.short ? { seconds: 12, clients: 60 } : { seconds: 60, clients: 300 };
const seconds = Number(values.seconds ?? usual.seconds);
const clients = Number(values.clients ?? usual.clients);
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const withoutGuard = values['without-guard'];
if (![seconds, clients, seed].every((number) => Number.isInteger(number) && number > 0))
  throw new Error('--seconds, --clients and --seed are whole numbers from 1.');
console.log(`Torture with seed ${seed}: ${clients} clients, ${seconds} s${withoutGuard ? ', without the guard' : ''}`);

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => interrupted.abort());
const dist = values.dist ?? build();
const orders = { dist, seconds, clients, seed, withoutGuard, signal: interrupted.signal };
const outcome = await torture(orders).finally(() => values.dist || remove(dist));
console.log(printed(outcome));
process.exit(outcome.violations.length > 0 ? 1 : 0);
