import type { Secrets } from '../http/secrets.ts';
import { randomId } from '../random-id.ts';

/**
 * For whom a calendar is connected: a patient, from the page of this appointment; a doctor, from their own page; a doctor, by
 * the front desk. The versions are those of the links that the pages were opened by: one that is revoked meanwhile is no more.
 */
export type Purpose =
  | { for: 'patient'; appointmentId: number; linkVersion: number }
  | { for: 'doctor'; doctorId: number; calendarVersion: number }
  /** `date`: the day that was open, to come back to. */
  | { for: 'staff'; doctorId: number; date?: string | undefined };

export type Consent = {
  purpose: Purpose;
  /** Random: of this one time that somebody was sent to Google. */
  id: string;
};

/** Minutes that Google's page may be open. */
const OPEN_MINUTES = 60;

/**
 * What goes to Google and comes back (RFC 6749, 10.12). Locked, as Google is not to know an appointment's number, and for the
 * browser that keeps `mark`: in any other it opens nothing.
 */
export function stateOf(secrets: Secrets, mark: string, purpose: Purpose, now = Temporal.Now.instant()): string {
  return secrets.lock(LOCK, mark, JSON.stringify({ purpose, id: randomId(), at: now.epochMilliseconds }));
}

/** `late`: it was for too long at Google. Null: it is not this browser's, or none of ours. */
export function consentIn(
  secrets: Secrets,
  mark: string,
  state: string,
  now = Temporal.Now.instant(),
): (Consent & { late: boolean }) | null {
  const words = secrets.unlock(LOCK, mark, state);
  if (words === null) return null;
  const { purpose, id, at } = JSON.parse(words) as Consent & { at: number };
  return { purpose, id, late: now.epochMilliseconds - at > OPEN_MINUTES * 60_000 };
}

const LOCK = 'google state';

/** Proves to Google that who brings the code is who asked (RFC 7636, 4.1): 44 characters, made of what only this browser keeps. */
export const verifierOf = (secrets: Secrets, mark: string, { id }: Consent): string =>
  ['one', 'two'].map((half) => secrets.seal(`google verifier ${half}`, `${mark} ${id}`)).join('');
