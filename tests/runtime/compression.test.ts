/** Packing under the server's own Response, which is not Node's: it makes a new one whenever the body is looked at. */
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync } from 'node:zlib';
import { Hono } from 'hono';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compression } from '../../src/http/compression.ts';
import type { Env } from '../../src/http/context.ts';
import { type Listening, listen } from '../../src/http/listen.ts';

const text = 'Monday 23 November, 9:30am. '.repeat(100);
const headers = { 'content-length': String(text.length), etag: '"a1"', vary: 'HX-Request', 'set-cookie': 'a=1' };
const app = new Hono<Env>()
  .use(compression)
  .get('/', (c) => c.text(text, 200, headers))
  .get('/made', () => new Response(text, { headers: { 'content-type': 'text/plain', ...headers } }));

let server: Listening;
beforeAll(async () => {
  server = await listen(app.fetch, { HOST: '127.0.0.1', PORT: 0 });
});
afterAll(() => server.close(1_000));

test.each(['/', '/made'])('what is sent says of itself what is true: %s', async (path) => {
  const asked = request(server.url + path, { headers: { 'accept-encoding': 'br' } }).end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  const body = await buffer(answer);
  expect(brotliDecompressSync(body).toString()).toBe(text);
  expect(answer.headers).toMatchObject({
    'content-encoding': 'br',
    'content-length': String(body.length),
    'content-type': expect.stringMatching(/^text\/plain/),
    etag: 'W/"a1"',
    vary: 'HX-Request, Accept-Encoding',
    'set-cookie': ['a=1'],
  });
});
