import { Hono } from 'hono';
import { googleWords } from '../../views/messages/google.ts';
import type { Deps } from '../deps.ts';
import { beginConsent } from '../google/begin.ts';
import { addLaterOnes, disconnect } from '../google/connection.ts';
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
      const did = { stop: 'stopped', start: 'started', disconnect: 'disconnected' }[action ?? ''];
      if (!did) throw new RefusedRequest('malformed_request');
      // Only what was connected from this page is changed from it. One that is gone already was disconnected.
      const shown = calendars.find(({ connectionId, connectedHere }) => connectedHere && connectionId === connection);
      if (shown && action === 'disconnect') await disconnect(deps.db, shown.connectionId);
      else if (shown?.mayAddLater) await addLaterOnes(deps.db, shown.connectionId, action === 'start');
      else if (action !== 'disconnect') throw new RefusedRequest('not_found');
      return c.redirect(`${path}?calendar=${did}`, 303);
    });

/** What to say to whoever was sent back here, by how it went; undefined where there is nothing to say. */
export const saidOfCalendar = (how: string | undefined): string | undefined =>
  how !== undefined && Object.hasOwn(googleWords.back, how) ? googleWords.back[how] : undefined;
