import type { Deps } from '../deps.ts';
import type { AppContext } from '../http/context.ts';
import { ownCookie } from '../http/cookie.ts';
import { isSessionToken, signedIn } from './sign-in.ts';

/** Only for the browser's own session, as a computer may be many people's. */
export const sessionCookie = ownCookie('patient');

/** What this browser says it is signed in by; null where that can't be. */
export function tokenOf(c: AppContext, { config }: Deps): string | null {
  const token = sessionCookie.read(c, config);
  return isSessionToken(token) ? token : null;
}

/** Who is signed in here, with what the forms of their pages carry; null for nobody. */
export async function patientOf(c: AppContext, deps: Deps): Promise<{ email: string; formToken: string } | null> {
  const token = tokenOf(c, deps);
  const email = token && (await signedIn(deps.db, token));
  return token && email ? { email, formToken: deps.secrets.seal('patient form', token) } : null;
}
