/** Races between two app processes, with every guard in or with one cut out. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import type { Db } from '../../src/db/client.ts';
import { projectFolder } from '../../src/root.ts';
import { brokenPromises } from '../support/clinic.ts';
import { testDatabase } from '../support/database.ts';
import type { Answer, Move, Order, Report } from '../support/racer.ts';

/** What one round of a race does, and every way in which it went wrong, as sentences. */
export type Scenario = (db: Db, race: Race) => Promise<string[]>;
export type Race = (moves: Move[]) => Promise<{ answers: Answer[]; interrupted: string[] }>;

const files = {
  hold: 'booking/hold.sql',
  extend: 'booking/extend.sql',
  release: 'booking/release.sql',
  confirm: 'booking/confirm.sql',
  cancel: 'booking/cancel.sql',
  move: 'booking/move.sql',
  sweep: 'booking/sweep.sql',
  offer: 'waiting/offer.sql',
  waiting: 'waiting/waiting.sql',
};

/** A guard that is taken out: text cut from a verb's SQL (or replaced), or a promise of the tables dropped. */
export type Cut = { verb: keyof typeof files; text: string; by?: string } | { sql: string };

export class Racers {
  readonly processes: ChildProcess[];

  constructor(count = 2) {
    const script = join(projectFolder, 'tests/support/racer.ts');
    this.processes = Array.from({ length: count }, () => fork(script, { execArgv: [] }));
  }

  async connect(url: string, connections = 15): Promise<void> {
    await Promise.all(this.processes.map((process) => tell(process, { do: 'connect', url, connections })));
  }

  /** Deals the moves out like cards, shuffled, and starts all processes at one instant. */
  race: Race = async (moves) => {
    const shuffled = moves.map((move) => ({ move, key: Math.random() })).sort((a, b) => a.key - b.key);
    const at = Date.now() + 4;
    const reports = await Promise.all(
      this.processes.map((process, nth) => {
        const hand = shuffled.filter((_, index) => index % this.processes.length === nth).map(({ move }) => move);
        return tell(process, { do: 'race', moves: hand, at });
      }),
    );
    return {
      answers: reports.flatMap((report) => report.answers),
      interrupted: reports.flatMap((report) => report.interrupted),
    };
  };

  stop(): void {
    for (const process of this.processes) process.kill('SIGKILL');
  }
}

export async function tell(process: ChildProcess, order: Order): Promise<Report> {
  process.send(order);
  const died = new AbortController();
  const reports = once(process, 'message', { signal: died.signal });
  const abort = () => died.abort(new Error('A racer died.'));
  process.once('exit', abort);
  const [report] = await reports.finally(() => process.off('exit', abort));
  const { failed, ...done } = report as Report;
  if (failed) throw new Error(`A racer could not ${order.do}: ${failed}`);
  return done;
}

/** Two processes that race for a file of tests. */
export function racing() {
  let racers: Racers;
  beforeAll(() => {
    racers = new Racers();
  });
  afterAll(() => racers.stop());
  // What a second version of PostgreSQL does otherwise, it does in half as many rounds.
  const share = process.env.TEST_POSTGRES ? 2 : 1;
  const wrongs = (scenario: Scenario, { rounds, ...others }: Rounds) =>
    wrongsOf(racers, scenario, { ...others, rounds: Math.ceil(rounds / share) });
  return {
    wrongs,
    /** The same race with a guard cut out goes wrong in this way, and in no other than a race's (to wait too long is one): so the guarded one could. */
    async shows(scenario: Scenario, cuts: Cut[], wrong: RegExp) {
      const found = await wrongs(scenario, { rounds: 1_500, cuts, until: wrong });
      expect(found).toContainEqual(expect.stringMatching(wrong));
      expect(found.filter((sentence) => / threw (?!(40P01|55P03|57014|23\d{3}|23P01)$)/.test(sentence))).toEqual([]);
    },
  };
}

/** That a race is there without its guard is shown on one version of PostgreSQL; that the guard stops it, on each. */
export const unguarded = (tests: () => void) => {
  if (!process.env.TEST_POSTGRES) tests();
};

type Rounds = { rounds: number; cuts?: Cut[]; until?: RegExp };

/** Every wrong of this many rounds, in a database of their own; with `until` only as far as the first of that kind. */
async function wrongsOf(racers: Racers, scenario: Scenario, { rounds, cuts = [], until }: Rounds): Promise<string[]> {
  const database = await testDatabase();
  try {
    for (const cut of cuts) await weaken(database.db, cuts, cut);
    await racers.connect(database.url);
    const found: string[] = [];
    for (let round = 0; round < rounds && !(until && found.some((wrong) => until.test(wrong))); round++) {
      found.push(...(await scenario(database.db, racers.race)), ...(await brokenPromises(database.db)));
    }
    return found;
  } finally {
    await database.drop();
  }
}

/** The verb as it is in its file, less what is cut, in this database only. */
async function weaken(db: Db, cuts: Cut[], cut: Cut): Promise<void> {
  if ('sql' in cut) {
    await db.sql.unsafe(cut.sql);
    return;
  }
  let text = await readFile(join(projectFolder, `src/${files[cut.verb]}`), 'utf8');
  for (const other of cuts) {
    if ('sql' in other || other.verb !== cut.verb) continue;
    expect(text, `${cut.verb}.sql`).toContain(other.text);
    text = text.replaceAll(other.text, other.by ?? '');
  }
  await db.sql.unsafe(text);
}

/** What no race may bring: a verb that threw, or a statement that Postgres had to stop. */
export function faults({ answers, interrupted }: Awaited<ReturnType<Race>>): string[] {
  const thrown = answers.filter((answer) => answer.error).map((answer) => `${answer.verb} threw ${answer.error}`);
  return [...thrown, ...interrupted.map((code) => `Postgres stopped a statement with ${code}`)];
}

export function count(answers: Answer[], which: Partial<Answer>): number {
  return answers.filter((answer) =>
    Object.entries(which).every(([key, value]) => answer[key as keyof Answer] === value),
  ).length;
}
