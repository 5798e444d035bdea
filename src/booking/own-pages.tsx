import { ClosedPage } from '../../views/booking/closed.tsx';
import { heldMovePath } from '../../views/ui/paths.ts';
import type { Deps } from '../deps.ts';
import { findDoctor } from '../doctors/directory.ts';
import { frameOf } from '../frame.ts';
import type { AppContext } from '../http/context.ts';
import { RefusedRequest } from '../http/refusal.ts';
import { type Appointment, findAppointment } from './appointment.ts';
import { openToPatient } from './cancel.ts';
import type { Hold } from './held.ts';
import { claimedId, pathOfAppointment, tokenIsRight } from './link.ts';

/** A patient's own appointment, and the path of its page. */
export type Own = { appointment: Appointment; path: string };

/** The appointment that the link is for; a wrong link and an unknown appointment are the same to the asker. */
export async function theirs(deps: Deps, token: string): Promise<Own> {
  const id = claimedId(token);
  const appointment = id ? await findAppointment(deps.db, id) : null;
  if (!appointment || !tokenIsRight(deps.secrets, token, appointment.id, appointment.linkVersion)) {
    throw new RefusedRequest('not_found');
  }
  return { appointment, path: `/appointments/${token}` };
}

/** What the patient may still do with it, by this clinic's rule. */
export const opened = ({ db, config }: Deps, { id }: Appointment) => openToPatient(db, id, config.CANCEL_CUTOFF_HOURS);

/**
 * Says why the patient can't change it by themselves; null where they can. A form that was sent was refused (409); whoever
 * only looks is told.
 */
export async function answerIfClosed(c: AppContext, deps: Deps, own: Own): Promise<Response | null> {
  const why = await opened(deps, own.appointment);
  if (why === 'open') return null;
  // As it is by now: it may have moved since it was looked up.
  const appointment = (await findAppointment(deps.db, own.appointment.id)) ?? own.appointment;
  const bookable = (await findDoctor(deps.db, appointment.doctorSlug)) !== null;
  const shown = { ...own, appointment, why, bookable, cutoffHours: deps.config.CANCEL_CUTOFF_HOURS };
  return c.html(<ClosedPage {...shown} frame={await frameOf(c, deps)} />, c.req.method === 'POST' ? 409 : 200);
}

/** Where mail about it goes, as in mails.sql: each address once. */
export function addressesOf({ intake, bookedBy }: Appointment): string[] {
  const written = [intake.email, bookedBy?.email].filter((address) => address !== undefined && address !== '');
  return [...new Map(written.map((address) => [address!.toLowerCase(), address!])).values()];
}

/** Where the hold is worked on, if that is not its own page: a time for a move, at the appointment's. */
export async function pathOfMove(deps: Deps, { id, moves, appointmentId }: Hold): Promise<string | null> {
  return moves ? heldMovePath(await pathOfAppointment(deps, appointmentId!), id) : null;
}
