import { setTimeout as sleep } from 'node:timers/promises';
import type { Clinic } from './clinic.ts';
import type { Journal, Trouble, TroubleKind } from './journal.ts';
import type { Dice } from './random.ts';

/** Milliseconds between two rounds in which nothing is done to anybody, so that it is seen how soon open pages are told. */
const CALM = 7_000;

/**
 * Makes trouble until it is over, to the database, to the apps, and to what is between, with a calm between two rounds: each
 * kind at least once, however short the time, unless it is stopped.
 */
export async function makeTrouble(
  clinic: Clinic,
  journal: Journal,
  dice: Dice,
  { isOver, isStopped }: { isOver: () => boolean; isStopped: () => boolean },
): Promise<void> {
  const { database, toDatabase, apps, toApps } = clinic;
  const during = async (kind: TroubleKind, app: number | null, work: () => Promise<unknown>) => {
    const trouble: Trouble = { kind, app, from: Date.now(), to: Number.POSITIVE_INFINITY };
    journal.troubles.push(trouble);
    await work().finally(() => {
      trouble.to = Date.now();
    });
  };
  const someApp = () => Math.floor(dice.between(0, apps.length));
  const pause = (least: number, most: number) => sleep(dice.between(least, most));

  const killApp = (nth = someApp()) =>
    during('app killed', nth, async () => {
      await apps[nth]!.kill();
      await pause(0, 1_500);
      await apps[nth]!.start();
    });
  const freezeApp = (nth = someApp()) =>
    during('app frozen', nth, async () => {
      const thaw = apps[nth]!.freeze();
      await pause(3_000, 5_000).finally(thaw);
    });
  const breakClients = (nth = someApp()) =>
    during('client connections dropped', nth, async () => toApps[nth]!.drop(dice.between(0.3, 1)));
  const loseAnswers = (nth = someApp()) =>
    during('answers lost', nth, async () => {
      toApps[nth]!.lose(0.2);
      await pause(1_000, 2_000);
      toApps[nth]!.lose(0);
    });

  const stopDatabase = () =>
    during('database stopped', null, async () => {
      // Half the time as behind a proxy, which accepts and breaks off; else nobody listens.
      const accept = dice.chance(0.5) ? toDatabase.refuse() : async () => {};
      await database.stop();
      await pause(500, 4_000);
      await database.start();
      await accept();
    });
  const freezeBackend = () =>
    during('backend frozen', null, async () => {
      const pid = await database.someBackend();
      if (pid === undefined || !signalled(pid, 'SIGSTOP')) return;
      await pause(1_000, 6_000);
      signalled(pid, 'SIGCONT');
    });
  const breakDatabase = () =>
    during('database connections dropped', null, async () => {
      toDatabase.drop(dice.between(0.2, 1));
      toDatabase.lose(0.02);
      await pause(500, 1_500);
      toDatabase.lose(0);
    });

  for (let round = 0; (round === 0 && !isStopped()) || !isOver(); round++) {
    const isDone = () => isStopped() || (round > 0 && isOver());
    const oneAfterTheOther = async (kinds: (() => Promise<void>)[]) => {
      for (const trouble of dice.shuffled(kinds)) {
        if (isDone()) return;
        await pause(300, 1_500);
        await trouble();
      }
    };
    const calmUntil = round > 0 ? Date.now() + CALM : 0;
    while (Date.now() < calmUntil && !isDone()) await sleep(100);
    await Promise.all([
      oneAfterTheOther([() => killApp(), () => freezeApp(), () => breakClients(), () => loseAnswers()]),
      oneAfterTheOther([stopDatabase, freezeBackend, breakDatabase]),
    ]);
  }
}

/** False when there is no such process. */
function signalled(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
