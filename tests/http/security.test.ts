import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from '../../src/db/client.ts';
import { makeLog, withoutData } from '../../src/log.ts';
import { browser, testApp, wordsOf } from '../support/app.ts';
import { readSlot, slot, slots } from '../support/clinic.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

let database: TestDatabase;
let site: ReturnType<typeof testApp>;
beforeAll(async () => {
  database = await testDatabase();
  site = testApp(database.db, { HOLDS_PER_ADDRESS: '1000', HOLD_REQUESTS_PER_MINUTE: '10000' });
});
afterAll(() => database.drop());

const form = { 'content-type': 'application/x-www-form-urlencoded' };

type Asked = RequestInit & { path: string };

function expectSafe(headers: Headers) {
  const policy = Object.fromEntries(
    headers
      .get('content-security-policy')!
      .split(';')
      .map((rule) => rule.trim().split(/ (.*)/).slice(0, 2)),
  );
  expect(policy).toMatchObject({
    'default-src': "'none'",
    'script-src': "'self'",
    'style-src': "'self'",
    'connect-src': "'self'",
    'form-action': "'self'",
    'base-uri': "'none'",
    'frame-ancestors': "'none'",
  });
  expect(headers.get('content-security-policy')).not.toMatch(/unsafe|\*/);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('x-frame-options')).toBe('DENY');
  expect(headers.get('referrer-policy')).toBe('same-origin');
  expect(headers.get('permissions-policy')).toContain('camera=()');
  expect(headers.get('x-powered-by')).toBeNull();
}

