import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { alone } from './alone.ts';

/** The built MediBook as a process of its own. */
export type MediBook = {
  url: string;
  process: ChildProcess;
  /** What it wrote so far, errors too. */
  output(): string;
  /** Sends the signal and waits for the end; the exit code, or null when it was killed. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
};

/** Starts MediBook in this folder; `ready` is its address, and fails where it ends before it is ready. */
export function launched([program, ...args]: string[], cwd: string, variables: Record<string, string>) {
  const child = spawn(program!, args, { cwd, env: { ...alone, ...variables } });
  let written = '';
  const ended = once(child, 'close');
  const ready = new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      written += chunk;
      const url = /MediBook is ready at (http:\S+)/.exec(written)?.[1];
      if (url) resolve(url);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    ended.then(() => reject(new Error(`MediBook ended: ${written}`)));
  });
  ready.catch(() => {});
  return {
    process: child,
    ready,
    output: () => written,
    async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
      child.kill(signal);
      const [code] = await ended;
      return code;
    },
  };
}
