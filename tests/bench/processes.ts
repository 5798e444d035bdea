import { freeSlots, restore } from './clinic.ts';
import { load } from './load.ts';
import { type Row, rate, say } from './row.ts';
import { medibook } from './server.ts';
import { median, ratio, sideBySide } from './side-by-side.ts';
import type { Stage } from './stage.ts';

/** A time is held and booked, with one, two and three MediBooks on one database. */
export async function processes(stage: Stage): Promise<Row[]> {
  const clinic = await stage.clinic();
  await using one = await medibook(stage, clinic.url);
  await using two = await medibook(stage, clinic.url);
  await using three = await medibook(stage, clinic.url);
  const slots = await freeSlots(clinic);
  const visited = (urls: string[]) => async () => {
    await restore(clinic);
    return (await load({ urls, hold: slots, next: 'confirm' })).perSecond;
  };
  const figures = await sideBySide(3, {
    one: visited([one.url]),
    two: visited([one.url, two.url]),
    three: visited([one.url, two.url, three.url]),
  });
  const row = (count: string, measured: number[]): Row => ({
    what: `hold and book over HTTP, ${count} processes`,
    ours: rate(median(measured)),
    beside: `one process: ${rate(median(figures.one))}`,
    ratio: ratio(measured, figures.one),
    wanted: '',
    ok: null,
  });
  return [row('two', figures.two), row('three', figures.three)].map(say);
}
