import { deskWords } from '../messages/desk.ts';
import { DeskPage, type DeskProps } from './frame.tsx';

type DeskHomeProps = DeskProps & {
  /** Appointments that calendars at Google have waited for too long. */
  lateEvents: number;
  /** Doctors' calendars that could not be read for too long. */
  unread: number;
  notice?: string | undefined;
};

/** What waits for somebody at the front desk. */
export const DeskHomePage = ({ lateEvents, unread, notice, ...desk }: DeskHomeProps) => {
  const { open, suspected, undelivered, lostCalendars } = desk.waits;
  return (
    <DeskPage {...desk} title={deskWords.home.title} count={open + suspected + undelivered + lostCalendars} at="home">
      <h1>{deskWords.home.title}</h1>
      {notice && <p class="notice">{notice}</p>}
      <ul class="tasks">
        <Task path="/desk/messages" name={deskWords.home.messages} waits={open} says={deskWords.home.open(open)} />
        <Task
          path="/desk/mail"
          name={deskWords.home.mail}
          waits={undelivered}
          says={deskWords.home.undelivered(undelivered)}
        />
        {lostCalendars > 0 && (
          <Task
            path="/desk/doctors"
            name={deskWords.home.calendars}
            waits={lostCalendars}
            says={deskWords.home.lost(lostCalendars)}
          />
        )}
        {lateEvents + unread > 0 && (
          <li class="task task-waits">
            <h2>{deskWords.home.google}</h2>
            <p>
              {lateEvents > 0 && <strong>{deskWords.home.late(lateEvents)} </strong>}
              {unread > 0 && <strong>{deskWords.home.unread(unread)} </strong>}
              {deskWords.home.tell}
            </p>
          </li>
        )}
        {suspected > 0 && (
          <Task
            path="/desk/messages?list=suspected"
            name={deskWords.messages.titles.suspected}
            waits={suspected}
            says={deskWords.home.suspected(suspected)}
          />
        )}
      </ul>
    </DeskPage>
  );
};

type TaskProps = { path: string; name: string; waits: number; says: string };

const Task = ({ path, name, waits, says }: TaskProps) => (
  <li class={waits > 0 ? 'task task-waits' : 'task'}>
    <h2>
      <a href={path}>{name}</a>
    </h2>
    <p>{waits > 0 ? <strong>{says}</strong> : says}</p>
  </li>
);
