import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { launched } from '../support/launched.ts';

type Launched = ReturnType<typeof launched>;

/** One of the apps: it has another port each time it starts, and its clients find it through a relay. */
export type App = ReturnType<typeof app>;

/** `onEnded` hears what an app wrote that was ready, and ended without being told. */
export function app(dist: string, folder: string, variables: Record<string, string>, onEnded: (words: string) => void) {
  let running: Launched | null = null;
  let port: number | null = null;
  let failedStarts = 0;

  const start = async (more: Record<string, string> = {}): Promise<void> => {
    for (;;) {
      const run = launched([process.execPath, join(dist, 'server.js')], folder, { ...variables, ...more });
      running = run;
      const url = await run.ready.catch(() => null);
      if (url) {
        port = Number(new URL(url).port);
        run.process.on('close', () => {
          if (running === run) onEnded(run.output().slice(-4_000));
        });
        return;
      }
      // As under any supervisor: without its database it does not start, and is started again.
      if (++failedStarts > 200) throw new Error(`An app does not start: ${run.output()}`);
      await sleep(300);
    }
  };
  return {
    start,
    port: () => port,
    failedStarts: () => failedStarts,
    /** What it wrote since it started last. */
    output: () => running?.output() ?? '',
    async kill() {
      const killed = running;
      [running, port] = [null, null];
      await killed?.stop('SIGKILL');
    },
    freeze() {
      const { process } = running!;
      process.kill('SIGSTOP');
      return () => process.kill('SIGCONT');
    },
  };
}
