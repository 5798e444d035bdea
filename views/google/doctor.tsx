import type { Child } from 'hono/jsx';
import type { DoctorCalendar } from '../../src/google/shown.ts';
import { googleWords } from '../messages/google.ts';
import { momentInWords } from '../ui/when.ts';
import { Connect } from './controls.tsx';

export type DoctorGoogleProps = {
  doctorName: string;
  timeZone: string;
  /** Null where none is connected. */
  calendar: DoctorCalendar | null;
  /** Where connecting begins, and what the form is sent to. */
  path: string;
  /** On the front desk's page: what its forms carry. */
  desk?: Child;
};

/** How a doctor's Google Calendar stands, and what can be done about it; the same to the doctor and to the front desk. */
export const DoctorGoogle = ({ doctorName, timeZone, calendar, path, desk }: DoctorGoogleProps) => {
  const said = googleWords.doctor;
  const whose = desk ? said.theirs(doctorName) : said.your;
  if (!calendar) {
    return (
      <>
        <p>{said.offer(whose)}</p>
        {desk && <p>{said.atDesk(doctorName)}</p>}
        <Connect href={path} label={said.connect} which={null} />
      </>
    );
  }
  return (
    <>
      {calendar.lost ? (
        <>
          <p class="notice">{said.lost(whose)}</p>
          <Connect href={path} label={said.reconnect} which={null} />
        </>
      ) : (
        <>
          <p>{stateOf(calendar, timeZone)}</p>
          {!desk && <p class="aside">{said.once}</p>}
        </>
      )}
      <form method="post" action={path}>
        {desk}
        <input type="hidden" name="connection" value={calendar.id} />
        <p>{calendar.lost ? said.disconnectLost : said.disconnectHelp}</p>
        <p class="actions">
          <button type="submit" class="secondary">
            {said.disconnect}
          </button>
        </p>
      </form>
    </>
  );
};

function stateOf({ account, waiting, refused, busyReadAt, busyTrouble }: DoctorCalendar, timeZone: string): string {
  const said = googleWords.doctor;
  return [
    said.connected(account),
    waiting > 0 && said.waiting(waiting),
    refused > 0 && said.refused(refused),
    busyReadAt ? said.read(momentInWords(busyReadAt, timeZone)) : said.unread,
    busyTrouble && (busyReadAt ? said.trouble : said.unreadTrouble),
  ]
    .filter(Boolean)
    .join(' ');
}
