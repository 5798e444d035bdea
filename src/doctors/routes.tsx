import { Hono } from 'hono';
import { DirectoryPage, type DirectoryProps } from '../../views/doctors/directory.tsx';
import { HomePage } from '../../views/doctors/home.tsx';
import { Results } from '../../views/doctors/results.tsx';
import { directoryPath } from '../../views/ui/paths.ts';
import { movableHold } from '../booking/held.ts';
import type { Deps } from '../deps.ts';
import { frameOf } from '../frame.ts';
import type { Env } from '../http/context.ts';
import { pageOrPart } from '../http/page-or-part.ts';
import { visitorOf } from '../http/visitor.ts';
import { storable } from '../storable.ts';
import { readDate } from '../typed-date.ts';
import { listSpecialities, namesOfSpecialities, partOfDirectory } from './directory.ts';
import { doctorPage } from './page.tsx';

/** Doctors a page of the directory. */
const PAGE = 50;

/** UTF-16 units of a search that count. */
const LONGEST_SEARCH = 100;

export const doctorRoutes = (deps: Deps) =>
  new Hono<Env>()
    .get('/', async (c) => {
      const read = () => listSpecialities(deps.db);
      // Whoever has held a time is shown what the database says now, as on a doctor's page.
      const specialities = visitorOf(c, deps.config) ? await read() : await deps.live.kept.get('home', '*', read);
      const holdMinutes = deps.config.HOLD_MINUTES;
      return c.html(<HomePage frame={await frameOf(c, deps)} {...{ specialities, holdMinutes }} />);
    })

    .get('/doctors', async (c) => {
      const q = searchWords(c.req.query('q') ?? '') || undefined;
      const asked = storable(c.req.query('specialization') ?? '') || undefined;
      const page = /^[1-9]\d{0,4}$/.test(c.req.query('page') ?? '') ? Number(c.req.query('page')) : 1;
      const specialities = await namesOfSpecialities(deps.db);
      const specialization = asked && specialities.find((name) => isSameName(name, asked));
      const search = { q, specialization, hold: await movableHold(deps.db, c.req.query('hold')) };
      const { doctors, total } = await partOfDirectory(deps.db, { ...search, limit: PAGE, offset: (page - 1) * PAGE });
      if (doctors.length === 0 && page > 1) {
        const all = await partOfDirectory(deps.db, { ...search, limit: 1 });
        return c.redirect(directoryPath({ ...search, page: Math.ceil(all.total / PAGE) || 1 }));
      }
      const props: DirectoryProps = {
        frame: await frameOf(c, deps),
        page,
        first: (page - 1) * PAGE + 1,
        earlier: page > 1 ? directoryPath({ ...search, page: page - 1 }) : null,
        later: total > page * PAGE ? directoryPath({ ...search, page: page + 1 }) : null,
        unknown: specialization ? undefined : asked,
        holdId: search.hold,
        ...{ doctors, total, specialities, q, specialization },
      };
      return pageOrPart(c, <DirectoryPage {...props} />, <Results {...props} />);
    })

    .get('/doctors/:slug', async (c) => {
      const asked = c.req.query('from');
      const from = asked ? readDate(asked, Temporal.Now.plainDateISO(deps.config.CLINIC_TIME_ZONE)) : null;
      const badDate = asked && !from ? storable(asked) : undefined;
      return doctorPage(c, deps, c.req.param('slug'), {
        from,
        badDate,
        chosen: /^[1-9]\d{0,14}$/.test(c.req.query('slot') ?? '') ? Number(c.req.query('slot')) : undefined,
        holdId: c.req.query('hold'),
        noneChosen: c.req.query('nochoice') !== undefined,
        letGo: c.req.query('letgo') !== undefined,
      });
    });

/** Cut before the last sign of which only a half would be left. */
const searchWords = (typed: string) =>
  storable(typed)
    .slice(0, LONGEST_SEARCH)
    .replace(/\p{Surrogate}$/u, '');

/** Whatever the case and the accents. */
const isSameName = (a: string, b: string) => a.localeCompare(b, undefined, { sensitivity: 'base' }) === 0;
