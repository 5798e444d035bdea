import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { Hono } from 'hono';
import { beforeAll, describe, expect, test } from 'vitest';
import { connect } from '../../src/db/client.ts';
import { compression } from '../../src/http/compression.ts';
import type { Env } from '../../src/http/context.ts';
import { hold, onSite } from '../booking/on-site.ts';
import { browser, testApp } from '../support/app.ts';
import { doctor, slot } from '../support/clinic.ts';

const chromium = { 'accept-encoding': 'gzip, deflate, br, zstd' };
const page = '<p>Monday 23 November, 9:30am</p>'.repeat(100);

/** What comes of this answer, through the middleware alone. */
async function sent(answer: Response, init: RequestInit = {}) {
  const app = new Hono<Env>().use(compression).get('/', () => answer);
  return app.request('/', { ...init, headers: { ...chromium, ...(init.headers as Record<string, string>) } });
}

const html = (headers: Record<string, string> = {}) =>
  new Response(page, { headers: { 'content-type': 'text/html; charset=UTF-8', ...headers } });

const encodingOf = (answer: Response) => answer.headers.get('content-encoding');

async function unpacked(answer: Response): Promise<string> {
  const body = Buffer.from(await answer.arrayBuffer());
  switch (encodingOf(answer)) {
    case 'br':
      return brotliDecompressSync(body).toString();
    case 'gzip':
      return gunzipSync(body).toString();
    default:
      return body.toString();
  }
}

describe('the site', () => {
  const { database, site } = onSite();
  beforeAll(async () => {
    for (let nth = 0; nth < 10; nth++) await doctor(database.db, `Dr Okafor ${nth}`);
  });

  test.each([
    ['home', '/'],
    ['the directory', '/doctors'],
    ['a page that is not there', '/nowhere'],
    ['the API', '/api/doctors'],
    ['the API’s document', '/api/openapi.json'],
  ])('%s comes packed, and unpacked is byte for byte what it is without', async (_, path) => {
    const plain = await site.app.request(path);
    expect([encodingOf(plain), plain.headers.get('vary')]).toEqual([null, expect.stringMatching(/\bAccept-Encoding$/)]);
    const text = await plain.text();
    for (const encoding of ['br', 'gzip']) {
      const packed = await site.app.request(path, { headers: { 'accept-encoding': encoding } });
      expect([encodingOf(packed), packed.status]).toEqual([encoding, plain.status]);
      expect(await unpacked(packed)).toBe(text);
    }
  });

  test('a page that is packed keeps its headers', async () => {
    const { headers } = await site.app.request('/', { headers: chromium });
    expect(headers.get('content-type')).toBe('text/html; charset=UTF-8');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-request-id')).toBeTruthy();
  });

  test('a page that comes with a cookie is packed, and the cookie is set', async () => {
    const ben = browser(site.app, { headers: chromium });
    const slotId = await slot(database.db);
    await hold(browser(site.app), slotId);
    const taken = await ben.post('/holds', { slotId: String(slotId) });
    expect([taken.status, taken.headers.get('content-encoding')]).toEqual([409, 'br']);
    expect(taken.headers.get('set-cookie')).toMatch(/^visitor=/);
  });

  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  test.each([
    ['a hold that never was', 404, '/holds/0', {}],
    ['a static file that is not there', 404, '/static/nothing.css', {}],
    ['a foreign form', 403, '/holds', { method: 'POST', headers: { ...form, origin: 'https://evil.example' } }],
    ['too large a form', 413, '/holds', { method: 'POST', headers: form, body: 'x'.repeat(70_000) }],
    ['no form', 415, '/holds', { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'x' }],
  ])('the page that refuses %s (%i) is packed', async (_, status, path, init: RequestInit) => {
    const headers = { ...chromium, ...(init.headers as Record<string, string>) };
    const answer = await site.app.request(path, { ...init, headers });
    expect([answer.status, encodingOf(answer)]).toEqual([status, 'br']);
  });

  test('the page that says that nothing works is packed', async () => {
    const away = connect('postgres://nobody@127.0.0.1:1/nowhere', { max: 1 });
    const answer = await testApp(away).app.request('/', { headers: chromium });
    await away.sql.end();
    expect([answer.status, encodingOf(answer)]).toEqual([503, 'br']);
  });

  test('a hold’s page goes as it is to who may come from another site, packed to who comes from ours', async () => {
    const ours = browser(site.app, { headers: { ...chromium, 'sec-fetch-site': 'same-origin' } });
    const path = await hold(ours, await slot(database.db));
    expect((await ours.get(path)).headers.get('content-encoding')).toBe('br');
    const foreign = await ours.get(path, { headers: { 'sec-fetch-site': 'cross-site' } });
    expect(foreign.headers.get('content-encoding')).toBeNull();
    expect(foreign.body).toContain('</html>');
  });
});

