import { isIPv4, isIPv6 } from 'node:net';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Deps } from '../deps.ts';
import { remembered } from '../remembered.ts';
import type { AppContext } from './context.ts';
import type { Secrets } from './secrets.ts';

/**
 * A keyed hash of the network address that asks: enough to count by, nothing to read. Behind a proxy (TRUST_PROXY) it
 * is the last one in X-Forwarded-For, the only one that our proxy wrote and the asker did not. An IPv6 address counts as
 * its /64, which is what one household or one phone is given.
 */
export function addressOf(c: AppContext, { config, secrets }: Pick<Deps, 'config' | 'secrets'>): string {
  const forwarded = config.TRUST_PROXY ? c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined;
  // Absent in tests that call the app without a socket.
  const socket = c.env?.incoming ? getConnInfo(c).remote.address : undefined;
  return sealed(secrets, network(forwarded || socket || 'unknown'));
}

/** Whoever is here asks often, and a request asks twice: to be braked, and to hold. */
function sealed(secrets: Secrets, address: string): string {
  const known = seals.get(secrets) ?? remembered<string>(1_000);
  seals.set(secrets, known);
  return known(address, () => secrets.seal('address', address));
}

const seals = new WeakMap<Secrets, ReturnType<typeof remembered<string>>>();

/** An address in the one spelling that it is counted by, however a proxy writes it: with a port, in brackets, mapped. */
export function network(written: string): string {
  const bare = written.replace(/^\[(.*)\](:\d+)?$/, '$1').replace(/^([\d.]+):\d+$/, '$1');
  if (isIPv4(bare)) return bare;
  const groups = groupsOf(bare.split('%')[0]!);
  if (!groups) return 'unknown';
  if (!groups.join(':').startsWith('0:0:0:0:0:ffff:')) return groups.slice(0, 4).join(':');
  const bytes = groups.slice(6).map((group) => Number.parseInt(group, 16));
  return bytes.flatMap((two) => [two >> 8, two & 255]).join('.');
}

/** The eight groups of an IPv6 address, without leading zeros; null where it is none. */
function groupsOf(address: string): string[] | null {
  if (!isIPv6(address)) return null;
  const [head = '', tail = ''] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const front = head.split(':').filter(Boolean);
  const back = tail.split(':').filter(Boolean);
  return [...front, ...Array(8 - front.length - back.length).fill('0'), ...back];
}
