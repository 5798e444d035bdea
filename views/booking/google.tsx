import type { Appointment } from '../../src/booking/appointment.ts';
import type { OpenToPatient } from '../../src/booking/cancel.ts';
import type { Shown } from '../../src/google/shown.ts';
import { Buttons, Connect } from '../google/controls.tsx';
import { allInWords, nameOf, stateInWords } from '../google/said.ts';
import { googleWords } from '../messages/google.ts';
import { SwapLink } from '../ui/swap-link.tsx';
import { isToCome } from './to-come.ts';

export type GooglePanelProps = {
  /** The path of the appointment's page. */
  path: string;
  calendars: Shown[];
  /** What the patient may still do with the appointment. */
  open: OpenToPatient;
  appointment: Pick<Appointment, 'sequence' | 'status'>;
};

/** Whether Google's answer is still to come; while it is, static/page.ts asks for the part again. */
export const isAwaited = (calendars: Shown[]) => calendars.some(waits);

const waits = ({ state }: Shown) => state === 'waiting' || state === 'removing';

/** What the page shows, as the page says it when it asks again: the appointment, and how that stands in each calendar. */
export const shownNow = ({
  appointment: { sequence, status },
  calendars,
}: Pick<GooglePanelProps, 'appointment' | 'calendars'>) => ({
  appointment: `${sequence}-${status}`,
  calendars: calendars.map(({ state }) => state).join('-'),
});

/**
 * How the appointment stands in the patient's Google Calendar, in words, and what can be done about it. Once Google has answered,
 * who has the page open is told; before that, who asked, and of several calendars what has become of one (`told`).
 */
export function GooglePanel({ told = false, ...props }: GooglePanelProps & { told?: boolean }) {
  const { path, calendars, open } = props;
  const awaited = isAwaited(calendars);
  const asksAgain = {
    'data-hx-get': `${path}?${new URLSearchParams(shownNow(props))}`,
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
        calendars.map((shown, nth) => <Calendar {...{ path, shown, open }} which={nameOf(calendars, nth)} />)
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

type CalendarProps = { path: string; shown: Shown; open: OpenToPatient; which: string | null };

const Calendar = ({ path, shown, open, which }: CalendarProps) => {
  return (
    <>
      {which && <h3>{which}</h3>}
      <p class={shown.state === 'lost' || shown.state === 'refused' ? 'notice' : undefined}>
        {stateInWords(shown, open, { named: which !== null })}
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
const Controls = ({ path, shown, which }: ControlsProps) => {
  const { id, state, addsLater, mayAddLater } = shown;
  const isSwitched = mayAddLater && state !== 'lost';
  return (
    <form method="post" action={`${path}/google`}>
      <input type="hidden" name="connection" value={id} />
      {isSwitched && <p>{addsLater ? googleWords.later : googleWords.laterOff}</p>}
      <p class="aside">{whatDisconnectingDoes(shown)}</p>
      <Buttons addsLater={isSwitched ? addsLater : null} which={which} />
      {!mayAddLater && state === 'added' && <p class="aside">{googleWords.toSwitch(<ToMine />)}</p>}
    </form>
  );
};

const ToMine = () => <a href="/my-appointments">{googleWords.toMine}</a>;

function whatDisconnectingDoes(shown: Shown): string {
  if (shown.behind) return googleWords.disconnectBehind;
  if (shown.state === 'lost') return googleWords.disconnectLost;
  return shown.written ? googleWords.disconnectHelp : googleWords.disconnectGone;
}
