import type { Config } from '../config.ts';
import type { Secrets } from '../http/secrets.ts';
import { isRandomId, randomId } from '../random-id.ts';

/** Seconds that the front desk stays signed in: a day's work. */
export const SESSION_SECONDS = 10 * 60 * 60;

/** Seconds by which the clock of the instance that began a session may be ahead of this one's. */
const AHEAD = 60;

type Own = { config: Pick<Config, 'deskPassword'>; secrets: Secrets };

/** Whether this is the front desk's password; never where it has none. */
export function isPassword({ config, secrets }: Own, typed: string): boolean {
  const { deskPassword } = config;
  // By their seals, which take the same time to compare whatever the lengths.
  return deskPassword !== null && secrets.matches('desk password', deskPassword, secrets.seal('desk password', typed));
}

/** A new session's token. Sealed with the password too, so that changing that ends every session. */
export function newSession(own: Own, now = Temporal.Now.instant()): string {
  const words = `${Math.floor(now.epochMilliseconds / 1000).toString(36)}.${randomId()}`;
  return `${words}.${sealOf(own, words)}`;
}

/** Whether the token is a session of ours that is not over. */
export function isSession(own: Own, token: string | undefined, now = Temporal.Now.instant()): token is string {
  const [began = '', random = '', seal = ''] = token?.split('.') ?? [];
  if (own.config.deskPassword === null || !/^[0-9a-z]{1,9}$/.test(began) || !isRandomId(random)) return false;
  const words = `${began}.${random}`;
  const age = now.epochMilliseconds / 1000 - Number.parseInt(began, 36);
  return own.secrets.matches('desk session', withPassword(own, words), seal) && age >= -AHEAD && age < SESSION_SECONDS;
}

const sealOf = (own: Own, words: string) => own.secrets.seal('desk session', withPassword(own, words));

const withPassword = ({ config, secrets }: Own, words: string) =>
  `${words} ${secrets.seal('desk password', config.deskPassword ?? '')}`;
