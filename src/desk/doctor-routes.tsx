import { Hono } from 'hono';
import { DayPage, type DayPageProps } from '../../views/desk/day.tsx';
import { DeskDoctorsPage } from '../../views/desk/doctors.tsx';
import { saidOfDoctor } from '../../views/google/said.ts';
import { dayWords } from '../../views/messages/day.ts';
import { deskWords } from '../../views/messages/desk.ts';
import { deskDayPath } from '../../views/ui/paths.ts';
import { type CalendarDoctor, findCalendarDoctor, mailLink, renewLinks } from '../calendars/doctor.ts';
import { ownPath } from '../calendars/link.ts';
import type { Deps } from '../deps.ts';
import { beginConsent } from '../google/begin.ts';
import { disconnectDoctor } from '../google/connection.ts';
import { calendarOfDoctor, type DoctorCalendar } from '../google/shown.ts';
import type { AppContext, Env } from '../http/context.ts';
import { readForm } from '../http/form.ts';
import { RefusedRequest } from '../http/refusal.ts';
import { storable } from '../storable.ts';
import { isDate, readDate } from '../typed-date.ts';
import { dayOf } from './day.ts';
import { doctorsAtDesk } from './doctors.ts';
import { deskFrame } from './frame.ts';

/** Doctors a page. */
const PAGE = 100;

/** Years of which a day can be looked at. */
const YEARS = [2000, 2099] as const;

/** The doctors, the day of each, and the link to their own calendar. Behind the guard of routes.tsx. */
export const deskDoctorRoutes = (deps: Deps) =>
  new Hono<Env>()
    .get('/desk/doctors', async (c) => {
      const page = /^[1-9]\d{0,4}$/.test(c.req.query('page') ?? '') ? Number(c.req.query('page')) : 1;
      const [desk, found] = await Promise.all([
        deskFrame(c, deps),
        // One more than are shown says whether there are more.
        doctorsAtDesk(deps.db, deps.config.clinic.timeZone, { limit: PAGE + 1, offset: (page - 1) * PAGE }),
      ]);
      const more = found.length > PAGE ? `/desk/doctors?page=${page + 1}` : null;
      return c.html(<DeskDoctorsPage {...{ ...desk, doctors: found.slice(0, PAGE), more }} />);
    })

    .get('/desk/doctors/:slug', async (c) => {
      const typed = c.req.query('date') ?? '';
      const today = Temporal.Now.plainDateISO(deps.config.clinic.timeZone);
      const date = readDate(typed, today);
      const doctor = await mustFind(c, deps);
      if (date && isShown(date)) return dayPage(c, deps, doctor, { date });
      return dayPage(c, deps, doctor, { date: today, badDate: storable(typed) });
    })

    .get('/desk/doctors/:slug/google', async (c) => {
      const { id: doctorId } = await mustFind(c, deps);
      return beginConsent(c, deps, { for: 'staff', doctorId, date: dateIn(c.req.query('date')) });
    })

    .post('/desk/doctors/:slug/google', async (c) => {
      const { connection } = await readForm(c);
      const doctor = await mustFind(c, deps);
      await disconnectDoctor(deps.db, doctor.id, connection);
      const date = dateIn(c.req.query('date'));
      return c.redirect(deskDayPath(doctor.slug, { date, calendar: 'disconnected' }), 303);
    })

    // Where a form went to, and nothing is to be seen: for whoever goes there once more.
    .get('/desk/doctors/:slug/calendar/:what', (c) => c.redirect(deskDayPath(c.req.param('slug')), 303))

    .post('/desk/doctors/:slug/calendar/mail', async (c) => {
      const { date } = await readForm(c);
      const doctor = await mustFind(c, deps);
      if (deps.config.mail === 'none') throw new RefusedRequest('malformed_request');
      await mailLink(deps.db, doctor);
      return c.redirect(deskDayPath(doctor.slug, { date: dateIn(date), did: 'mailed' }), 303);
    })

    .post('/desk/doctors/:slug/calendar/link', async (c) => {
      const { date, version = '' } = await readForm(c);
      const doctor = await mustFind(c, deps);
      if (!/^\d{1,9}$/.test(version)) throw new RefusedRequest('malformed_request');
      // The one that was seen, so that who presses twice revokes one.
      await renewLinks(deps.db, { ...doctor, calendarVersion: Number(version) });
      return c.redirect(deskDayPath(doctor.slug, { date: dateIn(date), did: 'renewed' }), 303);
    });

/** The day that a form was on. */
const dateIn = (date = '') => (isDate(date) ? date : undefined);

const isShown = ({ year }: Temporal.PlainDate) => year >= YEARS[0] && year <= YEARS[1];

function noticeOf(c: AppContext, { email }: CalendarDoctor, calendar: DoctorCalendar | null): string | undefined {
  const { did = '', notyet, calendar: how } = c.req.query();
  if (notyet !== undefined) return deskWords.notYet;
  if (how !== undefined) return saidOfDoctor(how, calendar);
  return Object.hasOwn(dayWords.did, did) ? dayWords.did[did]!(email) : undefined;
}

type Shown = { date: Temporal.PlainDate } & Pick<DayPageProps, 'badDate'>;

async function dayPage(c: AppContext, deps: Deps, doctor: CalendarDoctor, { date, ...shown }: Shown) {
  const { clinic, mail, google, PUBLIC_URL } = deps.config;
  const [desk, day, calendar] = await Promise.all([
    deskFrame(c, deps),
    dayOf(deps.db, doctor.id, date, clinic.timeZone),
    google ? calendarOfDoctor(deps.db, doctor.id) : null,
  ]);
  const [before, after] = [date.subtract({ days: 1 }), date.add({ days: 1 })];
  const props: DayPageProps = {
    ...desk,
    ...shown,
    notice: shown.badDate === undefined ? noticeOf(c, doctor, calendar) : undefined,
    doctor,
    day,
    date: date.toString(),
    before: isShown(before) ? before.toString() : null,
    after: isShown(after) ? after.toString() : null,
    today: date.equals(Temporal.Now.plainDateISO(clinic.timeZone)),
    link: new URL(ownPath(deps.secrets, doctor), PUBLIC_URL ?? c.req.url).href,
    mailed: mail !== 'none',
    google: google !== null,
    calendar,
  };
  return c.html(<DayPage {...props} />, shown.badDate === undefined ? 200 : 422);
}

async function mustFind(c: AppContext, { db }: Deps): Promise<CalendarDoctor> {
  const doctor = await findCalendarDoctor(db, { slug: storable(c.req.param('slug') ?? '') });
  if (!doctor) throw new RefusedRequest('not_found');
  return doctor;
}
