import type { ServerResponse } from 'node:http';
import type { Change } from './changes.ts';
import { messageOf, NOTHING } from './message.ts';
import { Room, type RoomLimits } from './room.ts';

/**
 * Some days of a doctor as open pages show them. `parts`: HTML by the id of the element that it is in; `seen`: which they
 * are, in short; `until`: when something there changes by itself, in milliseconds of performance.now().
 */
export type Shown = { parts: Record<string, string>; seen: string; until: number };

/** What a page watches; `key` says which days of whom. */
export type Watched = { key: string; doctorId: number; dates: string[]; show: () => Promise<Shown> };

/** Milliseconds in which changes that come one after another are told as one. */
const TOGETHER = 20;

/** Milliseconds between two signs of life; proxies close what is silent for a minute. */
const HEARTBEAT = 15_000;

/** Milliseconds between two looks at everything while changes may go unheard: no page is staler than the kept ones. */
const LOOK = 2_000;

/** Milliseconds until another try, where the database could not be read. */
const PATIENCE = 500;

/** Bytes that may wait for a client that reads slowly, beside what its socket takes. */
const MOST_WAITING = 256 * 1024;

/** Milliseconds that a timer waits at most. */
const LONGEST = 3_600_000;

/** Windows that are read at once. */
const AT_ONCE = 4;

type Window = Watched & {
  streams: Set<ServerResponse>;
  /** How many more wait for what it shows. */
  coming: number;
  /** What all its streams show. */
  shown: Shown;
  /** The last reading of it that has begun; when what it shows was so, in milliseconds of performance.now(). */
  reading: Promise<unknown>;
  trueAt: number;
  timer?: NodeJS.Timeout;
};

/**
 * The open pages, by what they watch. A change is read and made once for each window, and the same bytes go to everybody
 * there; each message says which times it leads to, so that who comes back is sent only what they do not have.
 */
export class Streams {
  readonly #windows = new Map<string, Window>();
  readonly #ofDoctor = new Map<number, Set<Window>>();
  readonly #due = new Set<Window>();
  readonly #asOf: () => string;
  readonly #hears: () => boolean;
  readonly #room: Room;
  readonly #timers: NodeJS.Timeout[];
  #telling: Promise<void> | undefined;
  #closed = false;

  /** `asOf`: the clinic's time now, in words. `hears`: whether what is shown is certain to be true. */
  constructor(asOf: () => string, hears: () => boolean, limits: RoomLimits) {
    this.#asOf = asOf;
    this.#hears = hears;
    this.#room = new Room(limits);
    this.#timers = [
      setInterval(() => this.#signOfLife(), HEARTBEAT).unref(),
      setInterval(() => hears() || this.changed({}), LOOK).unref(),
    ];
  }

  /** Why one more from this address cannot be had; null where it can. */
  full(address: string): 'here' | 'address' | 'stopping' | null {
    return this.#closed ? 'stopping' : this.#room.full(address);
  }

