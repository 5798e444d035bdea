import { Hono } from 'hono';
import { z } from 'zod';
import { CancelPage } from '../../views/booking/cancel.tsx';
import { ConfirmationPage } from '../../views/booking/confirmation.tsx';
import { GooglePanel, shownNow } from '../../views/booking/google.tsx';
import { saidOfAppointment } from '../../views/google/said.ts';
import { changeWords } from '../../views/messages/changes.ts';
import { fieldErrors, words } from '../../views/messages/words.ts';
import { appointmentPath } from '../../views/ui/paths.ts';
import type { Deps } from '../deps.ts';
import { findDoctor } from '../doctors/directory.ts';
import { frameOf } from '../frame.ts';
import { calendarsOf } from '../google/shown.ts';
import type { Env } from '../http/context.ts';
import { readForm } from '../http/form.ts';
import { pageOrPart } from '../http/page-or-part.ts';
import { brake, REQUESTS_A_HOLD } from '../http/rate-limit.ts';
import { RefusedRequest } from '../http/refusal.ts';
import { refusedBy } from '../mail/undelivered.ts';
import { entryOfAppointment } from '../waiting/waiting.ts';
import { calendarFile } from './calendar-file.ts';
import { cancelByPatient } from './cancel.ts';
import { addressesOf, answerIfClosed, opened, theirs } from './own-pages.tsx';
import { cancelRules, faultsOf } from './patient-rules.ts';

export function appointmentRoutes(deps: Deps) {
  const tooSoon = brake(deps, deps.config.HOLD_REQUESTS_PER_MINUTE * REQUESTS_A_HOLD);
  return new Hono<Env>()
    .get('/appointments/:token', async (c) => {
      const own = await theirs(deps, c.req.param('token'));
      const { appointment } = own;
      const [frame, open, doctor, entry, refused, calendars] = await Promise.all([
        frameOf(c, deps),
        opened(deps, appointment),
        findDoctor(deps.db, appointment.doctorSlug),
        entryOfAppointment(deps.db, appointment.id),
        refusedBy(deps.db, appointment),
        deps.config.google ? calendarsOf(deps.db, appointment.id) : null,
      ]);
      const { calendar: how, appointment: seen, calendars: seenStates } = c.req.query();
      const mailedTo = deps.config.mail === 'none' ? [] : addressesOf(appointment);
      const shown = {
        ...own,
        frame,
        open,
        mailedTo,
        refused: mailedTo.filter((address) => refused.includes(address.toLowerCase())),
        waits: entry !== null,
        bookable: doctor !== null,
        kept: c.req.query('kept') !== undefined,
        calendars,
        said: saidOfAppointment(how, calendars ?? [], open),
      };
      const page = <ConfirmationPage {...shown} />;
      const panel = { ...own, calendars: calendars ?? [], open };
      const now = shownNow(panel);
      // Of an appointment that is another by now the whole page is, and static/page.ts goes there.
      if (seen !== undefined && seen !== now.appointment) return c.html(page);
      const told = how === 'look' || (seenStates !== undefined && seenStates !== now.calendars);
      return pageOrPart(c, page, <GooglePanel {...panel} told={told} />);
    })

    .get('/appointments/:token/calendar.ics', async (c) => {
      const { appointment } = await theirs(deps, c.req.param('token'));
      c.header('Content-Type', 'text/calendar; charset=utf-8');
      c.header('Content-Disposition', `attachment; filename="appointment-${appointment.date}.ics"`);
      return c.body(calendarFile(appointment, deps.config.clinic));
    })

    .get('/appointments/:token/cancel', async (c) => {
      const own = await theirs(deps, c.req.param('token'));
      const closed = await answerIfClosed(c, deps, own);
      return closed ?? c.html(<CancelPage {...own} frame={await frameOf(c, deps)} />);
    })

    .post('/appointments/:token/cancel', async (c) => {
      const form = await readForm(c);
      const own = await theirs(deps, c.req.param('token'));
      const reason = form.cancelReason;
      const seconds = await tooSoon(c);
      if (seconds) {
        const refused = changeWords.cancel.tooQuick(words.wait(seconds));
        return c.html(<CancelPage {...own} {...{ reason, refused }} frame={await frameOf(c, deps)} />, 429);
      }
      const read = z.object(cancelRules).safeParse(form);
      // What is over or cancelled by now asks for no shorter reason.
      if (!read.success && (await opened(deps, own.appointment)) === 'open') {
        const errors = fieldErrors(faultsOf(read.error));
        return c.html(<CancelPage {...own} {...{ reason, errors }} frame={await frameOf(c, deps)} />, 422);
      }
      const { CANCEL_CUTOFF_HOURS } = deps.config;
      const why = read.data?.cancelReason ?? null;
      const outcome = await cancelByPatient(deps.db, own.appointment.id, why, CANCEL_CUTOFF_HOURS);
      if (outcome.ok) return c.redirect(appointmentPath(own.path), 303);
      const closed = await answerIfClosed(c, deps, own);
      if (closed) return closed;
      throw new RefusedRequest('not_found');
    });
}
