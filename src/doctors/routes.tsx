import { Hono } from 'hono';
import { DirectoryPage } from '../../views/doctors/directory.tsx';
import { HomePage } from '../../views/doctors/home.tsx';
import type { Deps } from '../deps.ts';
import { frameOf } from '../frame.ts';
import type { Env } from '../http/context.ts';
import { storable } from '../storable.ts';
import { listSpecialities, namesOfSpecialities, searchDoctors } from './directory.ts';
import { doctorPage, readDate } from './page.tsx';

/** Doctors a page of the directory. */
const PAGE = 50;

/** Characters of a search that count. */
const LONGEST_SEARCH = 100;

export const doctorRoutes = (deps: Deps) =>
  new Hono<Env>()
    .get('/', async (c) => {
      const specialities = await listSpecialities(deps.db);
      return c.html(<HomePage frame={await frameOf(c, deps)} specialities={specialities} />);
    })

    .get('/doctors', async (c) => {
      const q = storable(c.req.query('q') ?? '').slice(0, LONGEST_SEARCH) || undefined;
      const specialization = storable(c.req.query('specialization') ?? '') || undefined;
      const page = /^[1-9]\d{0,4}$/.test(c.req.query('page') ?? '') ? Number(c.req.query('page')) : 1;
      const [found, specialities] = await Promise.all([
        // One more than is shown tells whether there is a next page.
        searchDoctors(deps.db, { q, specialization, limit: PAGE + 1, offset: (page - 1) * PAGE }),
        namesOfSpecialities(deps.db),
      ]);
      return c.html(
        <DirectoryPage
          frame={await frameOf(c, deps)}
          doctors={found.slice(0, PAGE)}
          first={(page - 1) * PAGE + 1}
          earlier={page > 1 ? directoryPath({ q, specialization, page: page - 1 }) : null}
          later={found.length > PAGE ? directoryPath({ q, specialization, page: page + 1 }) : null}
          {...{ specialities, q, specialization }}
        />,
      );
    })

    .get('/doctors/:slug', async (c) => {
      const asked = c.req.query('from');
      const from = asked ? readDate(asked) : null;
      const badDate = asked && !from ? storable(asked) : undefined;
      const page = await doctorPage(c, deps, c.req.param('slug'), {
        from,
        badDate,
        chosen: /^[1-9]\d{0,14}$/.test(c.req.query('slot') ?? '') ? Number(c.req.query('slot')) : undefined,
        holdId: c.req.query('hold'),
        letGo: c.req.query('letgo') !== undefined,
      });
      return c.html(page, badDate === undefined ? 200 : 422);
    });

type Asked = { q?: string | undefined; specialization?: string | undefined; page: number };

function directoryPath({ q, specialization, page }: Asked): string {
  const asked = { ...(q && { q }), ...(specialization && { specialization }), page: String(page) };
  return `/doctors?${new URLSearchParams(asked)}`;
}
