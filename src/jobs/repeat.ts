/** Does `work` at once and then again, each time `pause` milliseconds after it ended; `stop` waits for one under way. */
export function repeat(pause: number, work: () => Promise<unknown>, onError: (error: unknown) => void) {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let running = once();

  async function once() {
    await work().catch(onError);
    if (!stopped) {
      timer = setTimeout(() => {
        running = once();
      }, pause);
    }
  }

  return {
    async stop(): Promise<void> {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
