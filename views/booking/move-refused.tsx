import type { Appointment } from '../../src/booking/appointment.ts';
import type { Hold } from '../../src/booking/held.ts';
import type { FreeTime } from '../../src/doctors/days.ts';
import { ErrorPage } from '../errors/error-page.tsx';
import { changeWords } from '../messages/changes.ts';
import { words } from '../messages/words.ts';
import { HoldButton, HoldForm } from '../ui/hold-form.tsx';
import { type Frame, Page } from '../ui/page.tsx';
import { movePath } from '../ui/paths.ts';
import { Phone } from '../ui/phone.tsx';
import { TimeChoice } from '../ui/time-choice.tsx';

type Shared = {
  frame: Frame;
  appointment: Appointment;
  /** The path of the appointment's own page. */
  path: string;
  /** A hold to move from, for visitors without cookies. */
  holdId?: string | undefined;
};

type MoveTakenProps = Shared & {
  nearest: FreeTime[];
  /** Random for each page. */
  visitor: string;
  /** True where the visitor still holds another time. */
  keptOther: boolean;
};

/** The new time can't be had: the appointment is where it was, and the nearest times are one click away. */
export const MoveTakenPage = (props: MoveTakenProps) => {
  const { frame, appointment, path, nearest, visitor, holdId, keptOther } = props;
  return (
    <Page frame={frame} title={words.taken.title} error>
      <h1>{words.taken.title}</h1>
      <p class="lead">{changeWords.move.takenLead}</p>
      {keptOther && <p>{words.taken.kept}</p>}
      {nearest.length > 0 ? (
        <HoldForm action={movePath(path)} visitor={visitor} holdId={holdId}>
          <h2>{words.taken.nearest(appointment.doctorName)}</h2>
          <input type="hidden" name="from" value={nearest[0]!.date} />
          <TimeChoice times={nearest} timeZone={frame.clinic.timeZone} />
          <HoldButton />
        </HoldForm>
      ) : (
        <p>{words.taken.none(appointment.doctorName)}</p>
      )}
      <AllTimes {...props} />
      <p>
        <a href={path}>{changeWords.move.keepAsItIs}</a>
      </p>
      <p>{words.waysOn.call(<Phone number={frame.clinic.phone} />)}</p>
    </Page>
  );
};

/** The new time was let go, or left for another. */
export const MoveEndedPage = ({ frame, hold, ...shared }: Shared & { hold: Hold }) => {
  const lead = hold.moved ? changeWords.move.ended.moved : changeWords.move.ended.released;
  return (
    <ErrorPage frame={frame} title={words.ended.title} lead={lead}>
      <AllTimes frame={frame} {...shared} />
      <p>
        <a href={shared.path}>{changeWords.closed.back}</a>
      </p>
    </ErrorPage>
  );
};

/** From their network, as many times are held as are allowed. */
export const MoveTooManyHoldsPage = ({ frame, seconds, ...shared }: Shared & { seconds: number }) => (
  <ErrorPage frame={frame} title={words.tooManyHolds.title} lead={words.tooManyHolds.lead(words.wait(seconds))}>
    <AllTimes frame={frame} {...shared} />
  </ErrorPage>
);

const AllTimes = ({ appointment, path, holdId }: Shared) => (
  <p>
    <a href={movePath(path, { hold: holdId })}>{words.taken.all(appointment.doctorName)}</a>
  </p>
);
