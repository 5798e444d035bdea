import { SHOWN } from './clinic.ts';
import { load } from './load.ts';
import { type Row, rate, say } from './row.ts';
import { bare, medibook } from './server.ts';
import { median, ratio, sideBySide } from './side-by-side.ts';
import type { Stage } from './stage.ts';

/** A doctor's page with ten days of times, as who has no cookie asks for it, not packed. */
export async function page(stage: Stage): Promise<Row[]> {
  const clinic = await stage.clinic();
  await using ours = await medibook(stage, clinic.url);
  await using theirs = await bare(stage, clinic.url);
  const get = `/doctors/${SHOWN}`;
  const [shown, same] = await Promise.all([ours, theirs].map(({ url }) => timesOn(url + get)));
  if (shown !== same || shown! < 100) throw new Error(`The two pages show ${shown} and ${same} times.`);
  const asked = (url: string) => async () => (await load({ urls: [url], get })).perSecond;
  const figures = await sideBySide(7, { ours: asked(ours.url), bare: asked(theirs.url) });
  const measured = ratio(figures.ours, figures.bare);
  return [
    say({
      what: `a doctor’s page with ${shown} times`,
      ours: rate(median(figures.ours)),
      beside: `bare: ${rate(median(figures.bare))}`,
      ratio: measured,
      wanted: 'at least 4, aim 8',
      ok: measured >= 4,
    }),
  ];
}

async function timesOn(url: string): Promise<number> {
  const answer = await fetch(url);
  return (await answer.text()).split('name="slotId"').length - 1;
}
