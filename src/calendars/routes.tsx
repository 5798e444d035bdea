import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import { DoctorCalendarPage } from '../../views/calendars/doctor.tsx';
import { DoctorGoogle } from '../../views/google/doctor.tsx';
import { saidOfDoctor } from '../../views/google/said.ts';
import { googleWords } from '../../views/messages/google.ts';
import type { Deps } from '../deps.ts';
import { plainFrame } from '../frame.ts';
import { beginConsent } from '../google/begin.ts';
import { disconnectDoctor } from '../google/connection.ts';
import { calendarOfDoctor, type DoctorCalendar } from '../google/shown.ts';
import type { AppContext, Env } from '../http/context.ts';
import { readForm } from '../http/form.ts';
import { RefusedRequest } from '../http/refusal.ts';
import { type CalendarDoctor, doctorOfToken, renewLinks } from './doctor.ts';
import { appointmentsOfFeed } from './feed.ts';
import { feedFile } from './feed-file.ts';
import { feedPath, type Opens, ownPath } from './link.ts';

/** Seconds that a program may keep a doctor's appointments without asking. */
const KEPT = 60;

/** A doctor's appointments in their own calendar: what its program fetches, and the page that says how. */
export const calendarRoutes = (deps: Deps) =>
  new Hono<Env>()
    .use('/calendars/*', async (c, next) => {
      c.header('X-Robots-Tag', 'noindex');
      await next();
    })

    .get('/calendars/:token/appointments.ics', async (c) => {
      const doctor = await theirs(c, deps, 'doctor feed');
      const { clinic } = deps.config;
      const file = feedFile(doctor.name, await appointmentsOfFeed(deps.db, doctor.id), clinic);
      const etag = `"${createHash('sha256').update(file).digest('base64url').slice(0, 22)}"`;
      c.header('Cache-Control', `private, max-age=${KEPT}`);
      c.header('ETag', etag);
      if (has(etag, c.req.header('if-none-match'))) return c.body(null, 304);
      c.header('Content-Type', 'text/calendar; charset=utf-8');
      c.header('Content-Disposition', 'inline; filename="appointments.ics"');
      return c.body(file);
    })

    .get('/calendars/:token', async (c) => {
      const doctor = await theirs(c, deps, 'doctor page');
      const calendar = deps.config.google ? await calendarOfDoctor(deps.db, doctor.id) : null;
      const shown = {
        doctor,
        path: ownPath(deps.secrets, doctor),
        feed: new URL(feedPath(deps.secrets, doctor), deps.config.PUBLIC_URL ?? c.req.url).href,
        renewed: c.req.query('renewed') !== undefined,
        said: deps.config.google ? saidOfDoctor(c.req.query('calendar'), calendar) : undefined,
        google: googlePart(deps, doctor, calendar),
      };
      return c.html(<DoctorCalendarPage frame={plainFrame(deps)} {...shown} />);
    })

    .get('/calendars/:token/google', async (c) => {
      const { id: doctorId, calendarVersion } = await theirs(c, deps, 'doctor page');
      return beginConsent(c, deps, { for: 'doctor', doctorId, calendarVersion });
    })

    .post('/calendars/:token/google', async (c) => {
      const { connection } = await readForm(c);
      const doctor = await theirs(c, deps, 'doctor page');
      await disconnectDoctor(deps.db, doctor.id, connection);
      return c.redirect(`${ownPath(deps.secrets, doctor)}?calendar=disconnected`, 303);
    })

    .post('/calendars/:token', async (c) => {
      await readForm(c);
      const doctor = await theirs(c, deps, 'doctor page');
      return c.redirect(`${ownPath(deps.secrets, await renewLinks(deps.db, doctor))}?renewed`, 303);
    });

/** The doctor's calendar at Google; none where nobody can connect one. */
function googlePart({ config, secrets }: Deps, doctor: CalendarDoctor, calendar: DoctorCalendar | null) {
  if (!config.google) return undefined;
  const path = `${ownPath(secrets, doctor)}/google`;
  return (
    <>
      <h2>{googleWords.doctor.heading}</h2>
      <DoctorGoogle doctorName={doctor.name} timeZone={config.clinic.timeZone} {...{ calendar, path }} />
    </>
  );
}

/** A wrong link, one that was revoked and one of a doctor who has left are the same to the asker. */
async function theirs(c: AppContext, { db, secrets }: Deps, opens: Opens): Promise<CalendarDoctor> {
  const doctor = await doctorOfToken(db, secrets, opens, c.req.param('token') ?? '');
  if (!doctor) throw new RefusedRequest('not_found');
  return doctor;
}

/** Packed on its way the file has a weak mark, and comes with that again (RFC 9110, 13.1.2: both count as the same). */
const has = (etag: string, asked = '') => asked.split(',').some((mark) => mark.trim().replace(/^W\//, '') === etag);
