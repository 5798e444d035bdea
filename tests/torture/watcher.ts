import { setTimeout as sleep } from 'node:timers/promises';
import { type Message, stream } from '../support/stream.ts';
import type { Journal, Watch } from './journal.ts';
import type { Dice } from './random.ts';
import { isOpen } from './shown.ts';

export type Surroundings = {
  urls: string[];
  journal: Journal;
  /** The first one is watched by half of the pages. */
  doctors: string[];
  closing: AbortSignal;
};

/** Milliseconds without a word after which a page gives its stream up: the apps speak every 15 seconds. */
const SILENT = 40_000;

/** Milliseconds until a page is given up that is not there. */
const PATIENCE = 10_000;

const DAY = 86_400_000;

/** Opens the page of a doctor and keeps it open, as a browser does: whenever its stream ends it comes back, to any app. */
export async function watcher(
  nth: number,
  dice: Dice,
  { urls, journal, doctors, closing }: Surroundings,
): Promise<void> {
  const [most, ...quiet] = doctors;
  const doctor = nth % 2 === 0 || quiet.length === 0 ? most! : quiet[((nth - 1) / 2) % quiet.length]!;
  const watch: Watch = { watcher: nth, doctor, told: [], streams: [], messages: 0, faults: [] };
  journal.watches.push(watch);
  const pause = (least: number, most: number) =>
    sleep(dice.between(least, most), undefined, { signal: closing }).catch(() => {});
  const someApp = () => Math.floor(dice.between(0, urls.length));
  const from = new Date(Date.now() + (nth % 3) * DAY).toISOString().slice(0, 10);

  await pause(0, 1_000);
  let live: string | null = null;
  while (live === null && !closing.aborted) {
    const app = someApp();
    live = await openPage(watch, app, `${urls[app]}/doctors/${doctor}?from=${from}`);
    if (live === null) await pause(500, 3_000);
  }
  let seen: string | undefined;
  while (!closing.aborted) {
    const app = someApp();
    await listen(watch, app, `${urls[app]}${live}`, seen, closing, (id) => {
      seen = id;
    });
    await pause(500, 3_000);
  }
}

/** Resolves when every page has a stream again, or ought to. */
export async function areBack({ watches }: Journal): Promise<void> {
  const deadline = Date.now() + SILENT;
  while (!watches.every((watch) => isOpen(watch, Date.now())) && Date.now() < deadline) await sleep(100);
}

/** Where the page says that its stream is; null where it did not come. */
async function openPage(watch: Watch, app: number, url: string): Promise<string | null> {
  try {
    const answer = await fetch(url, { headers: { connection: 'close' }, signal: AbortSignal.timeout(PATIENCE) });
    const html = await answer.text();
    if (answer.status === 503) return null;
    const live = /data-hx-sse:connect="([^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&');
    if (!live) {
      watch.faults.push(`was answered ${answer.status} by app ${app}, without a stream`);
      return null;
    }
    const days = html.split('<div class="day" id="day-').slice(1);
    const free = Object.fromEntries(days.map((day) => [day.slice(0, 10), slotsIn(day)]));
    watch.told.push({ at: Date.now(), app, free });
    return live;
  } catch {
    return null;
  }
}

/** Reads a stream to its end, and applies what it says as the page would. */
async function listen(
  watch: Watch,
  app: number,
  url: string,
  seen: string | undefined,
  closing: AbortSignal,
  onSeen: (id: string) => void,
): Promise<void> {
  const silent = new AbortController();
  const timer = setTimeout(() => silent.abort(), SILENT);
  const opened = { app, from: 0, to: Number.POSITIVE_INFINITY };
  const heard = (message: Message | null) => {
    timer.refresh();
    if (!message) return;
    if (opened.from === 0) {
      opened.from = Date.now();
      watch.streams.push(opened);
    }
    watch.messages++;
    onSeen(message.id);
    const days = Object.entries(message.parts).filter(([id]) => id.startsWith('day-'));
    const free = Object.fromEntries(days.map(([id, html]) => [id.slice('day-'.length), slotsIn(html)]));
    if (days.length > 0) watch.told.push({ at: Date.now(), app, free });
  };
  try {
    const headers = seen === undefined ? {} : { 'last-event-id': seen };
    const signal = AbortSignal.any([closing, silent.signal]);
    const reading = await stream(url, headers, { signal, heard });
    if (![200, 503].includes(reading.status)) watch.faults.push(`was answered ${reading.status} by app ${app}`);
    await reading.ended;
  } catch {
    // It did not begin.
  } finally {
    clearTimeout(timer);
    opened.to = Date.now();
  }
}

const slotsIn = (html: string) => [...html.matchAll(/id="slot-(\d+)"/g)].map(([, id]) => Number(id));
