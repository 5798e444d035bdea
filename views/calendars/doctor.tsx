import type { Child } from 'hono/jsx';
import { calendarWords } from '../messages/calendars.ts';
import { CopyField } from '../ui/copy-field.tsx';
import { type Frame, Page } from '../ui/page.tsx';

export type DoctorCalendarProps = {
  frame: Frame;
  doctor: { name: string };
  /** The path of this page. */
  path: string;
  /** The whole address of what a calendar program fetches. */
  feed: string;
  /** True just after the addresses were made anew. */
  renewed: boolean;
  /** What became of the last step with their calendar at Google. */
  said: string | undefined;
  /** A section of its own, with its heading: the doctor's calendar at Google. */
  google: Child | undefined;
};

/** Of one doctor, for that doctor alone: their appointments in their own calendar. */
export const DoctorCalendarPage = ({ frame, doctor, path, feed, renewed, said, google }: DoctorCalendarProps) => (
  <Page frame={frame} title={calendarWords.page.title}>
    <h1>{calendarWords.page.title}</h1>
    {renewed && (
      <p class="notice" role="status">
        {calendarWords.page.renewed}
      </p>
    )}
    {said && (
      <p class="notice" role="status">
        {said}
      </p>
    )}
    <p class="lead">{calendarWords.page.lead(doctor.name)}</p>
    {google}
    <Subscribe feed={feed} />
    <h2>{calendarWords.page.renewHeading}</h2>
    <p>{calendarWords.page.renewLead}</p>
    <form method="post" action={path}>
      <p class="actions">
        <button type="submit" class="secondary">
          {calendarWords.page.renew}
        </button>
      </p>
    </form>
  </Page>
);

const Subscribe = ({ feed }: { feed: string }) => (
  <>
    <h2>{calendarWords.page.subscribe}</h2>
    <p>{calendarWords.page.says}</p>
    <p class="actions">
      <a href={feed.replace(/^https?:/, 'webcal:')}>{calendarWords.page.button}</a>
    </p>
    <CopyField id="address" label={calendarWords.page.address} hint={calendarWords.page.addressHint} value={feed} />
    <dl class="facts">
      {calendarWords.page.how.map(([program, how]) => (
        <div>
          <dt>{program}</dt>
          <dd>{how}</dd>
        </div>
      ))}
    </dl>
    <p>{calendarWords.page.slow}</p>
  </>
);
