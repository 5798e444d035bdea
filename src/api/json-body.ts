import { createMiddleware } from 'hono/factory';
import type { Env } from '../http/context.ts';
import { ApiProblem } from './problem.ts';

/** Lets nothing through but application/json that is UTF-8 and parses; the route's schema judges what it says. */
export const jsonBody = createMiddleware<Env>(async (c, next) => {
  const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') throw new ApiProblem('unsupported_media_type');
  const bytes = await c.req.arrayBuffer();
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    JSON.parse(text);
    // Else the schema's reader would have a Response decode the bytes once more.
    Object.assign(c.req.bodyCache, { text: Promise.resolve(text) });
  } catch {
    throw new ApiProblem('malformed_json');
  }
  return next();
});
