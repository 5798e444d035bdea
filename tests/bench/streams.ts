import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Clinic, SHOWN } from './clinic.ts';
import type { Order, Report } from './listeners.ts';
import { type Row, rate, say } from './row.ts';
import { medibook, type Server, serve } from './server.ts';
import { median } from './side-by-side.ts';
import type { Stage } from './stage.ts';

/** Changes of each measurement, and those before them that only warm up. */
const CHANGES = 15;
const WARMING = 5;

/** Milliseconds at the median from the commit until a page has the last byte, as what a person calls at once. */
const AT_ONCE = 250;

/** Open pages of one doctor over two processes, while times are held and let go. */
export async function streams(stage: Stage): Promise<Row[]> {
  return [...(await withStreams(stage, 1_000)), ...(await withStreams(stage, 5_000))];
}

async function withStreams(stage: Stage, count: number): Promise<Row[]> {
  const clinic = await stage.clinic();
  const caps = { LIVE_STREAMS: '10000', LIVE_STREAMS_PER_ADDRESS: '10000', DATABASE_POOL: '10' };
  await using one = await medibook(stage, clinic.url, caps);
  await using two = await medibook(stage, clinic.url, caps);
  await using bareOne = await bareStreams(stage);
  await using bareTwo = await bareStreams(stage);
  const page = await (await fetch(`${one.url}/doctors/${SHOWN}`)).text();
  const live = /hx-sse:connect="([^"]*)"/.exec(page)![1]!.replaceAll('&amp;', '&');
  const slotId = Number(/id="slot-(\d+)"/.exec(page)![1]);

  const before = memoryOf(one) + memoryOf(two);
  const listening = await listeners([one.url + live, two.url + live], count);
  const bareListening = await listeners([bareOne.url, bareTwo.url], count);
  await sleep(1_000);
  const memory = (memoryOf(one) + memoryOf(two) - before) / count;

  const message = await messageOf(one.url + live, clinic, slotId);
  const delays: number[] = [];
  const [ours, bare]: [number[], number[]] = [[], []];
  for (let nth = 0; nth < WARMING + CHANGES; nth++) {
    const told = await listening.hear(() => change(clinic, slotId, nth % 2 === 0));
    const same = await bareListening.hear(() =>
      Promise.all([bareOne, bareTwo].map(({ url }) => fetch(url, { method: 'POST', body: message }))),
    );
    if (nth < WARMING) continue;
    delays.push(...told.arrivals.map((arrival) => arrival - told.since));
    ours.push(perSecond(told.arrivals));
    bare.push(perSecond(same.arrivals));
  }
  for (const each of [listening, bareListening]) each.leave();
  const ratio = median(ours.map((figure, nth) => figure / bare[nth]!));
  const at = (part: number) => Math.round(delays.toSorted((a, b) => a - b)[Math.floor(delays.length * part)]!);
  const open = `${count.toLocaleString('en')} open pages, two processes`;
  return [
    {
      what: `${open}: from commit to the last byte, median`,
      ours: `${at(0.5)} ms`,
      beside: `p99: ${at(0.99)} ms`,
      wanted: `under ${AT_ONCE} ms`,
      ok: at(0.5) < AT_ONCE,
    },
    {
      what: `${open}: messages of ${(message.length / 1000).toFixed(1)} kB delivered`,
      ours: rate(median(ours)),
      beside: `bare: ${rate(median(bare))}`,
      ratio,
      wanted: 'at least 0.7',
      ok: ratio >= 0.7,
    },
    {
      what: `${open}: memory of each (resident)`,
      ours: `${Math.round(memory)} kB`,
      beside: '',
      wanted: '',
      ok: null,
    },
  ].map((row) => say(row));
}

const bareStreams = (stage: Stage) => serve(join(import.meta.dirname, 'bare-streams.ts'), stage.folder, {});

async function change({ sql }: Clinic, slotId: number, gone: boolean): Promise<void> {
  await sql`UPDATE time_slots SET withdrawn_at = CASE WHEN ${gone} THEN now() END WHERE id = ${slotId}`;
}

/** What goes over a stream when one time of a day goes. */
async function messageOf(url: string, clinic: Clinic, slotId: number): Promise<string> {
  const leave = new AbortController();
  const { body } = await fetch(url, { signal: leave.signal });
  let text = '';
  const reading = (async () => {
    for await (const bytes of body!.pipeThrough(new TextDecoderStream())) {
      text += bytes;
      if (/#day-[\s\S]*\n\n/.test(text)) return;
    }
  })();
  await change(clinic, slotId, true);
  await reading;
  await change(clinic, slotId, false);
  await sleep(200);
  leave.abort();
  return text.slice(text.indexOf('\n\n') + 2);
}

async function listeners(urls: string[], streams: number) {
  const child = fork(join(import.meta.dirname, 'listeners.ts'));
  const send = (order: Order) => child.send(order);
  const report = async () => ((await once(child, 'message')) as [Report])[0];
  send({ do: 'open', urls, streams });
  await report();
  return {
    /** When each has the message that `cause` brings about; `since` is when that began. */
    async hear(cause: () => Promise<unknown>) {
      send({ do: 'watch' });
      await sleep(50);
      const heard = report();
      const since = Number(process.hrtime.bigint()) / 1e6;
      await cause();
      const told = await heard;
      if (told.done !== 'arrived') throw new Error('The listeners reported something else.');
      return { arrivals: told.arrivals, since };
    },
    leave: () => child.kill(),
  };
}

/** From the first that has it to the last. */
const perSecond = (arrivals: number[]) =>
  (1000 * arrivals.length) / Math.max(1, Math.max(...arrivals) - Math.min(...arrivals));

/** Kilobytes. */
function memoryOf({ process: { pid } }: Server): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]);
}
