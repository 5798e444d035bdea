import type { Deps } from '../deps.ts';
import type { Secrets } from '../http/secrets.ts';
import { findAppointment } from './appointment.ts';

/** The patient's link: made from the appointment's id and link version, so nothing is stored and raising the version revokes it. */
export function appointmentToken(secrets: Secrets, id: number, linkVersion: number): string {
  return `${id.toString(36)}-${secrets.seal('appointment', `${id} ${linkVersion}`)}`;
}

/** The id that a token claims; `tokenIsRight` then says whether it may. */
export function claimedId(token: string): number | null {
  const [claimed = ''] = token.split('-');
  const id = /^[0-9a-z]{1,10}$/.test(claimed) ? Number.parseInt(claimed, 36) : 0;
  return Number.isSafeInteger(id) && id > 0 && id.toString(36) === claimed ? id : null;
}

export function tokenIsRight(secrets: Secrets, token: string, id: number, linkVersion: number): boolean {
  return secrets.matches('appointment', `${id} ${linkVersion}`, token.slice(token.indexOf('-') + 1));
}

/** The address of the patient's own page of an appointment. */
export async function pathOfAppointment(
  { db, secrets }: Pick<Deps, 'db' | 'secrets'>,
  appointmentId: number,
): Promise<string> {
  const appointment = await findAppointment(db, appointmentId);
  return `/appointments/${appointmentToken(secrets, appointmentId, appointment?.linkVersion ?? 1)}`;
}
