import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import postgres from 'postgres';
import { forPostgres } from '../db/address.ts';
import { randomId } from '../random-id.ts';

/** What has changed: some of a doctor's days, all where they are left out, or whatever there is. */
export type Change = { doctorId?: number; dates?: string[] };

export type Listening = {
  /**
   * True while all that was committed up to two seconds ago is certain to have been heard. A listener whose network stands
   * still believes itself connected: only its own echo, through PostgreSQL and back, proves that it hears.
   */
  hears(): boolean;
  close(): Promise<void>;
};

/** Milliseconds that may have gone by since the last word of ours that came back. */
const CERTAIN_FOR = 2_000;

/** Milliseconds between two words of ours. */
const EVERY = 700;

/** Milliseconds until the next try, after one that failed. */
const PAUSE = 300;

/**
 * Hears of every change of a slot or a doctor, with one connection of its own, which must be a direct one: a pooler in
 * transaction mode passes no notifications on. Without end: a connection that closes or does not echo is replaced. Each
 * new one begins with a change of everything, as nobody knows what went unheard.
 */
export function listenForChanges(url: string, log: Logger, heard: (change: Change) => void): Listening {
  const stopping = new AbortController();
  const { signal } = stopping;
  const us = randomId();
  let certainSince = Number.NEGATIVE_INFINITY;
  let quiet = false;

  const stopped = (async () => {
    while (!signal.aborted) {
      try {
        await hear();
      } catch (error) {
        // Once for each time that it is away.
        if (!quiet && !signal.aborted) log.warn({ err: error }, 'changes are not heard; open pages wait');
        quiet = true;
      }
      certainSince = Number.NEGATIVE_INFINITY;
      await sleep(PAUSE, undefined, { signal }).catch(() => {});
    }
  })();

  /** One connection, from its beginning to its end, which is an error. */
  async function hear(): Promise<void> {
    const ended = new AbortController();
    const over = AbortSignal.any([signal, ended.signal]);
    const echoes = new Map<string, () => void>();
    const sql = postgres({
      ...forPostgres(url, { application_name: 'medibook listens' }),
      max: 1,
      connect_timeout: 5,
      idle_timeout: 0,
      max_lifetime: null,
      fetch_types: false,
      backoff: () => EVERY / 1000,
      onnotice: () => {},
      onclose: () => ended.abort(new Error('the connection closed')),
      ...{
        onnotify: (channel: string, words: string) =>
          channel === 'slots' ? heard(read(words)) : echoes.get(words)?.(),
      },
    });
    // Not against one promise of the connection's end: that would remember every echo until then.
    const within = <T>(work: PromiseLike<T>) =>
      Promise.race([
        work,
        sleep(CERTAIN_FOR, undefined, { signal: over }).then(
          () => Promise.reject(new Error('no echo: a pooler passes none on')),
          ({ cause }) => Promise.reject(cause),
        ),
      ]);
    try {
      await within(sql.unsafe(`LISTEN slots; LISTEN "echo ${us}"`));
      heard({});
      for (let word = 1; ; word++) {
        const echo = Promise.withResolvers<void>();
        echoes.set(String(word), echo.resolve);
        const sent = performance.now();
        await within(Promise.all([sql`SELECT pg_notify(${`echo ${us}`}, ${String(word)})`, echo.promise]));
        echoes.clear();
        certainSince = sent;
        if (quiet) log.warn('changes are heard again');
        quiet = false;
        await within(sleep(EVERY, undefined, { signal }));
      }
    } finally {
      // Not waited for: what stands still does not end well.
      void sql.end({ timeout: 0 }).catch(() => {});
    }
  }

  return {
    hears: () => performance.now() - certainSince < CERTAIN_FOR,
    async close() {
      stopping.abort();
      await stopped;
    },
  };
}

/** As migrations/0004_changes_are_told.sql writes it. */
function read(words: string): Change {
  const [doctor, ...dates] = words.split(' ');
  if (!doctor || !/^\d+$/.test(doctor)) return {};
  return { doctorId: Number(doctor), ...(dates.length > 0 && { dates }) };
}
