import type { ServerResponse } from 'node:http';
import { PassThrough } from 'node:stream';
import { afterEach, expect, test, vi } from 'vitest';
import { type Shown, Streams, type Watched } from '../../src/live/streams.ts';

let streams: Streams;
const ADDRESS = '192.0.2.1';

/** Streams, one at most from an address, and what they watch: read by `show`. */
function watching(show: () => Promise<Shown>, hears = () => true): Watched {
  streams = new Streams(() => '9am', hears, { most: 9, mostOfAnAddress: 1 });
  return { key: '1', doctorId: 1, dates: ['2026-12-01'], show };
}
const client = () => new PassThrough();
const open = (stream: PassThrough, watched: Watched) =>
  streams.open(stream as unknown as ServerResponse, watched, ADDRESS, undefined);
const still = async (): Promise<Shown> => ({ parts: {}, seen: 'a', until: Infinity });

afterEach(async () => {
  const closed = streams.close();
  if (vi.isFakeTimers()) await vi.advanceTimersByTimeAsync(1_000);
  await closed;
  vi.useRealTimers();
});

test('a stream whose days are still being read when all are ended ends too', async () => {
  const read = Promise.withResolvers<Shown>();
  const stream = client();
  const opening = open(
    stream,
    watching(() => read.promise),
  );
  await streams.close();
  read.resolve(await still());
  await opening;
  expect(stream.writableEnded).toBe(true);
});

test('who has gone before the stream begins takes no room', async () => {
  const watched = watching(still);
  const gone = client().destroy();
  await new Promise((closed) => gone.once('close', closed));
  await open(gone, watched);
  expect(streams.full(ADDRESS)).toBeNull();
});

test('who goes while the days are read takes no room any more', async () => {
  const read = Promise.withResolvers<Shown>();
  const stream = client();
  const opening = open(
    stream,
    watching(() => read.promise),
  );
  expect(streams.full(ADDRESS)).toBe('address');
  stream.destroy();
  read.resolve(await still());
  await opening;
  await expect.poll(() => streams.full(ADDRESS)).toBeNull();
});

test('where changes may go unheard, what is open is looked at every two seconds', async () => {
  let shown = 'before';
  const stream = client();
  const show = async () => ({ parts: { next: shown }, seen: shown, until: Infinity });
  await open(
    stream,
    watching(show, () => false),
  );
  shown = 'after';
  let told = '';
  stream.setEncoding('utf8').on('data', (text) => (told += text));
  await expect.poll(() => told, { timeout: 5_000 }).toContain('after');
});

test('a stream that begins while the last other one of its days leaves is told what changes', async () => {
  streams = new Streams(
    () => '9am',
    () => false,
    { most: 9, mostOfAnAddress: 9 },
  );
  const readings: PromiseWithResolvers<Shown>[] = [];
  const show = () => {
    readings.push(Promise.withResolvers());
    return readings.at(-1)!.promise;
  };
  const watched = { key: '1', doctorId: 1, dates: ['2026-11-23'], show };
  const shown = (seen: string): Shown => ({ parts: { day: seen }, seen, until: Infinity });
  const answer = async (seen: string) => {
    await expect.poll(() => readings.length).toBeGreaterThan(0);
    readings.shift()!.resolve(shown(seen));
  };
  const [first, second] = [new PassThrough(), new PassThrough()];
  const opening = open(first, watched);
  await answer('a');
  await answer('a');
  await opening;

  const coming = open(second, watched);
  first.destroy();
  await new Promise((resolve) => first.once('close', resolve));
  await answer('a');
  await coming;
  let told = '';
  second.on('data', (bytes) => {
    told += bytes;
  });
  streams.changed({ doctorId: 1, dates: ['2026-11-23'] });
  await answer('b');
  await expect.poll(() => told).toContain('>b<');
});

test('where changes may go unheard, a sign of life says as of when only while what is open can be looked at', async () => {
  vi.useFakeTimers();
  let away = false;
  const stream = client();
  await open(
    stream,
    watching(
      () => (away ? Promise.reject(new Error('away')) : still()),
      () => false,
    ),
  );
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk) => (text += chunk));
  await vi.advanceTimersByTimeAsync(100);
  const told = async (milliseconds: number) => {
    text = '';
    await vi.advanceTimersByTimeAsync(milliseconds);
    return text;
  };
  expect(await told(15_100)).toContain('9am');
  away = true;
  expect(await told(15_000)).toBe(':\n\n');
});
