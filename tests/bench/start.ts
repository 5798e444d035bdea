import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Clinic, idOf, inAWeek, LISTED, SHOWN } from './clinic.ts';
import { type Row, say } from './row.ts';
import { bare, medibook, type Server } from './server.ts';
import { median, ratio, sideBySide } from './side-by-side.ts';
import type { Stage } from './stage.ts';

type Begin = (stage: Stage, url: string, variables: Record<string, string>) => Promise<Server>;

/** The pool as it is by default. */
const asItComes = { DATABASE_POOL: '10' };

/** How soon a start listens, on a database that is there; what it takes of the memory; what it loads. */
export async function start(stage: Stage): Promise<Row[]> {
  const clinic = await stage.clinic();
  const started = (begin: Begin) => async () => {
    await using server = await begin(stage, clinic.url, asItComes);
    return server.startedIn;
  };
  const figures = await sideBySide(5, { ours: started(medibook), bare: started(bare) });
  const soon = median(figures.ours);
  const [ours, theirs] = [await atRest(stage, clinic, medibook), await atRest(stage, clinic, bare)];
  const google = loadedAtStart(stage.dist).filter((source) => /node_modules\/(@google|google|gaxios)/.test(source));
  const rows: Row[] = [
    {
      what: 'from start to listening',
      ours: `${Math.round(soon)} ms`,
      beside: `bare: ${Math.round(median(figures.bare))} ms`,
      ratio: ratio(figures.ours, figures.bare),
      wanted: 'under 500 ms',
      ok: soon < 500,
    },
    {
      what: 'memory at rest (resident, after a few visits)',
      ours: `${Math.round(ours)} MB`,
      beside: `bare: ${Math.round(theirs)} MB`,
      ratio: ours / theirs,
      wanted: 'under 120 MB',
      ok: ours < 120,
    },
    {
      what: 'a client of Google’s among the modules loaded at start',
      ours: google.length > 0 ? google[0]! : 'none',
      beside: '',
      wanted: 'none',
      ok: google.length === 0,
    },
  ];
  return rows.map(say);
}

async function atRest(stage: Stage, clinic: Clinic, begin: Begin) {
  await using server = await begin(stage, clinic.url, asItComes);
  for (let visit = 0; visit < 5; visit++) {
    await (await fetch(`${server.url}/doctors/${SHOWN}`)).text();
    await (await fetch(`${server.url}/api/slots?doctorId=${await idOf(clinic, LISTED)}&date=${inAWeek()}`)).text();
  }
  await sleep(3_000);
  const status = readFileSync(`/proc/${server.process.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)![1]) / 1024;
}

/** The source files in the built server and in whatever it imports before it runs, as their source maps name them. */
function loadedAtStart(dist: string): string[] {
  const loaded = new Set([join(dist, 'server.js')]);
  for (const file of loaded) {
    for (const [, path] of readFileSync(file, 'utf8').matchAll(/^(?:import|export)\b[^;]*?["'](\.[^"']+\.js)["']/gm)) {
      loaded.add(join(file, '..', path!));
    }
  }
  // What is only of the bundler's own making has no map.
  const maps = [...loaded].map((file) => `${file}.map`).filter(existsSync);
  return maps.flatMap((map) => JSON.parse(readFileSync(map, 'utf8')).sources as string[]);
}
