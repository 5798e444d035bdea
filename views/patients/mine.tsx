import type { Connection } from '../../src/google/connection.ts';
import type { Mine } from '../../src/patients/mine.ts';
import { referenceInPrint } from '../booking/reference.ts';
import { Buttons, Connect } from '../google/controls.tsx';
import { googleWords } from '../messages/google.ts';
import { patientWords } from '../messages/patients.ts';
import { type Frame, Page } from '../ui/page.tsx';
import { momentInWords } from '../ui/when.ts';

/** With the path of its own page. */
type Listed = Mine & { path: string };

export type MinePageProps = {
  frame: Frame;
  email: string;
  toCome: Listed[];
  past: Listed[];
  /** As many are listed at most. */
  mostPast: number;
  /** At Google, of the patients of this address. */
  calendars: Connection[];
  /** What became of the last step with one. */
  said: string | undefined;
  /** Shows that a form was sent from here. */
  formToken: string;
};

/** Everything that is booked under one e-mail address, which a family may share. */
export const MinePage = ({ frame, email, toCome, past, mostPast, calendars, said, formToken }: MinePageProps) => (
  <Page frame={frame} title={patientWords.mine.title}>
    <h1>{patientWords.mine.title}</h1>
    {said && <p class="notice">{said}</p>}
    <p class="lead">{patientWords.mine.lead(email)}</p>
    <h2>{patientWords.mine.toCome}</h2>
    {toCome.length > 0 ? (
      <Appointments frame={frame} all={toCome} />
    ) : (
      <p>
        {past.length > 0 ? patientWords.mine.none : patientWords.mine.nothing} <a href="/">{patientWords.mine.book}</a>
      </p>
    )}
    {past.length > 0 && (
      <>
        <h2>{patientWords.mine.past}</h2>
        {past.length >= mostPast && <p>{patientWords.mine.onlyLatest(mostPast)}</p>}
        <Appointments frame={frame} all={past} />
      </>
    )}
    {calendars.length > 0 && <h2>{googleWords.heading}</h2>}
    {calendars.map((calendar) => (
      <Calendar {...{ calendar, formToken }} appointment={connectableFrom(toCome, calendar)} />
    ))}
    <form method="post" action="/my-appointments/sign-out">
      <input type="hidden" name="token" value={formToken} />
      <p>{patientWords.mine.signOutLead}</p>
      <p class="actions">
        <button type="submit" class="secondary">
          {patientWords.mine.signOut}
        </button>
      </p>
    </form>
  </Page>
);

type CalendarProps = {
  calendar: Connection;
  formToken: string;
  /** From whose page it can be connected again. */
  appointment: Listed | undefined;
};

/** The one from whose page it was connected, where that is to come; else another of the same patient's. */
const connectableFrom = (toCome: Listed[], { appointmentId, patientId }: Connection) =>
  toCome.find(({ id }) => id === appointmentId) ?? toCome.find((mine) => mine.patientId === patientId);

const Calendar = ({ calendar, formToken, appointment }: CalendarProps) => {
  const { id, account, patientName, lost, addsLater } = calendar;
  const which = googleWords.mine.of(patientName, account);
  return (
    <form method="post" action="/my-appointments/calendar">
      <input type="hidden" name="token" value={formToken} />
      <input type="hidden" name="connection" value={id} />
      <h3>{which}</h3>
      <p class={lost ? 'notice' : undefined}>{stateOf(calendar, appointment)}</p>
      {lost && appointment && (
        <Connect href={`${appointment.path}/google`} label={googleWords.reconnect} which={which} />
      )}
      <p class="aside">{lost ? googleWords.disconnectLost : googleWords.disconnectHelp}</p>
      <Buttons addsLater={lost ? null : addsLater} which={which} />
    </form>
  );
};

function stateOf({ lost, addsLater, patientName }: Connection, appointment: Listed | undefined): string {
  if (lost) return appointment ? googleWords.mine.lost : googleWords.mine.lostNone;
  return addsLater ? googleWords.mine.later(patientName) : googleWords.mine.laterOff(patientName);
}

/** What each is, whose and with whom stands in its link: at one time there may be two of a family, or one and one cancelled. */
const Appointments = ({ frame, all }: { frame: Frame; all: Listed[] }) => (
  <ul class="specialities mine">
    {all.map(({ path, startsAt, doctorName, specialization, patientName, toCome, status, reference }) => {
      const when = momentInWords(startsAt, frame.clinic.timeZone, { year: true });
      return (
        <li>
          <h3>
            <a href={path}>
              {!toCome && patientWords.mine.status[status]}
              {patientWords.mine.entry(when, doctorName, patientName)}
            </a>
          </h3>
          <p class="aside">{patientWords.mine.more(specialization, referenceInPrint(reference))}</p>
        </li>
      );
    })}
  </ul>
);
