import type { DeskProps } from '../../views/desk/frame.tsx';
import { countMessages } from '../contact/message.ts';
import type { Deps } from '../deps.ts';
import { plainFrame } from '../frame.ts';
import { countLostCalendars } from '../google/shown.ts';
import type { AppContext } from '../http/context.ts';
import { countUndelivered } from '../mail/undelivered.ts';

/** What every page of the front desk stands in: what waits, as it is now, stands on each. */
export async function deskFrame(c: AppContext, deps: Deps): Promise<DeskProps> {
  const [messages, undelivered, lostCalendars] = await Promise.all([
    countMessages(deps.db),
    countUndelivered(deps.db),
    deps.config.google ? countLostCalendars(deps.db) : 0,
  ]);
  return { frame: plainFrame(deps), formToken: c.get('formToken'), waits: { ...messages, undelivered, lostCalendars } };
}
