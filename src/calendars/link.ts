import type { Secrets } from '../http/secrets.ts';

/** What a doctor's links are made of, so that nothing is stored: raising the version revokes all that were made before. */
export type Linked = { id: number; calendarVersion: number };

/**
 * What a link opens. The feed's address is kept by whoever shows it to the doctor, such as Apple, Google or Outlook, and opens
 * nothing else: not the page, where the address can be changed.
 */
export type Opens = 'doctor feed' | 'doctor page';

/** What a doctor's calendar program fetches. */
export const feedPath = (secrets: Secrets, doctor: Linked) =>
  `/calendars/${tokenOf(secrets, 'doctor feed', doctor)}/appointments.ics`;

/** The doctor's own page. */
export const ownPath = (secrets: Secrets, doctor: Linked) => `/calendars/${tokenOf(secrets, 'doctor page', doctor)}`;

const tokenOf = (secrets: Secrets, opens: Opens, { id, calendarVersion }: Linked) =>
  `${id.toString(36)}-${secrets.seal(opens, `${id} ${calendarVersion}`)}`;

/** Whether the token is this doctor's, and opens that. */
export const isTokenOf = (secrets: Secrets, opens: Opens, token: string, { id, calendarVersion }: Linked) =>
  secrets.matches(opens, `${id} ${calendarVersion}`, token.slice(token.indexOf('-') + 1));
