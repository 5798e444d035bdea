import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAdaptorServer } from '@hono/node-server';
import type { Config } from '../config.ts';
import { Problem, sentence } from '../problem.ts';

type Fetch = Parameters<typeof createAdaptorServer>[0]['fetch'];

export type Listening = {
  /** Where a browser on this machine finds it. */
  url: string;
  /** Accepts nobody new and waits for the requests in flight, at most `patience` milliseconds. */
  close(patience: number): Promise<void>;
};

/** Milliseconds until a request that is not coming in is given up. */
const timeouts = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 10_000,
  // How often Node looks whether one of them is over; by itself every 30 seconds.
  connectionsCheckingInterval: 1_000,
};

/** Listens at HOST and PORT; `localhost` is both of its addresses, as browsers try both. Throws a `Problem`. */
export async function listen(fetch: Fetch, { HOST, PORT }: Pick<Config, 'HOST' | 'PORT'>): Promise<Listening> {
  const [first = HOST, ...others] = HOST === 'localhost' ? ['127.0.0.1', '::1'] : [HOST];
  const servers = [await open(fetch, first, PORT)];
  const { port } = servers[0]!.address() as AddressInfo;
  for (const host of others) {
    const server = await open(fetch, host, port).catch(withoutIpv6);
    if (server) servers.push(server);
  }
  const name = ['localhost', '0.0.0.0', '::', '127.0.0.1', '::1'].includes(HOST) ? 'localhost' : HOST;
  return {
    url: `http://${name.includes(':') ? `[${name}]` : name}:${port}`,
    async close(patience) {
      await Promise.all(servers.map((server) => close(server, patience)));
    },
  };
}

async function open(fetch: Fetch, host: string, port: number): Promise<Server> {
  const server = createAdaptorServer({ fetch, hostname: 'localhost', serverOptions: timeouts }) as Server;
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new Problem(whatToDo(error, host, port), { cause: error });
  }
  return server;
}

function whatToDo(error: unknown, host: string, port: number): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return `Port ${port} is taken by another program: stop that one, or choose another port with PORT=${port + 1}.`;
    case 'EACCES':
      return `Port ${port} is only for the administrator: choose one from 1024 with PORT, for example PORT=3000.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${host} is no address of this computer: correct HOST, or leave it out.`;
    default:
      return `MediBook cannot listen at ${host}:${port} (${sentence(error)}): check HOST and PORT.`;
  }
}

function withoutIpv6(problem: Problem): undefined {
  const code = (problem.cause as NodeJS.ErrnoException).code ?? '';
  if (!['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(code)) throw problem;
}

async function close(server: Server, patience: number): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  // A kept-alive connection is idle only after its last answer.
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  await Promise.race([closed, sleep(patience, undefined, { ref: false })]);
  clearInterval(idle);
  server.closeAllConnections();
}
