import { createMiddleware } from 'hono/factory';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Deps } from '../deps.ts';
import { addressOf } from './address.ts';
import type { Env } from './context.ts';
import { RefusedRequest } from './refusal.ts';

/**
 * At most `perMinute` requests a minute from one address, counted in this process: a brake against scripts. What must
 * be exact over all instances, the cap on standing holds, is counted by Postgres (hold.sql).
 */
export const rateLimit = (deps: Deps, perMinute: number) => {
  const limiter = new RateLimiterMemory({ points: perMinute, duration: 60 });
  return createMiddleware<Env>(async (c, next) => {
    try {
      await limiter.consume(addressOf(c, deps));
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      throw new RefusedRequest('too_many_requests', Math.ceil(refused.msBeforeNext / 1000));
    }
    await next();
  });
};
