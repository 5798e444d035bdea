import { createHash } from 'node:crypto';
import { claimedId } from '../booking/link.ts';
import { verb } from '../booking/verb.ts';
import type { Db } from '../db/client.ts';
import type { Secrets } from '../http/secrets.ts';
import { randomId } from '../random-id.ts';
import { isLinkOf } from './link.ts';

/** Minutes that a link is open. */
export const LINK_MINUTES = 15;

/** Links an hour that are mailed to one address. */
const LINKS_AN_HOUR = 3;

/** Hours that a session lasts at most, and minutes that it lasts with nobody there. */
const SESSION_HOURS = 8;
const IDLE_MINUTES = 30;

/** Mails a link to this address; says nothing of whether it did, as nobody is to learn who is a patient here. */
export async function askToSignIn(db: Db, email: string): Promise<void> {
  await verb(() => db.sql`SELECT ask_to_sign_in(${email}, ${LINK_MINUTES}, ${LINKS_AN_HOUR})`);
}

export type SignInLink = { id: number; email: string; expiresAt: Temporal.Instant };

/** The link, while it can be used; `known` as well: of somebody who has a record here. */
export async function findOpenLink({ sql }: Db, id: number): Promise<(SignInLink & { known: boolean }) | null> {
  const [link] = await sql<(SignInLink & { known: boolean })[]>`
    SELECT id, email, expires_at AS "expiresAt", EXISTS (SELECT FROM patients_of(email)) AS known
    FROM sign_in_links WHERE id = ${id} AND used_at IS NULL AND expires_at > clock_timestamp()`;
  return link ?? null;
}

/** The link of a token, while it can be used; null where it is none of ours, used, or too old. */
export async function linkOfToken(db: Db, secrets: Secrets, token: string): Promise<SignInLink | null> {
  const id = claimedId(token);
  const link = id === null ? null : await findOpenLink(db, id);
  return link && isLinkOf(secrets, token, link) ? link : null;
}

/** Uses the link up: a new session's token, for one of however many who try at once; null for the others. */
export async function signIn(db: Db, link: SignInLink): Promise<string | null> {
  const token = randomId();
  const { email } = await verb<{ email: string | null }>(
    () => db.sql`SELECT use_sign_in_link(${link.id}, ${hashOf(token)}, ${SESSION_HOURS}) AS email`,
  );
  return email === null ? null : token;
}

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
