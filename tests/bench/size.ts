import { type Clinic, fill, freeSlots, idOf, inAWeek, LISTED, restore, SHOWN } from './clinic.ts';
import type { Work } from './generator.ts';
import { load } from './load.ts';
import { plans } from './plans.ts';
import { type Row, rate, say } from './row.ts';
import { medibook } from './server.ts';
import { median, ratio, sideBySide } from './side-by-side.ts';
import type { Stage } from './stage.ts';

/** Times slower that a million slots may be than ten thousand, or the other way round. */
const MOST = 1.3;

/** The same questions to a clinic of ten thousand slots and to one of a million, most of them gone by. */
export async function size(stage: Stage): Promise<Row[]> {
  const begun = performance.now();
  const [small, large] = [await stage.clinic(), await stage.emptyClinic()];
  const slots = await fill(large, { others: 198, past: 4_450 });
  console.log(`   ${slots.toLocaleString('en')} slots made in ${Math.round((performance.now() - begun) / 1000)} s`);
  await using ofSmall = await medibook(stage, small.url);
  await using ofLarge = await medibook(stage, large.url);

  const compare = async (what: string, question: (clinic: Clinic) => Promise<Work>): Promise<Row> => {
    const [inSmall, inLarge] = [await question(small), await question(large)];
    const asked = (url: string, clinic: Clinic, work: Work) => async () => {
      await restore(clinic);
      return (await load({ urls: [url], ...work })).perSecond;
    };
    const figures = await sideBySide(5, {
      small: asked(ofSmall.url, small, inSmall),
      large: asked(ofLarge.url, large, inLarge),
    });
    const measured = ratio(figures.large, figures.small);
    return say({
      what: `${what}, with ${slots.toLocaleString('en')} slots`,
      ours: rate(median(figures.large)),
      beside: `with ten thousand: ${rate(median(figures.small))}`,
      ratio: measured,
      wanted: `${(1 / MOST).toFixed(2)} to ${MOST.toFixed(2)}`,
      ok: measured >= 1 / MOST && measured <= MOST,
    });
  };
  const rows = [
    await compare('hold and release', async (clinic) => ({ hold: await freeSlots(clinic), next: 'release' })),
    await compare('a day of 36', async (clinic) => ({
      get: `/api/slots?doctorId=${await idOf(clinic, LISTED)}&date=${inAWeek()}`,
    })),
    await compare('a doctor’s page', async () => ({ get: `/doctors/${SHOWN}` })),
  ];
  return [...rows, ...(await plans(stage, large)).map(say)];
}
