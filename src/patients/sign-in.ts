import { createHash } from 'node:crypto';
import { claimedId } from '../booking/link.ts';
import { verb } from '../booking/verb.ts';
import type { Db } from '../db/client.ts';
import type { Secrets } from '../http/secrets.ts';
import { isLinkOf } from './link.ts';

/** Minutes that a link is open. */
export const LINK_MINUTES = 15;

/** Links an hour that are mailed to one address. */
export const LINKS_AN_HOUR = 3;

/** Hours that a session lasts at most, and minutes that it lasts with nobody there. */
const SESSION_HOURS = 8;
const IDLE_MINUTES = 30;

/** Mails a link to this address; says nothing of whether it did, as nobody is to learn who is a patient here. */
export async function askToSignIn(db: Db, email: string): Promise<void> {
  await verb(() => db.sql`SELECT ask_to_sign_in(${email}, ${LINK_MINUTES}, ${LINKS_AN_HOUR})`);
}

/** `open`: it can be used. `known`: of somebody who has a record here, or booked for another. */
export type SignInLink = { id: number; email: string; expiresAt: Temporal.Instant; open: boolean; known: boolean };

async function findLink({ sql }: Db, id: number): Promise<SignInLink | null> {
  const [link] = await sql<SignInLink[]>`
    SELECT id, email, expires_at AS "expiresAt", used_at IS NULL AND expires_at > clock_timestamp() AS open,
           EXISTS (SELECT FROM patients_of(email)) OR EXISTS (SELECT FROM booked_for_another_by(email)) AS known
    FROM sign_in_links WHERE id = ${id}`;
  return link ?? null;
}

/** The link, while it can be used. */
export async function findOpenLink(db: Db, id: number): Promise<SignInLink | null> {
  const link = await findLink(db, id);
  return link?.open ? link : null;
}

/** The link of a token, used or not; null where it is none of ours. */
export async function linkOfToken(db: Db, secrets: Secrets, token: string): Promise<SignInLink | null> {
  const id = claimedId(token);
  const link = id === null ? null : await findLink(db, id);
  return link && isLinkOf(secrets, token, link) ? link : null;
}

/**
 * Uses the link up: a session's token, for one of however many browsers that try at once; null for the others. The same
 * browser, known by the mark that it keeps, gets the same session again while that lasts.
 */
export async function signIn(db: Db, secrets: Secrets, link: SignInLink, mark: string): Promise<string | null> {
  const token = sessionOf(secrets, link, mark);
  const { email } = await verb<{ email: string | null }>(
    () => db.sql`SELECT use_sign_in_link(${link.id}, ${hashOf(token)}, ${SESSION_HOURS}) AS email`,
  );
  return email !== null || (await signedIn(db, token)) !== null ? token : null;
}

/** Whether this browser has used the link, and is signed in by it or would be had the answer arrived. */
export async function isUsedBy(db: Db, secrets: Secrets, link: SignInLink, mark: string): Promise<boolean> {
  return (await signedIn(db, sessionOf(secrets, link, mark))) !== null;
}

/** Sealed, not the mark itself: somebody else may have put that into the browser, and can do nothing with it. */
const sessionOf = (secrets: Secrets, { id }: SignInLink, mark: string) =>
  secrets.seal('patient session', `${id} ${mark}`);

export const isSessionToken = (token: string | undefined): token is string =>
  token !== undefined && /^[\w-]{22}$/.test(token);

/** The e-mail address of who has this session; null where it is over. From now on they have been seen. */
export async function signedIn(db: Db, token: string): Promise<string | null> {
  const row = await verb<{ email: string | null }>(
    () => db.sql`SELECT see_session(${hashOf(token)}, ${IDLE_MINUTES}) AS email`,
  );
  return row.email;
}

export async function signOut({ sql }: Db, token: string): Promise<void> {
  await sql`DELETE FROM patient_sessions WHERE token_hash = ${hashOf(token)}`;
}

/** Deletes links and sessions that are of no use any more. */
export async function forgetSignIns(db: Db): Promise<void> {
  await verb(() => db.sql`SELECT forget_sign_ins()`);
}

const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');
