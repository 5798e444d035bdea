import { COMPRESSIBLE_CONTENT_TYPE_REGEX } from 'hono/compress';
import { createMiddleware } from 'hono/factory';
import type { AppContext, Env } from './context.ts';
import { chosenEncoding, type Encoding, encoded } from './encoding.ts';

/** Bytes: what is shorter goes in one packet as it is. */
const WORTHWHILE = 1024;

/** Brotli's quality for what is packed for one request: from 6 on a page takes longer and hardly shrinks. */
const QUALITY = 5;

/**
 * Packs text, whoever made it: pages, also those that refuse, and the API's answers. Not Hono's compress(), which knows no
 * Brotli, packs what is short too unless it comes with its length, and does not ask who is looking.
 */
export const compression = createMiddleware<Env>(async (c, next) => {
  await next();
  if (c.req.method === 'HEAD' || !mayBePacked(c.res.headers)) return;
  const encoding = mayBeSpiedOn(c) ? 'identity' : chosenEncoding(c.req.header('accept-encoding'));
  // The body stays unread, and the server sends it as it was made: to read one costs more than most answers do.
  if (encoding === 'identity') return label(c.res.headers, encoding);
  if (!c.res.body) return;
  const text = new Uint8Array(await c.res.arrayBuffer());
  const { status, headers } = c.res;
  const short = text.length < WORTHWHILE;
  if (!short) label(headers, encoding);
  // Hono copies the headers of an answer that is there into the one that takes its place.
  c.res = undefined;
  c.res = new Response(short ? text : await encoded(text, encoding, QUALITY), { status, headers });
});

/** Of a type that shrinks, by Hono's list: a stream of events is not on it. */
const mayBePacked = (headers: Headers) =>
  COMPRESSIBLE_CONTENT_TYPE_REGEX.test(headers.get('content-type') ?? '') &&
  !headers.has('content-encoding') &&
  !/\bno-transform\b/i.test(headers.get('cache-control') ?? '');

/**
 * BREACH: a site that has a visitor's browser ask for pages with words of its choice, and sees how long the answers are,
 * can guess a secret that stands beside those words. Without a cookie it sees nothing that it could not ask for itself.
 */
function mayBeSpiedOn(c: AppContext): boolean {
  const site = c.req.header('sec-fetch-site');
  return c.req.header('cookie') !== undefined && site !== 'same-origin' && site !== 'none';
}

function label(headers: Headers, encoding: Encoding): void {
  if (!/\baccept-encoding\b/i.test(headers.get('vary') ?? '')) headers.append('Vary', 'Accept-Encoding');
  if (encoding === 'identity') return;
  headers.set('Content-Encoding', encoding);
  headers.delete('Content-Length');
  const etag = headers.get('etag');
  if (etag?.startsWith('"')) headers.set('ETag', `W/${etag}`);
}
