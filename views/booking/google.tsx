import type { OpenToPatient } from '../../src/booking/cancel.ts';
import type { Shown } from '../../src/google/shown.ts';
import { Buttons, Connect } from '../google/controls.tsx';
import { allInWords, hintOf, stateInWords } from '../google/said.ts';
import { googleWords } from '../messages/google.ts';
import { SwapLink } from '../ui/swap-link.tsx';
import { isToCome } from './to-come.ts';

export type GooglePanelProps = {
  /** The path of the appointment's page. */
  path: string;
  calendars: Shown[];
  /** What the patient may still do with the appointment. */
  open: OpenToPatient;
};

/** Whether Google's answer is still to come; while it is, static/page.ts asks for the part again. */
export const isAwaited = (calendars: Shown[]) => calendars.some(waits);

const waits = ({ state }: Shown) => state === 'waiting' || state === 'removing';

/**
 * How the appointment stands in the patient's Google Calendar, in words, and what can be done about it. Once Google has answered,
 * who has the page open is told; before that, who asked (`told`).
 */
export function GooglePanel({ path, calendars, open, told = false }: GooglePanelProps & { told?: boolean }) {
  const awaited = isAwaited(calendars);
  const asksAgain = {
    'data-hx-get': path,
    'data-hx-trigger': 'look',
    'data-hx-swap': 'outerMorph',
    'data-hx-sync': 'this:drop',
  };
  return (
    <section
      id="calendar"
      class="screen-only"
      aria-labelledby="google"
      data-status={told || !awaited ? allInWords(calendars, open) : undefined}
      {...(awaited && asksAgain)}
    >
      <h2 id="google" tabindex={-1}>
        {googleWords.heading}
      </h2>
      {calendars.length === 0 ? (
        <Add path={path} />
      ) : (
        calendars.map((shown) => <Calendar {...{ path, shown, open }} alone={calendars.length === 1} />)
      )}
      {calendars.some(({ state }) => state === 'added') && isToCome(open) && (
        // Who booked for somebody else, and that person, both have this page.
        <p>
          <a href={`${path}/google`} rel="nofollow">
            {googleWords.another}
          </a>
        </p>
      )}
    </section>
  );
}

const Add = ({ path }: { path: string }) => (
  <>
    <p>{googleWords.addHelp}</p>
    <Connect href={`${path}/google`} label={googleWords.add} which={null} />
  </>
);

type CalendarProps = { path: string; shown: Shown; open: OpenToPatient; alone: boolean };

const Calendar = ({ path, shown, open, alone }: CalendarProps) => {
  // Of several, and to whom it may be told, whose it is.
  const which = alone || !shown.connectedHere || !shown.account ? null : hintOf(shown.account);
  return (
    <>
      {which && <h3>{which}</h3>}
      <p class={shown.state === 'lost' || shown.state === 'refused' ? 'notice' : undefined}>
        {stateInWords(shown, open)}
      </p>
      {isToCome(open) && shown.state === 'lost' && (
        <Connect href={`${path}/google`} label={googleWords.reconnect} which={which} />
      )}
      {isToCome(open) && shown.state === 'refused' && (
        <Connect href={`${path}/google`} label={googleWords.again} which={which} />
      )}
      {waits(shown) && (
        <p>
          {/* No place on the page: with one, pressed again, it would only scroll there. */}
          <SwapLink id={`look-${shown.id}`} href={`${path}?calendar=look`} part="calendar" focus="google" same>
            {googleWords.look}
          </SwapLink>
        </p>
      )}
      {shown.connectedHere ? (
        <Controls {...{ path, shown, which }} />
      ) : (
        // What is the patient's, and not of whoever can open this page, is changed by who reads their mail.
        shown.state !== 'removed' && <p class="aside">{googleWords.toChange(<ToMine />)}</p>
      )}
    </>
  );
};

type ControlsProps = { path: string; shown: Shown; which: string | null };

/** One form with two named buttons, as text browsers know no others. */
const Controls = ({ path, shown: { id, state, addsLater, mayAddLater }, which }: ControlsProps) => {
  const isSwitched = mayAddLater && state !== 'lost';
  return (
    <form method="post" action={`${path}/google`}>
      <input type="hidden" name="connection" value={id} />
      {isSwitched && <p>{addsLater ? googleWords.later : googleWords.laterOff}</p>}
      <p class="aside">{state === 'lost' ? googleWords.disconnectLost : googleWords.disconnectHelp}</p>
      <Buttons addsLater={isSwitched ? addsLater : null} which={which} />
      {!mayAddLater && state === 'added' && <p class="aside">{googleWords.toSwitch(<ToMine />)}</p>}
    </form>
  );
};

const ToMine = () => <a href="/my-appointments">{googleWords.toMine}</a>;
