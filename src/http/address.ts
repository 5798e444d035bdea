import { getConnInfo } from '@hono/node-server/conninfo';
import type { Deps } from '../deps.ts';
import type { AppContext } from './context.ts';

/**
 * A keyed hash of the network address that asks: enough to count by, nothing to read. Behind a proxy (TRUST_PROXY) it
 * is the last one in X-Forwarded-For, the only one that our proxy wrote and the asker did not. An IPv6 address counts as
 * its /64, which is what one household or one phone is given.
 */
export function addressOf(c: AppContext, { config, secrets }: Pick<Deps, 'config' | 'secrets'>): string {
  const forwarded = config.TRUST_PROXY ? c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined;
  // Absent in tests that call the app without a socket.
  const socket = c.env?.incoming ? getConnInfo(c).remote.address : undefined;
  return secrets.seal('address', network(forwarded || socket || 'unknown'));
}

function network(address: string): string {
  const bare = address.replace(/^::ffff:/i, '');
  if (!bare.includes(':')) return bare;
  const [head = '', tail = ''] = bare.split('%')[0]!.split('::');
  const front = head.split(':').filter(Boolean);
  const back = tail.split(':').filter(Boolean);
  const zeros = Array(Math.max(0, 8 - front.length - back.length)).fill('0');
  return [...front, ...zeros, ...back].slice(0, 4).join(':').toLowerCase();
}
