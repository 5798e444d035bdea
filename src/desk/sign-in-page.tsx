import { SignInPage, type SignInProps } from '../../views/desk/sign-in.tsx';
import { TRIAL_PASSWORD } from '../config.ts';
import type { Deps } from '../deps.ts';
import { plainFrame } from '../frame.ts';
import type { AppContext } from '../http/context.ts';
import { RefusedRequest } from '../http/refusal.ts';

export function signInPage(
  c: AppContext,
  deps: Deps,
  shown: Omit<SignInProps, 'frame' | 'trialPassword'>,
  status: 200 | 403 | 422 | 429 = 200,
) {
  const { deskPassword } = deps.config;
  if (deskPassword === null) throw new RefusedRequest('not_found');
  c.header('X-Robots-Tag', 'noindex');
  const trialPassword = deskPassword === TRIAL_PASSWORD ? deskPassword : null;
  return c.html(<SignInPage frame={plainFrame(deps)} {...shown} trialPassword={trialPassword} />, status);
}
