import type { Logger } from 'pino';
import { listenForChanges } from './changes.ts';
import { Kept } from './kept.ts';
import type { RoomLimits } from './room.ts';
import { Streams } from './streams.ts';

/** What is shared by all who look at the same, and how their open pages hear that it changes. */
export type Live = { kept: Kept; streams: Streams };

export type LiveOptions = {
  /** A direct connection to the database, not a pooler's; undefined where nobody listens, so that nothing is kept. */
  listenUrl: string | undefined;
  limits: RoomLimits;
  /** The clinic's time now, in words. */
  asOf: () => string;
  log: Logger;
};

export function startLive({ listenUrl, limits, asOf, log }: LiveOptions): Live & { close(): Promise<void> } {
  const hears = () => listening?.hears() ?? false;
  const kept = new Kept(hears);
  const streams = new Streams(asOf, hears, limits);
  const listening =
    listenUrl === undefined
      ? undefined
      : listenForChanges(listenUrl, log, (change) => {
          kept.changed(change);
          streams.changed(change);
        });
  return {
    kept,
    streams,
    async close() {
      await streams.close();
      await listening?.close();
    },
  };
}
