import { Problem, sentence } from './problem.ts';
import { whenSignalled } from './stop.ts';

/** What is said where it was told to stop in time, and where it came to nothing. */
type Words = { interrupted: string; failed(why: string): string };

/**
 * Runs what does one thing and ends. Told to stop, `signal` is aborted; exit code 1 where it fails, and where it was told to
 * stop the number that a shell calls the end by that signal.
 */
export async function runOnce(work: (signal: AbortSignal) => Promise<void>, say: Words): Promise<void> {
  const stopping = new AbortController();
  let failure = 1;
  whenSignalled((exitCode) => {
    failure = exitCode;
    stopping.abort(new Problem(say.interrupted));
  });
  try {
    await work(stopping.signal);
  } catch (error) {
    console.error(error instanceof Problem ? error.message : say.failed(causeOf(error)));
    process.exitCode = failure;
  }
}

/** Drizzle's own message is the whole query. */
export function causeOf(error: unknown): string {
  return sentence(error instanceof Error && error.cause ? error.cause : error);
}