describe('what is packed', () => {
  test.each([
    'text/html; charset=UTF-8',
    'text/plain; charset=UTF-8',
    'text/calendar; charset=utf-8',
    'application/json',
    'application/problem+json',
    'application/xml',
    'image/svg+xml',
  ])('%s', async (type) => {
    const answer = await sent(html({ 'content-type': type }));
    expect([encodingOf(answer), await unpacked(answer)]).toEqual(['br', page]);
  });

  test.each([
    ['an image', { 'content-type': 'image/png' }],
    ['a stream of events', { 'content-type': 'text/event-stream' }],
    ['a stream of events in UTF-8', { 'content-type': 'text/event-stream; charset=utf-8' }],
    ['what is packed already', { 'content-encoding': 'zstd' }],
    ['what nobody may change on the way', { 'cache-control': 'private, no-transform' }],
  ])('not %s: it goes as it was', async (_, headers: Record<string, string>) => {
    const answer = await sent(html(headers));
    expect(encodingOf(answer)).toBe(headers['content-encoding'] ?? null);
    expect(answer.headers.get('vary')).toBeNull();
    expect(await answer.text()).toBe(page);
  });

  test('not what is shorter than a kilobyte', async () => {
    const of = (bytes: number) => new Response('é'.repeat(bytes / 2), { headers: { 'content-type': 'text/html' } });
    const [short, long] = [await sent(of(1022)), await sent(of(1024))];
    expect([encodingOf(short), short.headers.get('vary'), (await short.text()).length]).toEqual([null, null, 511]);
    expect([encodingOf(long), (await unpacked(long)).length]).toEqual(['br', 512]);
  });

  test.each([204, 304])('not a %i, which has no body', async (status) => {
    const answer = await sent(new Response(null, { status, headers: { 'content-type': 'text/html' } }));
    expect([answer.status, encodingOf(answer), await answer.text()]).toEqual([status, null, '']);
  });

  test('not the answer to a HEAD, which says what the text is', async () => {
    const answer = await sent(html({ 'content-length': String(page.length) }), { method: 'HEAD' });
    expect([encodingOf(answer), answer.headers.get('content-length')]).toEqual([null, String(page.length)]);
  });
});

describe('what its headers say', () => {
  test('the length of what is sent, not of the text', async () => {
    expect((await sent(html({ 'content-length': String(page.length) }))).headers.get('content-length')).toBeNull();
  });

  test('Vary says one thing more, once', async () => {
    const vary = async (before: string) => (await sent(html({ vary: before }))).headers.get('vary');
    expect(await vary('HX-Request')).toBe('HX-Request, Accept-Encoding');
    expect(await vary('accept-encoding, Cookie')).toBe('accept-encoding, Cookie');
  });

  test('an ETag promises the meaning, not the bytes', async () => {
    const etag = async (before: string, init?: RequestInit) =>
      (await sent(html({ etag: before }), init)).headers.get('etag');
    expect(await etag('"a1"')).toBe('W/"a1"');
    expect(await etag('W/"a1"')).toBe('W/"a1"');
    expect(await etag('"a1"', { headers: { 'accept-encoding': 'identity' } })).toBe('"a1"');
  });

  test('every cookie is set', async () => {
    const answer = html();
    answer.headers.append('set-cookie', 'a=1');
    answer.headers.append('set-cookie', 'b=2');
    expect((await sent(answer)).headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  });
});

test.each([
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip, deflate', 'gzip'],
  ['gzip, compress, bzip2', 'gzip'],
  ['br;q=0, gzip;q=0.5', 'gzip'],
  ['br; q=0.000, gzip; q=0.0', null],
  ['br;q=0.1', 'br'],
  ['deflate, zstd', null],
  ['identity', null],
  ['', null],
])('to who takes %j it goes as %s', async (accepted, encoding) => {
  expect(encodingOf(await sent(html(), { headers: { 'accept-encoding': accepted } }))).toBe(encoding);
});

describe('nobody learns a secret from the length of an answer (BREACH)', () => {
  const cookie = `visitor=${'0'.repeat(32)}`;
  test.each([
    ['our own page asks', { 'sec-fetch-site': 'same-origin', cookie }, 'br'],
    ['the visitor types the address', { 'sec-fetch-site': 'none', cookie }, 'br'],
    ['another site asks', { 'sec-fetch-site': 'cross-site', cookie }, null],
    ['a sister host asks', { 'sec-fetch-site': 'same-site', cookie }, null],
    ['a word asks that there is none of yet', { 'sec-fetch-site': 'same-party', cookie }, null],
    ['a link of another site leads here for the first time', { 'sec-fetch-site': 'cross-site' }, 'br'],
    ['an old browser does not say who asks, and has a cookie', { cookie }, null],
    ['lynx does not say who asks, and has no cookie', {}, 'br'],
  ])('%s', async (_, headers, encoding) => {
    const answer = await sent(html(), { headers });
    expect([encodingOf(answer), await unpacked(answer)]).toEqual([encoding, page]);
  });
});
