import { Hono } from 'hono';
import type { Deps } from '../deps.ts';
import { beginConsent } from '../google/begin.ts';
import { changeCalendar } from '../google/connection.ts';
import { calendarsOf } from '../google/shown.ts';
import type { Env } from '../http/context.ts';
import { readForm } from '../http/form.ts';
import { RefusedRequest } from '../http/refusal.ts';
import { theirs } from './own-pages.tsx';

/** A patient's Google Calendar, from the page of an appointment. */
export const googleRoutes = (deps: Deps) =>
  new Hono<Env>()
    .get('/appointments/:token/google', async (c) => {
      const { appointment } = await theirs(deps, c.req.param('token'));
      const { id: appointmentId, linkVersion } = appointment;
      return beginConsent(c, deps, { for: 'patient', appointmentId, linkVersion });
    })

    .post('/appointments/:token/google', async (c) => {
      const { action, connection } = await readForm(c);
      const { appointment, path } = await theirs(deps, c.req.param('token'));
      const calendars = await calendarsOf(deps.db, appointment.id);
      // Only what was connected from this page is changed from it.
      const own = calendars.filter(({ connectedHere }) => connectedHere);
      const may = own.filter(({ mayAddLater }) => mayAddLater || action === 'disconnect');
      const did = await changeCalendar(deps.db, action, may, connection);
      if (!did) throw new RefusedRequest('malformed_request');
      const isBehind = did === 'disconnected' && own.some(({ id, behind }) => id === connection && behind);
      return c.redirect(`${path}?calendar=${isBehind ? 'behind' : did}`, 303);
    });
