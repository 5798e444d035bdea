import type { Frame } from '../views/ui/page.tsx';
import { findHold, liveHoldOf } from './booking/held.ts';
import type { Deps } from './deps.ts';
import type { AppContext } from './http/context.ts';
import { visitorOf } from './http/visitor.ts';

/** A frame that needs no database: for when that is away. */
export const plainFrame = ({ config, assets }: Deps): Frame => ({
  clinic: config.clinic,
  stylesheet: assets.asset('app.css'),
  script: assets.asset('page.ts'),
  icon: assets.asset('icon.svg'),
  held: null,
});

/**
 * The frame with "held for you": of the cookie's visitor, else of `?hold=`, for those whose cookies are blocked. Not of the
 * hold that the page is about (`about`), which the page speaks of itself.
 */
export async function frameOf(c: AppContext, deps: Deps, { about }: { about?: string } = {}): Promise<Frame> {
  const visitor = visitorOf(c, deps.config);
  const named = c.req.query('hold');
  const hold = (visitor ? await liveHoldOf(deps.db, visitor) : null) ?? (named ? await findHold(deps.db, named) : null);
  return { ...plainFrame(deps), held: hold?.state === 'live' && hold.id !== about ? hold : null };
}
