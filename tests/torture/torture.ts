import { setTimeout as sleep } from 'node:timers/promises';
import {
  answersAreDocumented,
  answersAreInTime,
  appsGoOn,
  breaksAreExplained,
  refusalsAreExplained,
} from './answered.ts';
import { openArena } from './arena.ts';
import { asker } from './ask.ts';
import { client } from './client.ts';
import { type Clinic, openClinic } from './clinic.ts';
import { shorten } from './database.ts';
import { documentedBy } from './documented.ts';
import { exclusive, type Violation } from './exclusive.ts';
import { type Journal, newJournal } from './journal.ts';
import { appointmentsAreThere, databaseIsSound, holdsAreThere, nobodyIsSentAway } from './kept.ts';
import { dice } from './random.ts';
import { pagesAreRight, pagesAreTold, pagesAreTrue } from './shown.ts';
import { readState, type State, SWEPT_WITHIN } from './state.ts';
import { makeTrouble } from './troubles.ts';
import { areBack, watcher } from './watcher.ts';

export type Orders = {
  dist: string;
  seconds: number;
  clients: number;
  seed: number;
  withoutGuard: boolean;
  /** Aborted, it ends early, and looks what is left. */
  signal: AbortSignal;
};

export type Outcome = {
  journal: Journal;
  state: State;
  violations: Violation[];
  failedStarts: number;
  took: number;
  foundAfter: number | null;
};

/** Opens a clinic, tortures it for so many seconds or until a slot is seen to be two clients', and looks what is left of it. */
export async function torture({ dist, withoutGuard, ...orders }: Orders): Promise<Outcome> {
  const journal = newJournal();
  const clinic = await openClinic(dist, journal, dice(orders.seed), { withoutGuard });
  const closing = new AbortController();
  try {
    const from = Date.now();
    const foundAfter = await fight(clinic, journal, orders, closing.signal);
    await recover(clinic, journal);
    await Promise.all([sleep(SWEPT_WITHIN), areBack(journal)]);
    const state = await readState(clinic.database.db);
    const failedStarts = clinic.apps.reduce((sum, app) => sum + app.failedStarts(), 0);
    const violations = violationsOf(journal, state);
    return { journal, state, violations, failedStarts, took: Date.now() - from, foundAfter };
  } finally {
    closing.abort();
    await clinic.close();
  }
}

const violationsOf = (journal: Journal, state: State): Violation[] => [
  ...exclusive(journal, state.holds, state.appointments),
  ...appointmentsAreThere(journal, state),
  ...holdsAreThere(journal, state),
  ...nobodyIsSentAway(journal, state),
  ...databaseIsSound(state),
  ...answersAreDocumented(journal),
  ...answersAreInTime(journal),
  ...breaksAreExplained(journal),
  ...refusalsAreExplained(journal),
  ...appsGoOn(journal),
  ...pagesAreTrue(journal, state),
  ...pagesAreTold(journal, state),
  ...pagesAreRight(journal),
];

/** Milliseconds that clients go on when there is no trouble any more. */
const LAST_CALM = 3_000;

/** Pages that are kept open, also when the fight is over. */
const WATCHERS = 36;

/** Milliseconds until something was found and the fight was stopped, else null. */
async function fight(
  clinic: Clinic,
  journal: Journal,
  orders: Omit<Orders, 'dist' | 'withoutGuard'>,
  closing: AbortSignal,
) {
  const { database, apps, urls } = clinic;
  const from = Date.now();
  let foundAfter: number | null = null;
  const isStopped = () => foundAfter !== null || orders.signal.aborted;
  const isOver = () => isStopped() || Date.now() > from + orders.seconds * 1_000;
  let calmSince = Number.POSITIVE_INFINITY;
  // Clients outlast the troubles: after one, every page is told all, and what went unheard before is not seen any more.
  const haveLeft = () => isStopped() || (isOver() && Date.now() > calmSince + LAST_CALM);
  const document = await (await fetch(`${urls[0]}/api/openapi.json`)).json();
  const around = {
    ask: asker(clinic, journal, documentedBy(document as Parameters<typeof documentedBy>[0])),
    arena: await openArena(database.db, Math.ceil(orders.clients / 6), dice(orders.seed + 1)),
    apps: apps.length,
    shorten: (slot: number, hold: string, milliseconds: number) => shorten(database, journal, slot, hold, milliseconds),
    isOver: haveLeft,
  };
  for (let nth = 0; nth < WATCHERS; nth++)
    void watcher(nth, dice(orders.seed * 20_000 + nth), { urls, journal, doctors: around.arena.doctors, closing });
  void watch(journal, closing, () => {
    if (!haveLeft()) foundAfter = Date.now() - from;
  });
  const trouble = makeTrouble(clinic, journal, dice(orders.seed + 2), { isOver, isStopped }).finally(() => {
    calmSince = Date.now();
  });
  const visits = Array.from({ length: orders.clients }, (_, nth) =>
    client(nth, dice(orders.seed * 10_000 + nth), around),
  );
  await Promise.all([...visits, trouble]);
  return foundAfter;
}

/** Looks every second whether a slot was two clients', and writes down how late the machine is: every wait that took longer. */
async function watch(journal: Journal, closing: AbortSignal, onFound: () => void): Promise<void> {
  for (let looks = 1; !closing.aborted; looks++) {
    const due = Date.now() + TICK;
    await sleep(TICK);
    if (Date.now() > due + TICK / 2)
      journal.troubles.push({ kind: 'runner busy', app: null, from: due, to: Date.now() });
    if (looks % 50 === 0 && (journal.ended.length > 0 || exclusive(journal).length > 0)) onFound();
  }
}

const TICK = 20;

/** Everything runs again and says so; what does not in half a minute is written down. */
async function recover({ urls, apps }: Clinic, journal: Journal): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (const [nth, url] of urls.entries()) {
    while (!(await isReady(url)) && Date.now() < deadline) await sleep(100);
    if (!(await isReady(url))) journal.ended.push(`app ${nth} does not recover: ${apps[nth]!.output().slice(-4_000)}`);
  }
}

const isReady = (url: string) =>
  fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5_000) }).then(
    (answer) => answer.ok,
    () => false,
  );