describe('headers', () => {
  const asked: [string, number, Asked][] = [
    ['a page', 200, { path: '/' }],
    ['an unknown page', 404, { path: '/nowhere' }],
    ['a hold that never was', 404, { path: '/holds/0' }],
    ['the API', 200, { path: '/api/doctors' }],
    ['an unknown address of the API', 404, { path: '/api/nowhere' }],
    ['a method that the API lacks', 405, { path: '/api/doctors', method: 'DELETE' }],
    ['health', 200, { path: '/healthz' }],
    ['a redirect', 303, { path: '/holds' }],
    ['a foreign form', 403, { path: '/holds', method: 'POST', headers: { ...form, origin: 'https://evil.example' } }],
    [
      'a foreign request',
      403,
      { path: '/api/slots/hold', method: 'POST', headers: { origin: 'https://evil.example' } },
    ],
    ['too large a form', 413, { path: '/holds', method: 'POST', headers: form, body: 'x'.repeat(70_000) }],
    [
      'a form that says it is too large',
      413,
      { path: '/holds', method: 'POST', headers: { ...form, 'content-length': '70000' }, body: 'x' },
    ],
    ['no form', 415, { path: '/holds', method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'x' }],
    ['no JSON', 415, { path: '/api/slots/hold', method: 'POST', headers: form, body: 'x' }],
  ];
  test.each(asked)(
    '%s (%i): no inline script or style, no frames, no sniffing',
    async (_, status, { path, ...init }) => {
      const answer = await site.app.request(path, init);
      expect(answer.status).toBe(status);
      expectSafe(answer.headers);
    },
  );

  test('also where nothing works, or too much was asked', async () => {
    const away = connect('postgres://nobody@127.0.0.1:1/nowhere', { max: 1 });
    expectSafe((await browser(testApp(away).app).get('/')).headers);
    await away.sql.end();
    const few = testApp(database.db, { HOLD_REQUESTS_PER_MINUTE: '1' });
    await browser(few.app).post('/holds', { slotId: '999999' });
    const refused = await browser(few.app).post('/holds', { slotId: '999999' });
    expect(refused.status).toBe(429);
    expectSafe(refused.headers);
  });

  test('TLS is insisted on where the clinic has it, and only there', async () => {
    expect((await browser(site.app).get('/')).headers.get('strict-transport-security')).toBeNull();
    const secure = testApp(database.db, { PUBLIC_URL: 'https://book.clinic.example' });
    expect((await browser(secure.app).get('/')).headers.get('strict-transport-security')).toMatch(/^max-age=31536000$/);
  });

  test('pages have no inline style or script for the policy to block', async () => {
    for (const path of ['/', '/doctors', '/nowhere']) {
      const { body } = await browser(site.app).get(path);
      expect(body).not.toMatch(/ style=|<script(?![^>]* src="\/static\/)|<style| on[a-z]+=/);
    }
  });

  test('pages are kept by no cache', async () => {
    for (const path of ['/', '/doctors', '/nowhere', '/holds/0']) {
      expect((await browser(site.app).get(path)).headers.get('cache-control')).toBe('no-store');
    }
  });
});

describe('where a POST may come from', () => {
  test.each([
    ['another site’s origin', { origin: 'https://evil.example', host: 'book.clinic.example' }, 403],
    ['another site, by Sec-Fetch-Site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['a sister host', { 'sec-fetch-site': 'same-site' }, 403],
    ['an opaque origin', { origin: 'null', host: 'book.clinic.example' }, 403],
    [
      'our own page',
      { origin: 'http://book.clinic.example', host: 'book.clinic.example', 'sec-fetch-site': 'same-origin' },
      303,
    ],
    ['lynx, which says nothing', {}, 303],
  ])('%s', async (_, headers, status) => {
    const answer = await browser(site.app).post('/holds', { slotId: String(await slot(database.db)) }, { headers });
    expect(answer.status).toBe(status);
  });

  test('the address that visitors see counts as ours behind a proxy that changes Host', async () => {
    const proxied = testApp(database.db, { PUBLIC_URL: 'https://book.clinic.example' });
    const headers = { origin: 'https://book.clinic.example', host: '10.0.0.7:3000' };
    const answer = await browser(proxied.app).post('/holds', { slotId: String(await slot(database.db)) }, { headers });
    expect(answer.status).toBe(303);
  });
});

describe('bodies', () => {
  test('too large: 413, as a page and as a problem', async () => {
    const large = 'x'.repeat(70_000);
    const page = await browser(site.app).post('/holds', { slotId: large });
    expect([page.status, wordsOf(page.body)]).toEqual([413, expect.stringContaining('That was too much at once')]);
    const problem = await browser(site.app).post(
      '/api/slots/hold',
      {},
      { body: large, headers: { 'content-type': 'application/json' } },
    );
    expect([problem.status, JSON.parse(problem.body).code]).toEqual([413, 'payload_too_large']);
  });

  test.each([
    ['application/json', '{}', 415],
    ['text/plain', 'slotId=1', 415],
    ['multipart/form-data; boundary=x', 'nonsense', 400],
    ['multipart/form-data', 'nonsense', 400],
    ['application/x-www-form-urlencoded', '%%%=%ff&&&', 404],
  ])('%s %j is no form: a page, no 5xx', async (type, body, status) => {
    const answer = await browser(site.app).post('/holds', {}, { body, headers: { 'content-type': type } });
    expect(answer.status).toBe(status);
    expect(answer.body).toContain(site.config.clinic.phone);
  });
});

describe('limits', () => {
  test('standing holds of one address: 429 in words, with when to come back', async () => {
    const few = testApp(database.db, { HOLDS_PER_ADDRESS: '2', TRUST_PROXY: 'true' });
    const headers = { 'x-forwarded-for': '198.51.100.7' };
    const ids = await slots(database.db, 3);
    const statuses = [];
    for (const id of ids)
      statuses.push((await browser(few.app, { headers }).post('/holds', { slotId: String(id) })).status);
    expect(statuses).toEqual([303, 303, 429]);
    const refused = await browser(few.app, { headers }).post('/holds', { slotId: String(ids[2]) });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(200);
    expect(wordsOf(refused.body)).toContain('The first of them ends in 5 minutes: please try again then');
  });

  test('requests of one address: 429 in words, with when to come back; another address goes on', async () => {
    const few = testApp(database.db, { HOLD_REQUESTS_PER_MINUTE: '3', TRUST_PROXY: 'true', HOLDS_PER_ADDRESS: '1000' });
    const from = (address: string) => browser(few.app, { headers: { 'x-forwarded-for': address } });
    for (let nth = 0; nth < 3; nth++)
      expect((await from('10.0.0.1').post('/holds', { slotId: '999999' })).status).toBe(404);
    const refused = await from('10.0.0.1').post('/holds', { slotId: '999999' });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(wordsOf(refused.body)).toMatch(/Please try again in \d+ seconds/);
    expect((await from('10.0.0.2').post('/holds', { slotId: '999999' })).status).toBe(404);
    // what the asker wrote in front of the proxy's entry makes no new address
    expect((await from('1.2.3.4, 10.0.0.1').post('/holds', { slotId: '999999' })).status).toBe(429);
  });

  test('X-Forwarded-For counts for nothing without TRUST_PROXY', async () => {
    const few = testApp(database.db, { HOLD_REQUESTS_PER_MINUTE: '1' });
    const from = (address: string) => browser(few.app, { headers: { 'x-forwarded-for': address } });
    expect((await from('10.0.0.1').post('/holds', { slotId: '999999' })).status).toBe(404);
    expect((await from('10.0.0.2').post('/holds', { slotId: '999999' })).status).toBe(429);
  });

  test('addresses of one IPv6 network are one', async () => {
    const few = testApp(database.db, { HOLD_REQUESTS_PER_MINUTE: '1', TRUST_PROXY: 'true' });
    const from = (address: string) => browser(few.app, { headers: { 'x-forwarded-for': address } });
    expect((await from('2001:db8::1').post('/holds', { slotId: '999999' })).status).toBe(404);
    expect((await from('2001:db8:0:0:ffff::2').post('/holds', { slotId: '999999' })).status).toBe(429);
    expect((await from('2001:db8:0:1::1').post('/holds', { slotId: '999999' })).status).toBe(404);
  });
});

describe('the cookie', () => {
  test('is HttpOnly and SameSite; Secure with the __Host- prefix behind TLS', async () => {
    const plain = await browser(site.app).post('/holds', { slotId: String(await slot(database.db)) });
    expect(plain.headers.get('set-cookie')).toMatch(
      /^visitor=[0-9a-f]{32}; Max-Age=86400; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    const secure = testApp(database.db, { PUBLIC_URL: 'https://book.clinic.example' });
    const answer = await browser(secure.app).post('/holds', { slotId: String(await slot(database.db)) });
    expect(answer.headers.get('set-cookie')).toMatch(/^__Host-visitor=.*; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
  });

  test('is not set by looking around', async () => {
    expect((await browser(site.app).get('/')).headers.get('set-cookie')).toBeNull();
  });

  test.each([["' OR 1=1 --"], ['%00'], ['x'.repeat(3_000)]])(
    'made up by the asker as %j, it is a stranger',
    async (made) => {
      const slotId = String(await slot(database.db));
      const headers = { cookie: `visitor=${made}` };
      expect((await browser(site.app).get('/', { headers })).status).toBe(200);
      const held = await browser(site.app).post('/holds', { slotId }, { headers });
      expect(held.headers.get('set-cookie')).toMatch(/^visitor=[0-9a-f]{32};/);
    },
  );

  test.each([["' OR 1=1 --"], ['\0'], ['x'.repeat(3_000)]])(
    'a form that offers %j is given a visitor of ours',
    async (made) => {
      const held = await browser(site.app).post('/holds', { slotId: String(await slot(database.db)), visitor: made });
      expect(held.headers.get('set-cookie')).toMatch(/^visitor=[0-9a-f]{32};/);
    },
  );
});

describe('what is written down', () => {
  test('a request id of the asker’s own is not; a proxy’s is', async () => {
    const log: string[] = [];
    const out = { write: (line: string) => void log.push(line) };
    const headers = { 'x-request-id': 'zebedee-quill' };
    const alone = await browser(testApp(database.db, {}, makeLog('info', out)).app).get('/', { headers });
    expect(alone.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(log.join('')).not.toContain('zebedee');
    const proxied = testApp(database.db, { TRUST_PROXY: 'true' }, makeLog('info', out));
    expect((await browser(proxied.app).get('/', { headers })).headers.get('x-request-id')).toBe('zebedee-quill');
    expect(log.join('')).toContain('zebedee-quill');
  });

  test('an address in an error’s words is not', () => {
    const error = withoutData(new Error('Failed to parse URL from http://x/holds/deadbeef?q=zebedee at once'));
    expect(error.message).toBe('Failed to parse URL from [address] at once');
  });

  test('the log has a request id that the answer carries, and neither names, addresses nor links', async () => {
    const log: string[] = [];
    const out = { write: (line: string) => void log.push(line) };
    const logged = testApp(database.db, {}, makeLog('trace', out));
    const patient = browser(logged.app, { headers: { 'x-forwarded-for': '203.0.113.9' } });
    const held = await patient.post('/holds', { slotId: String(await slot(database.db)) });
    await patient.post(held.location, {
      name: 'Zebedee Quill',
      email: 'zebedee@example.org',
      phone: '020 7946 0991',
      action: 'extend',
    });
    const booked = await patient.post(held.location, {
      name: 'Zebedee Quill',
      email: 'zebedee@example.org',
      action: 'book',
    });
    const page = await patient.get(booked.location);
    await patient.get('/doctors?q=zebedee');

    const written = log.join('');
    expect(written).toContain('"route":"/appointments/:token"');
    expect(written).toContain(page.headers.get('x-request-id')!);
    for (const secret of ['Zebedee', 'zebedee', '203.0.113.9', held.location, booked.location.split('/')[2]!]) {
      expect(written).not.toContain(secret);
    }
    // Four digits alone are now and then in a time.
    expect(written).not.toMatch(/7946\D{0,3}0991/);
  });

  test('a bug is logged and shows nothing: a page with the phone number, or a problem without detail', async () => {
    const log: string[] = [];
    const out = { write: (line: string) => void log.push(line) };
    const broken = await testDatabase();
    const site = testApp(broken.db, {}, makeLog('info', out));
    await broken.db.sql`DROP TABLE doctors CASCADE`;
    const page = await browser(site.app).get('/');
    expect([page.status, wordsOf(page.body)]).toEqual([
      500,
      expect.stringContaining('Something went wrong on our side'),
    ]);
    expect(page.body).toContain(site.config.clinic.phone);
    expect(page.body).not.toMatch(/relation|doctors" does|at .*\.ts/);
    const problem = await browser(site.app).get('/api/doctors');
    expect([problem.status, JSON.parse(problem.body).code]).toEqual([500, 'internal_error']);
    expect(problem.body).not.toMatch(/relation|\.ts/);
    expect(log.join('')).toContain('relation');
    await broken.drop();
  });
});

test('what PostgreSQL says of the data stays out of the log', async () => {
  const log: string[] = [];
  const record = makeLog('info', { write: (line) => void log.push(line) });
  const insert = () => database.db.sql`INSERT INTO patients (name, email) VALUES ('Zebedee', 'z@example.org')`;
  await insert();
  await insert().catch((err) => record.error({ err }, 'refused'));
  await database.db.sql`SELECT ${'Zebedee'}::text::date`.catch((err) => record.error({ err }, 'refused'));
  expect(log).toHaveLength(2);
  expect(log.join('')).toContain('patients_are_one_record');
  expect(log.join('')).not.toMatch(/zebedee|example\.org/i);
});

describe('without the database', () => {
  test('503 in words with Retry-After; /healthz answers, /readyz says no', async () => {
    const away = connect('postgres://nobody@127.0.0.1:1/nowhere', { max: 1 });
    const lost = testApp(away);
    const page = await browser(lost.app).get('/doctors');
    expect([page.status, page.headers.get('retry-after')]).toEqual([503, '5']);
    expect(wordsOf(page.body)).toContain('We cannot reach our records just now');
    expect(page.body).toContain(lost.config.clinic.phone);
    expect((await browser(lost.app).get('/healthz')).status).toBe(200);
    expect((await browser(lost.app).get('/readyz')).status).toBe(503);
    expect((await browser(site.app).get('/readyz')).status).toBe(200);
    await away.sql.end();
  });
});

test('a slash at the end of a page’s address leads to the page, never to another site, and no form anywhere', async () => {
  const by = browser(site.app);
  for (const [asked, leads] of [
    ['/contact/', '/contact'],
    ['/doctors/?q=a%20b', '/doctors?q=a%20b'],
    ['/find-appointment//', '/find-appointment/'],
    ['/%5Cevil.example/', '/%5Cevil.example'],
  ] as const) {
    const answer = await by.get(asked);
    expect([asked, answer.status, answer.location]).toEqual([asked, 301, leads]);
  }
  for (const path of ['//evil.example/', '/\\evil.example/', '///', '/api/doctors/'])
    expect([path, (await by.get(`http://localhost${path}`)).status]).toEqual([path, 404]);
  expect((await by.post('/contact/', {})).status).toBe(404);
});

test('a method that an address does not know is refused, not run', async () => {
  const slotId = String(await slot(database.db));
  for (const method of ['PUT', 'DELETE', 'PATCH']) {
    const answer = await site.app.request('/holds', { method, body: `slotId=${slotId}`, headers: form });
    expect(answer.status).toBe(404);
  }
  await browser(site.app).get(`/holds?slotId=${slotId}`);
  expect(await readSlot(database.db, Number(slotId))).toMatchObject({ status: 'available' });
});
