/** Milliseconds in which a second signal is the same one: npm passes on a Ctrl+C that the terminal sent us already. */
const SAME_PRESS = 500;

/**
 * Calls `stop` once when a signal asks for it or when the npm that started us is gone, and ends the process after it.
 * Who asks again does not want to wait: the process ends at once.
 */
export function whenTold(stop: () => Promise<void>): void {
  let since: number | undefined;
  const told = () => {
    if (since !== undefined && performance.now() - since > SAME_PRESS) process.exit(1);
    if (since !== undefined) return;
    since = performance.now();
    stop().then(
      () => process.exit(process.exitCode ?? 0),
      (error) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', told);
  process.on('SIGTERM', told);
  if (process.env.npm_lifecycle_event) whenParentEnds(told);
}

/**
 * For what does one thing and ends: `stop` is given the number that a shell calls the end by this signal. Who sends it again
 * does not want to wait.
 */
export function whenSignalled(stop: (exitCode: number) => void): void {
  let since: number | undefined;
  for (const [name, exitCode] of [['SIGINT', 130] as const, ['SIGTERM', 143] as const]) {
    process.on(name, () => {
      if (since !== undefined && performance.now() - since > SAME_PRESS) process.exit(exitCode);
      since ??= performance.now();
      stop(exitCode);
    });
  }
}

/** Calls `told` once when the process that started us is gone: a killed one tells nobody, and we would keep the port. */
export function whenParentEnds(told: () => void): void {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    told();
  }, 250);
  watch.unref();
}