  /**
   * Sends to `stream`, whose headers are sent, what changes from now on: first all that is not `seen`. To be called where
   * there is room. Fails where the database cannot be read.
   */
  async open(stream: ServerResponse, watched: Watched, address: string, seen: string | undefined): Promise<void> {
    // Gone while its doctor was looked up: it will not close again, and would be counted for ever.
    if (stream.destroyed) return;
    const left = new Promise<void>((resolve) => stream.once('close', resolve));
    this.#room.count(address, 1);
    left.then(() => this.#room.count(address, -1));
    // What is written to somebody who has just gone is not read.
    stream.on('error', () => {});
    const window = this.#windows.get(watched.key) ?? this.#begin(watched);
    window.coming++;
    try {
      // Where changes may go unheard, what was read before is not trusted.
      if (this.#hears()) await window.reading;
      else this.#send(window, await this.#read(window));
    } finally {
      window.coming--;
      window.streams.add(stream);
      left.then(() => this.#leave(window, stream));
    }
    // Each at a time of its own, where all come back at once.
    this.#write(stream, Buffer.from(`retry: ${1000 + Math.round(Math.random() * 2000)}\n`));
    const { parts, seen: now } = window.shown;
    this.#write(stream, this.#message(seen === now ? {} : parts, now));
    // One that was still being read for when all were ended.
    if (this.#closed) stream.end();
  }

  /** What has changed is told to whom it concerns, a moment later. */
  changed({ doctorId, dates }: Change): void {
    const concerned = doctorId === undefined ? this.#windows.values() : (this.#ofDoctor.get(doctorId) ?? []);
    for (const window of concerned)
      if (!dates || dates.some((date) => window.dates.includes(date))) this.#due.add(window);
    this.#soon();
  }

  /** Ends all of them; their pages come back, to another instance or to the next one here. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#timers) clearInterval(timer);
    for (const { streams, timer } of this.#windows.values()) {
      clearTimeout(timer);
      for (const stream of streams) stream.end();
    }
    await this.#telling;
  }

  #begin(watched: Watched): Window {
    const shown: Shown = { parts: {}, seen: '', until: 0 };
    const reading = Promise.resolve();
    const window: Window = { ...watched, streams: new Set(), coming: 0, shown, reading, trueAt: 0 };
    // Known before it is read: what changes meanwhile is told.
    this.#windows.set(window.key, window);
    const ofDoctor = this.#ofDoctor.get(window.doctorId) ?? new Set();
    this.#ofDoctor.set(window.doctorId, ofDoctor.add(window));
    void this.#read(window).catch(() => {});
    return window;
  }

  #leave(window: Window, stream: ServerResponse): void {
    window.streams.delete(stream);
    // Who comes at this moment would watch what nobody tells any more.
    if (window.streams.size + window.coming > 0 || this.#windows.get(window.key) !== window) return;
    this.#windows.delete(window.key);
    this.#due.delete(window);
    clearTimeout(window.timer);
    const ofDoctor = this.#ofDoctor.get(window.doctorId)!;
    ofDoctor.delete(window);
    if (ofDoctor.size === 0) this.#ofDoctor.delete(window.doctorId);
  }

  #soon(wait = TOGETHER): void {
    if (this.#due.size === 0 || this.#telling || this.#closed) return;
    this.#telling = new Promise<void>((resolve) => setTimeout(resolve, wait))
      .then(() => this.#tell())
      .then((failed) => {
        this.#telling = undefined;
        this.#soon(failed ? PATIENCE : TOGETHER);
      });
  }

  /** Whether a window could not be read; it stays due. */
  async #tell(): Promise<boolean> {
    const due = [...this.#due];
    this.#due.clear();
    let failed = false;
    const next = async () => {
      for (let window = due.shift(); window; window = due.shift()) {
        const changed = await this.#read(window).catch(() => undefined);
        if (changed) this.#send(window, changed);
        else if (this.#windows.has(window.key)) failed = Boolean(this.#due.add(window));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, next));
    return failed;
  }

  /** Reads what the window shows now, and gives the parts that differ from before. One after another: none overtakes. */
  #read(window: Window): Promise<Record<string, string>> {
    const reading = window.reading
      .catch(() => {})
      .then(async () => {
        const [before, began] = [window.shown.parts, performance.now()];
        window.shown = await window.show();
        window.trueAt = began;
        this.#lookAgain(window);
        return Object.fromEntries(Object.entries(window.shown.parts).filter(([id, html]) => before[id] !== html));
      });
    window.reading = reading;
    return reading;
  }

  /** When something there ends by itself, told or not. */
  #lookAgain(window: Window): void {
    clearTimeout(window.timer);
    if (this.#windows.get(window.key) !== window) return; // All have left.
    const due = () => {
      this.#due.add(window);
      this.#soon();
    };
    window.timer = setTimeout(due, Math.min(window.shown.until - performance.now() + TOGETHER, LONGEST)).unref();
  }

  #send({ streams, shown }: Window, changed: Record<string, string>): void {
    if (Object.keys(changed).length === 0) return;
    const message = this.#message(changed, shown.seen);
    for (const stream of streams) this.#write(stream, message);
  }

  #signOfLife(): void {
    // Not as of now, where that is not certain: the page says when it was last true.
    for (const { streams, shown, trueAt } of this.#windows.values()) {
      const certain = this.#hears() || performance.now() - trueAt < 2 * LOOK;
      const message = certain ? this.#message({}, shown.seen) : NOTHING;
      for (const stream of streams) this.#write(stream, message);
    }
  }

  #message = (parts: Record<string, string>, seen: string) => messageOf(parts, seen, this.#asOf());

  #write(stream: ServerResponse, message: Buffer): void {
    if (stream.destroyed) return;
    stream.write(message);
    // Whoever does not read is let go; their page comes back and is told all.
    if (stream.writableLength > MOST_WAITING) stream.destroy();
  }
}
