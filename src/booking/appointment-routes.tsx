import { Hono } from 'hono';
import { ConfirmationPage } from '../../views/booking/confirmation.tsx';
import type { Deps } from '../deps.ts';
import { findDoctor } from '../doctors/directory.ts';
import { frameOf } from '../frame.ts';
import type { Env } from '../http/context.ts';
import { RefusedRequest } from '../http/refusal.ts';
import { type Appointment, findAppointment } from './appointment.ts';
import { calendarFile } from './calendar-file.ts';
import { claimedId, tokenIsRight } from './link.ts';

export const appointmentRoutes = (deps: Deps) =>
  new Hono<Env>()
    .get('/appointments/:token', async (c) => {
      const appointment = await theirs(deps, c.req.param('token'));
      const path = `/appointments/${c.req.param('token')}`;
      const [frame, doctor] = await Promise.all([frameOf(c, deps), findDoctor(deps.db, appointment.doctorSlug)]);
      const bookable = doctor !== null;
      return c.html(<ConfirmationPage {...{ frame, appointment, path, bookable }} now={Temporal.Now.instant()} />);
    })

    .get('/appointments/:token/calendar.ics', async (c) => {
      const appointment = await theirs(deps, c.req.param('token'));
      c.header('Content-Type', 'text/calendar; charset=utf-8');
      c.header('Content-Disposition', `attachment; filename="appointment-${appointment.date}.ics"`);
      return c.body(calendarFile(appointment, deps.config.clinic, deps.secrets));
    });

/** The appointment that the link is for; a wrong link and an unknown appointment are the same to the asker. */
async function theirs(deps: Deps, token: string): Promise<Appointment> {
  const id = claimedId(token);
  const appointment = id ? await findAppointment(deps.db, id) : null;
  if (!appointment || !tokenIsRight(deps.secrets, token, appointment.id, appointment.linkVersion)) {
    throw new RefusedRequest('not_found');
  }
  return appointment;
}
