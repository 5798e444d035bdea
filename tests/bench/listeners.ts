/** So many open pages, in a process of its own: it notes when each has the last byte of a message about a day. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export type Order = { do: 'open'; urls: string[]; streams: number } | { do: 'watch' };
/** `arrivals`: by the computer's monotonic clock, which all processes share, in milliseconds. */
export type Report = { done: 'opened' } | { done: 'arrived'; arrivals: number[] };

const sockets: Socket[] = [];
let arrivals: number[] = [];
let waiting = new Map<Socket, string>();
const now = () => Number(process.hrtime.bigint()) / 1e6;

process.on('message', async (order: Order) => {
  if (order.do === 'watch') {
    arrivals = [];
    waiting = new Map(sockets.map((socket) => [socket, '']));
    return;
  }
  const { urls, streams } = order;
  // A hundred at a time: none is refused because too many knock at once.
  for (let nth = 0; nth < streams; nth += 100)
    await Promise.all(
      Array.from({ length: Math.min(100, streams - nth) }, (_, one) => open(urls[(nth + one) % urls.length]!)),
    );
  process.send?.({ done: 'opened' } satisfies Report);
});

async function open(url: string): Promise<void> {
  const { hostname, port, pathname, search } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.setEncoding('latin1');
  socket.on('data', (bytes: string) => heard(socket, bytes));
  await once(socket, 'connect');
  const first = once(socket, 'data');
  socket.write(`GET ${pathname}${search} HTTP/1.1\r\nHost: ${hostname}:${port}\r\n\r\n`);
  await first;
  sockets.push(socket);
}

function heard(socket: Socket, bytes: string): void {
  const before = waiting.get(socket);
  if (before === undefined) return;
  const text = before + bytes;
  // A message about a day, whole; a sign of life is none.
  if (!/#day-[\s\S]*\n\n/.test(text)) return void waiting.set(socket, text);
  waiting.delete(socket);
  arrivals.push(now());
  if (waiting.size === 0) process.send?.({ done: 'arrived', arrivals } satisfies Report);
}
