/** A stream of changes as a page would read it. */
import { once } from 'node:events';
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';

export type Message = { id: string; asOf: string | undefined; parts: Record<string, string> };

export type Stream = {
  status: number;
  headers: IncomingHttpHeaders;
  /** What was told so far. */
  messages: Message[];
  /** Without messages: what keeps the connection alive. */
  comments: () => number;
  /** Resolves when the server ends it or it breaks off. */
  ended: Promise<void>;
  /** Reads no more, as a client whose network is too slow; or goes on. */
  pause(): void;
  resume(): void;
  leave(): void;
};

export type Reader = {
  /** Aborted, it leaves. */
  signal?: AbortSignal;
  /** Is given each message, in place of keeping it, and null for what only keeps the connection alive. */
  heard?: (message: Message | null) => void;
};

export async function stream(
  url: string,
  headers: Record<string, string> = {},
  { signal, heard }: Reader = {},
): Promise<Stream> {
  const asking = request(url, { headers, agent: false, ...(signal && { signal }) });
  asking.end();
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];
  const messages: Message[] = [];
  let comments = 0;
  let text = '';
  answer.setEncoding('utf8').on('data', (chunk: string) => {
    const events = (text + chunk).split('\n\n');
    text = events.pop()!;
    for (const event of events) {
      const message = event.startsWith(':') ? null : read(event);
      if (heard) heard(message);
      else if (message) messages.push(message);
      else comments++;
    }
  });
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  answer.on('close', resolve).on('error', () => resolve());
  asking.on('error', () => resolve());
  return {
    status: answer.statusCode!,
    headers: answer.headers,
    messages,
    comments: () => comments,
    ended,
    pause: () => void answer.pause(),
    resume: () => void answer.resume(),
    leave: () => void asking.destroy(),
  };
}

function read(event: string): Message {
  const parts = Object.fromEntries(
    [...event.matchAll(/^data: <hx-partial hx-target="#([\w-]+)" hx-swap="\w+">(.*)<\/hx-partial>$/gm)].map(
      ([, id, html]) => [id!, html!],
    ),
  );
  const { 'as-of': asOf, ...others } = parts;
  return { id: /^id: (.*)$/m.exec(event)?.[1] ?? '', asOf, parts: others };
}
