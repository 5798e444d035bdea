import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dataFolder, type MediBook } from '../support/medibook.ts';

let clinic: Awaited<ReturnType<typeof dataFolder>>;
let medibook: MediBook;
beforeAll(async () => {
  clinic = await dataFolder({ used: true });
  medibook = await clinic.start();
});
afterAll(() => clinic.remove());

/** Everything that is answered to these bytes until the connection ends. */
async function say(bytes: string): Promise<string> {
  const socket = connect(Number(new URL(medibook.url).port), '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk) => {
    answer += chunk;
  });
  socket.write(bytes);
  await once(socket, 'close');
  return answer;
}

test('an address that no URL can be is refused, safely, and written down nowhere', async () => {
  const answer = await say('GET /holds/deadbeef?q=zebedee HTTP/1.1\r\nHost: 1.2.3.4.5\r\nConnection: close\r\n\r\n');
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(answer).toMatch(/content-security-policy: default-src 'none'/i);
  expect(answer).toContain('020 7946 0150');
  expect(medibook.output()).not.toContain('zebedee');
});

test('the page that refuses it is packed like any other', async () => {
  const headers = 'Host: 1.2.3.4.5\r\nAccept-Encoding: br\r\nConnection: close';
  expect(await say(`GET / HTTP/1.1\r\n${headers}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 400 .*^content-encoding: br\r/ims);
});

test('a health check that speaks HTTP/1.0 without a host is answered', async () => {
  expect(await say('GET /healthz HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 .*ok$/s);
});

test('headers that are not coming in are given up', async () => {
  const asked = performance.now();
  await say('GET / HTTP/1.1\r\nHost: local');
  expect(performance.now() - asked).toBeLessThan(50_000); // Ten seconds; Node's own limit is sixty.
});

test('a visitor who leaves in the middle of a form is no error', async () => {
  const socket = connect(Number(new URL(medibook.url).port), '127.0.0.1');
  const type = 'Content-Type: application/x-www-form-urlencoded';
  socket.write(`POST /holds HTTP/1.1\r\nHost: localhost\r\n${type}\r\nContent-Length: 1000\r\n\r\nslotId=1`);
  await sleep(200);
  socket.destroy();
  await sleep(500);
  expect(medibook.output()).not.toMatch(/"level":50/);
});

test('with a database that stands still, everyone hears so, and it goes on after', async () => {
  const thaw = await clinic.freeze();
  try {
    const cookie = { cookie: `visitor=${'0'.repeat(32)}` };
    const statuses = await Promise.all(
      [
        '/readyz',
        '/',
        '/doctors',
        '/api/doctors',
        '/holds/00000000000000000000000000000000',
        '/healthz',
        '/nowhere',
      ].map(async (path) => (await fetch(medibook.url + path, { headers: cookie })).status),
    );
    expect(statuses).toEqual([503, 503, 503, 503, 503, 200, 404]);
  } finally {
    thaw();
  }
  await expect.poll(async () => (await fetch(`${medibook.url}/readyz`)).status, { timeout: 100_000 }).toBe(200);
});
