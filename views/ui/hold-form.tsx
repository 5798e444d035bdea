import type { Child } from 'hono/jsx';
import { words } from '../messages/words.ts';

export type HoldFormProps = {
  /** Where an appointment is to move: the page on which that is done. Else the time is held to be booked. */
  action?: string;
  doctorSlug?: string;
  /** Random for each page: see visitorOrNew in src/http/visitor.ts. */
  visitor: string;
  /** A hold to move from: what was typed on it comes along. */
  holdId?: string | undefined;
  /** The times to choose from, and a `HoldButton`. */
  children: Child;
};

/**
 * What a choice of times stands in. Its personal boxes are here, none of them in the part that is swapped. On Back a browser
 * must not choose again: it counts the radios, and where one is gone it would choose the time after.
 */
export const HoldForm = ({ action = '/holds', doctorSlug, visitor, holdId, children }: HoldFormProps) => (
  <form method="post" action={action} autocomplete="off">
    {doctorSlug && <input type="hidden" name="doctor" value={doctorSlug} />}
    <input type="hidden" name="visitor" value={visitor} />
    {holdId && <input type="hidden" name="hold" value={holdId} />}
    {children}
  </form>
);

export const HoldButton = () => (
  <p class="actions hold-action">
    <button type="submit">{words.doctor.hold}</button>
  </p>
);
