import { freeSlots, restore } from './clinic.ts';
import { CONNECTIONS, load } from './load.ts';
import { pgbench } from './pgbench.ts';
import { type Row, rate, say } from './row.ts';
import { bare, medibook, type Server } from './server.ts';
import { median, ratio, sideBySide } from './side-by-side.ts';
import type { Stage } from './stage.ts';

/** A time is held and let go, by 32 at once; with nothing but PostgreSQL as the limit. */
export async function hold(stage: Stage): Promise<Row[]> {
  const clinics = [await stage.clinic(), await stage.clinic(), await stage.clinic(), await stage.clinic()] as const;
  const [ofOurs, ofQuiet, ofTheirs, ofLimit] = clinics;
  await using ours = await medibook(stage, ofOurs.url);
  await using quiet = await medibook(stage, ofQuiet.url, { LOG_LEVEL: 'warn' });
  await using theirs = await bare(stage, ofTheirs.url);
  const slots = await freeSlots(ofOurs);
  const visited = (server: Server, clinic: (typeof clinics)[number]) => async () => {
    await restore(clinic);
    const { perSecond } = await load({ urls: [server.url], hold: slots, next: 'release' });
    return perSecond;
  };
  const limit = pgbench(ofLimit);
  const figures = await sideBySide(5, {
    ours: visited(ours, ofOurs),
    bare: visited(theirs, ofTheirs),
    quiet: visited(quiet, ofQuiet),
    ...(limit && {
      limit: async () => {
        await restore(ofLimit);
        return limit(CONNECTIONS, 4);
      },
    }),
  });
  const measured = ratio(figures.ours, figures.bare);
  const logging = ratio(figures.quiet, figures.bare);
  const rows: Row[] = [
    {
      what: `hold and release over HTTP, ${CONNECTIONS} connections`,
      ours: rate(median(figures.ours)),
      beside: `bare: ${rate(median(figures.bare))}`,
      ratio: measured,
      wanted: 'at least 0.80',
      ok: measured >= 0.8,
    },
    {
      what: 'the same without a line in the log for each request (LOG_LEVEL=warn)',
      ours: rate(median(figures.quiet)),
      beside: `bare: ${rate(median(figures.bare))}`,
      ratio: logging,
      wanted: '',
      ok: null,
    },
    {
      what: 'the same against PostgreSQL alone',
      ours: rate(median(figures.ours)),
      beside: figures.limit ? `pgbench: ${rate(median(figures.limit))}` : 'pgbench is not installed: skipped',
      ...(figures.limit && { ratio: ratio(figures.ours, figures.limit) }),
      wanted: '',
      ok: null,
    },
  ];
  return rows.map(say);
}
