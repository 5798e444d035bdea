import { idOf, inAWeek, LISTED } from './clinic.ts';
import { load } from './load.ts';
import { type Row, rate, say } from './row.ts';
import { bare, medibook } from './server.ts';
import { median, ratio, sideBySide } from './side-by-side.ts';
import type { Stage } from './stage.ts';

/** A day of 36 times, as JSON. */
export async function listing(stage: Stage): Promise<Row[]> {
  const clinic = await stage.clinic();
  await using ours = await medibook(stage, clinic.url);
  await using theirs = await bare(stage, clinic.url);
  const get = `/api/slots?doctorId=${await idOf(clinic, LISTED)}&date=${inAWeek()}`;
  const counts = await Promise.all([ours, theirs].map(async ({ url }) => (await slotsAt(url + get)).length));
  if (counts.some((count) => count !== 36)) throw new Error(`Not 36 times, but ${counts.join(' and ')}.`);
  const asked = (url: string) => async () => (await load({ urls: [url], get })).perSecond;
  const figures = await sideBySide(7, { ours: asked(ours.url), bare: asked(theirs.url) });
  const measured = ratio(figures.ours, figures.bare);
  return [
    say({
      what: 'GET /api/slots, a day of 36',
      ours: rate(median(figures.ours)),
      beside: `bare: ${rate(median(figures.bare))}`,
      ratio: measured,
      wanted: 'at least 0.90',
      ok: measured >= 0.9,
    }),
  ];
}

async function slotsAt(url: string): Promise<unknown[]> {
  const answer = await fetch(url);
  return ((await answer.json()) as { slots: unknown[] }).slots;
}
