import { bodyLimit } from 'hono/body-limit';
import { createMiddleware } from 'hono/factory';
import { secureHeaders } from 'hono/secure-headers';
import type { Config } from '../config.ts';
import type { Env } from './context.ts';
import { RefusedRequest } from './refusal.ts';

/** Bytes: a hundred times what the longest form needs. */
const BODY_LIMIT = 64 * 1024;

/**
 * Headers on every answer, an address that can be read, the size of a body, and where a POST may come from. Each is used
 * by itself: combined by every(), a refusal by one would leave without the headers of the first.
 */
export const security = (config: Config) =>
  [headers(config), readableAddress, limitedBody, sameOrigin(config)] as const;

const headers = (config: Config) =>
  secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      fontSrc: ["'self'"],
      connectSrc: ["'self'"],
      manifestSrc: ["'self'"],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
    // Addresses of holds and appointments are secrets: no other site hears of them. Not no-referrer, which would make
    // browsers send `Origin: null` with our own forms.
    referrerPolicy: 'same-origin',
    xFrameOptions: 'DENY',
    // Not includeSubDomains: the clinic's other hosts are not ours to promise for.
    strictTransportSecurity: config.PUBLIC_URL?.startsWith('https:') ? 'max-age=31536000' : false,
    permissionsPolicy: { camera: false, microphone: false, geolocation: false, payment: false },
  });

/** A Host like 1.2.3.4.5 makes an address that no URL can be; whatever touches the request later would throw. */
const readableAddress = createMiddleware<Env>(async (c, next) => {
  if (!URL.canParse(c.req.url)) throw new RefusedRequest('malformed_request');
  await next();
});

/** Node lets no body be longer than it says; only one that does not say is read here, which costs as much as many an answer. */
const limitedBody = createMiddleware<Env>((c, next) => {
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return next();
  const length = c.req.header('content-length');
  if (length === undefined || c.req.header('transfer-encoding') !== undefined) return countedBody(c, next);
  return Number(length) > BODY_LIMIT ? tooLarge() : next();
});

function tooLarge(): never {
  throw new RefusedRequest('payload_too_large');
}

const countedBody = bodyLimit({ maxSize: BODY_LIMIT, onError: tooLarge });

/**
 * A POST that says it comes from elsewhere is refused; one that says nothing is let through, because lynx and w3m say
 * nothing. What a foreign page could do without saying so, it could do from a shell: holds need no cookie.
 */
const sameOrigin = (config: Config) =>
  createMiddleware<Env>(async (c, next) => {
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return next();
    const origin = c.req.header('origin');
    const site = c.req.header('sec-fetch-site');
    const foreignSite = site !== undefined && site !== 'same-origin' && site !== 'none';
    if (foreignSite || (origin !== undefined && !isOurs(origin, c.req.header('host'), config)))
      throw new RefusedRequest('foreign_origin');
    return next();
  });

function isOurs(origin: string, host: string | undefined, config: Config): boolean {
  if (!URL.canParse(origin)) return false;
  const theirs = new URL(origin).host;
  return theirs === host || (config.PUBLIC_URL !== undefined && theirs === new URL(config.PUBLIC_URL).host);
}
