import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds that a page which refuses looks for what else belongs on it. */
export const A_MOMENT = 500;

/** What the work gives, or `otherwise` where it takes longer than so many milliseconds or fails. */
export async function within<T>(milliseconds: number, work: Promise<T>, otherwise: T): Promise<T> {
  const giveUp = new AbortController();
  const late = sleep(milliseconds, otherwise, { signal: giveUp.signal }).catch(() => otherwise);
  const result = await Promise.race([work.catch(() => otherwise), late]);
  giveUp.abort();
  return result;
}
