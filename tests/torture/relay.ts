import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Dice } from './random.ts';

/** A port of the runner's own before another, whose connections it can break. */
export type Relay = Awaited<ReturnType<typeof relay>>;

/** `target` is the port that a new connection leads to; null where nobody listens. */
export async function relay(target: () => number | null, { chance }: Dice) {
  const pairs = new Set<() => void>();
  let lost = 0;
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (near) => {
    const port = target();
    if (port === null) return void near.on('error', () => {}).destroy();
    const far = connect({ host: '127.0.0.1', port, noDelay: true, allowHalfOpen: true });
    const breakOff = () => {
      pairs.delete(breakOff);
      near.destroy();
      far.destroy();
    };
    pairs.add(breakOff);
    join(near, far, () => false, breakOff);
    join(far, near, () => lost > 0 && chance(lost), breakOff);
  });
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const port = await listen(0);
  return {
    port,
    /** Breaks this share of the connections, whatever they are at. */
    drop(share: number) {
      for (const breakOff of [...pairs]) if (chance(share)) breakOff();
    },
    /** From now on breaks this share of the connections just when an answer comes: what was asked is done. */
    lose(share: number) {
      lost = share;
    },
    /** Nobody listens here any more, until the function that is given back is called. */
    refuse() {
      server.close();
      return () => listen(port);
    },
    close() {
      server.close();
      for (const breakOff of [...pairs]) breakOff();
    },
  };
}

function join(from: Socket, to: Socket, isLost: () => boolean, breakOff: () => void): void {
  from.on('data', (chunk) => {
    if (isLost()) return breakOff();
    if (!to.write(chunk)) from.pause();
  });
  to.on('drain', () => from.resume());
  from.on('end', () => to.end());
  from.on('error', breakOff);
  // What came before a proper end is still on its way to the other side.
  from.on('close', () => {
    if (!to.writableEnded || to.destroyed) breakOff();
  });
}
