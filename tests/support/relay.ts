/** A network, between the app and its database or a browser and the app, that a test can let stand still, slow down and cut. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export type Relay = Awaited<ReturnType<typeof relay>>;

/** The same server by way of this network. */
export async function relay(server: string) {
  const to = new URL(server);
  const sockets = new Set<Socket>();
  const held: (() => void)[] = [];
  let frozen: 'no' | 'answers' | 'both' = 'no';

  /** Passes on what comes, or keeps it while the network stands still. */
  const pass = (from: Socket, into: Socket, stopped: () => boolean) => {
    from.on('data', (bytes) => {
      if (stopped()) held.push(() => into.write(bytes));
      else into.write(bytes);
    });
    from.on('close', () => {
      sockets.delete(from);
      into.destroy();
    });
    from.on('error', () => {});
    sockets.add(from);
  };
  const listener = createServer((client) => {
    const there = connect(Number(to.port), to.hostname);
    client.setNoDelay(true);
    there.setNoDelay(true);
    pass(client, there, () => frozen === 'both');
    pass(there, client, () => frozen !== 'no');
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const url = new URL(server);
  url.hostname = '127.0.0.1';
  url.port = String((listener.address() as AddressInfo).port);
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: url.href,
    /** Nothing comes through any more, and nobody is told. */
    freeze() {
      frozen = 'both';
    },
    /** What is asked arrives; the answers wait on the way. */
    holdAnswers() {
      frozen = 'answers';
    },
    /** All that waits on the way arrives. */
    thaw() {
      frozen = 'no';
      for (const go of held.splice(0)) go();
    },
    /** Every connection that there is breaks off. */
    cut,
    async close() {
      cut();
      listener.close();
      await once(listener, 'close');
    },
  };
}
