import { createMiddleware } from 'hono/factory';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Deps } from '../deps.ts';
import { addressOf } from './address.ts';
import type { AppContext, Env } from './context.ts';
import { RefusedRequest } from './refusal.ts';

/** Later steps of a booking, and letting go, need no brake of their own, only a bound: this many times as many as holds. */
export const REQUESTS_A_HOLD = 10;

/** What a person does once, a script again and again, a message or a password: as many times fewer than holds. */
export const HOLDS_A_MESSAGE = 10;

/** Counts a request; seconds to wait where its address has had its fill, which the answer's Retry-After says then, else null. */
export type Brake = (c: AppContext) => Promise<number | null>;

/** Counts something by a key of its own; seconds to wait where it has had its fill, else null. */
export type Tally = (key: string) => Promise<number | null>;

/**
 * At most `perMinute` requests a minute from one address, counted in this process: a brake against scripts. What must
 * be exact over all instances, the cap on standing holds, is counted by Postgres (hold.sql).
 */
export function brake(deps: Deps, perMinute: number): Brake {
  return forgivingBrake(deps, perMinute).tooSoon;
}

/** As `brake`; a request that turned out to be none to brake is counted no more once it is forgiven. */
export function forgivingBrake(
  deps: Deps,
  perMinute: number,
): { tooSoon: Brake; forgive(c: AppContext): Promise<void> } {
  const limiter = new RateLimiterMemory({ points: perMinute, duration: 60 });
  return {
    async tooSoon(c) {
      const seconds = await counted(limiter, addressOf(c, deps));
      if (seconds) c.header('Retry-After', String(seconds));
      return seconds;
    },
    forgive: async (c) => void (await limiter.reward(addressOf(c, deps))),
  };
}

/** At most so many in so many seconds of each key, counted in this process. */
export function tally(most: number, seconds: number): Tally {
  const limiter = new RateLimiterMemory({ points: most, duration: seconds });
  return (key) => counted(limiter, key);
}

async function counted(limiter: RateLimiterMemory, key: string): Promise<number | null> {
  try {
    await limiter.consume(key);
    return null;
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused;
    return Math.ceil(refused.msBeforeNext / 1000);
  }
}

/** Refuses a request that comes too soon before anything else is done for it. */
export const rateLimit = (deps: Deps, perMinute: number) => {
  const tooSoon = brake(deps, perMinute);
  return createMiddleware<Env>(async (c, next) => {
    const seconds = await tooSoon(c);
    if (seconds) throw new RefusedRequest('too_many_requests', seconds);
    await next();
  });
};
