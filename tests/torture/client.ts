import { setTimeout as sleep } from 'node:timers/promises';
import type { Arena } from './arena.ts';
import type { Ask, Question, Visitor } from './ask.ts';
import { type Entry, isSettled } from './journal.ts';
import type { Dice } from './random.ts';

export type Surroundings = {
  ask: Ask;
  arena: Arena;
  apps: number;
  /** Lets a hold end in so many milliseconds. */
  shorten(slot: number, hold: string, milliseconds: number): Promise<void>;
  isOver(): boolean;
};

/** Somebody whom several clients book in at once, at times that overlap. */
const shared = { name: 'Ada Byron', email: 'ada@example.org' };

/** One client after another at one browser, until it is over: looks around, fights for a slot, and does with it what comes. */
export async function client(nth: number, dice: Dice, around: Surroundings): Promise<void> {
  await sleep(dice.between(0, 1_000));
  for (let visits = 1; !around.isOver(); visits++) {
    const name = `Patient ${nth} of visit ${visits}`;
    const address = `10.${nth % 20}.0.${visits % 4}`;
    const visitor = { client: nth, id: dice.id(), address, name, email: `${nth}.${visits}@example.org` };
    await visit(visitor, dice, around);
  }
}

async function visit(visitor: Visitor, dice: Dice, around: Surroundings): Promise<void> {
  const { arena, shorten, isOver } = around;
  const ask = (question: Omit<Question, 'app' | 'face'> & { face?: Question['face'] }) =>
    around.ask(visitor, { app: someApp(dice, around), face: dice.pick(['page', 'api']), ...question });
  const pause = (most = 700) => sleep(dice.between(0, most));
  const mayVanish = () => (dice.chance(0.05) ? dice.between(1, 200) : undefined);

  if (dice.chance(0.3)) await ask({ verb: 'browse', ...dice.pick(places), vanishAfter: mayVanish() });
  for (let tries = 0; tries < 6 && !isOver(); tries++) {
    await pause();
    const slot = arena.some();
    const given = await insist(() => ask({ verb: 'hold', slot, vanishAfter: mayVanish() }), dice);
    if (given.told !== 'held' || given.hold === null) continue;
    const hold = given.hold;
    const plan = dice.pick(['book', 'book', 'book', 'twice', 'late', 'extend', 'release', 'race', 'move', 'leave']);
    if (plan === 'leave' || plan === 'late' || dice.chance(0.4)) await shorten(slot, hold, dice.between(200, 3_000));
    if (plan === 'leave') return;
    if (plan === 'move') continue;
    if (plan === 'late') await sleep(dice.between(2_000, 4_000));
    else await pause();
    if (dice.chance(0.2)) await ask({ verb: 'browse', face: 'page', path: `/holds/${hold}` });
    if (plan === 'extend' || dice.chance(0.15)) await ask({ verb: 'extend', face: 'page', slot, hold });
    if (plan === 'release') {
      await insist(() => ask({ verb: 'release', slot, hold }), dice);
      continue;
    }
    if (isOver()) return;
    const other = dice.chance(0.1) ? ({ face: 'api', patient: shared } as const) : {};
    const confirm = { verb: 'book', slot, hold, vanishAfter: mayVanish(), ...other } as const;
    const booked = await insist(async () => {
      if (plan === 'race') return (await Promise.all([ask(confirm), ask({ verb: 'release', slot, hold })]))[0];
      if (plan === 'twice') return (await Promise.all([ask(confirm), ask(confirm), ask(confirm)]))[0];
      return ask(confirm);
    }, dice);
    if (booked.told === 'booked') arena.booked(slot);
    return;
  }
}

/** Where no answer came, or none that counts, the client tries again a few times, at whichever app it meets. */
async function insist(ask: () => Promise<Entry>, dice: Dice): Promise<Entry> {
  let entry = await ask();
  for (let tries = 0; tries < 3 && !isSettled(entry) && dice.chance(0.7); tries++) {
    await sleep(dice.between(100, 1_500));
    entry = await ask();
  }
  return entry;
}

const places = [
  { face: 'page', path: '/' },
  { face: 'page', path: '/doctors' },
  { face: 'page', path: '/doctors?q=okafor' },
  { face: 'page', path: '/doctors/dr-adaeze-okafor' },
  { face: 'api', path: '/api/doctors' },
  {
    face: 'api',
    path: `/api/slots?doctorId=1&date=${new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10)}`,
  },
] as const;

const someApp = (dice: Dice, { apps }: Surroundings) => Math.floor(dice.between(0, apps));
