import { words } from '../messages/words.ts';
import { Actions } from './actions.tsx';
import { holdPath } from './paths.ts';
import { clockTime, momentInWords } from './when.ts';

/** A live hold, as much as the banner says of it. */
export type Held = {
  id: string;
  slotId: number;
  doctorName: string;
  startsAt: Temporal.Instant;
  expiresAt: Temporal.Instant;
  /** True where an appointment is to move there. */
  moves: boolean;
};

/** On every page while a hold lives: until when, continue, let go. */
export const HeldBanner = ({ held, timeZone }: { held: Held; timeZone: string }) => (
  <aside class="held" aria-label={words.held.label}>
    <p>
      <strong>{words.held.banner(clockTime(held.expiresAt, timeZone))}</strong>{' '}
      {words.held.what(momentInWords(held.startsAt, timeZone), held.doctorName)}
    </p>
    <form method="post" action={holdPath(held.id)}>
      <Actions>
        <a href={holdPath(held.id)}>{held.moves ? words.held.continueMove : words.held.continue}</a>
        <button type="submit" name="action" value="release" class="quiet">
          {words.held.letGo}
        </button>
      </Actions>
    </form>
  </aside>
);
