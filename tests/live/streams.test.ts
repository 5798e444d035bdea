import type { ServerResponse } from 'node:http';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { type Shown, Streams } from '../../src/live/streams.ts';

test('a stream whose days are still being read when all are ended ends too', async () => {
  const streams = new Streams(
    () => '9am',
    () => true,
    { most: 9, mostOfAnAddress: 9 },
  );
  const read = Promise.withResolvers<Shown>();
  const stream = new PassThrough();
  const watched = { key: '1', doctorId: 1, dates: [], show: () => read.promise };
  const opening = streams.open(stream as unknown as ServerResponse, watched, '127.0.0.1', undefined);
  await streams.close();
  read.resolve({ parts: {}, seen: 'a', lasts: 60_000 });
  await opening;
  expect(stream.writableEnded).toBe(true);
});
