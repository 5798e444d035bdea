import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import type { Deps } from '../deps.ts';
import { findDoctor } from '../doctors/directory.ts';
import { openWindow } from '../doctors/window.ts';
import { addressOf } from '../http/address.ts';
import type { Env } from '../http/context.ts';
import { RefusedRequest } from '../http/refusal.ts';
import { storable } from '../storable.ts';
import { isDate } from '../typed-date.ts';
import { shownWindow } from './shown.tsx';

/** Seconds until whoever found no room may try again. */
const LATER = 30;

/**
 * `/doctors/:slug/live`: what changes in the days from `from` on, as server-sent events, in the format that hx-sse reads.
 * `seen`, and Last-Event-ID of one that comes back, say what the page shows already; `move`, that an appointment could move
 * there.
 */
export function liveRoutes(deps: Deps) {
  /** What the log says already. */
  const warned = new Set<string>();
  return new Hono<Env>().get('/doctors/:slug/live', async (c) => {
    const { db, live, config } = deps;
    const slug = storable(c.req.param('slug'));
    const from = c.req.query('from') ?? '';
    if (!isDate(from)) throw new RefusedRequest('malformed_request');
    const id = await live.kept.get(`id ${slug}`, 'doctors', async () => (await findDoctor(db, slug))?.id ?? null);
    if (id === null) throw new RefusedRequest('not_found');
    const window = openWindow(Temporal.PlainDate.from(from), config);
    const move = c.req.query('move') !== undefined;
    const address = addressOf(c, deps);
    const { outgoing: stream } = c.env ?? {};
    const full = live.streams.full(address);
    if (full && !warned.has(full)) {
      warned.add(full);
      c.get('log').warn(`no more streams: ${TOO_MANY[full]}`);
    }
    if (!stream || full) throw new RefusedRequest('unavailable', LATER);

    stream.writeHead(200, {
      'Content-Type': 'text/event-stream',
      // no-transform: nothing on the way may pack it, and wait for more to pack. The other is nginx's word for the same.
      'Cache-Control': 'no-store, no-transform',
      'X-Accel-Buffering': 'no',
      'X-Content-Type-Options': 'nosniff',
      'X-Request-Id': c.get('requestId'),
    });
    if (c.req.method === 'HEAD') {
      stream.end();
      return RESPONSE_ALREADY_SENT;
    }
    stream.flushHeaders();
    const watched = {
      key: `${id} ${window.dates[0]} ${window.dates.length} ${move}`,
      doctorId: id,
      dates: window.dates,
      show: () => shownWindow(deps, slug, id, window, move),
    };
    const seen = c.req.header('last-event-id') ?? c.req.query('seen');
    // The answer has begun: who cannot be served comes back.
    live.streams.open(stream, watched, address, seen).catch((error) => {
      c.get('log').warn({ err: error }, 'a stream could not begin');
      stream.destroy();
    });
    return RESPONSE_ALREADY_SENT;
  });
}

const TOO_MANY = {
  stopping: 'MediBook is about to stop',
  here: 'as many are open as LIVE_STREAMS allows',
  address:
    'one network address has as many as LIVE_STREAMS_PER_ADDRESS allows; behind a proxy all visitors are one address unless TRUST_PROXY=true and the proxy writes X-Forwarded-For',
};
