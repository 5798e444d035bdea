import type { KeptMail } from '../../src/mail/kept.ts';
import { mailWords } from '../messages/mail.ts';
import { Facts } from '../ui/facts.tsx';
import { type Frame, Page } from '../ui/page.tsx';
import { momentInWords } from '../ui/when.ts';

/** For who tries MediBook without a mail server: every mail that would have been sent, the last one first. */
export const KeptMailsPage = ({ frame, mails }: { frame: Frame; mails: KeptMail[] }) => (
  <Page frame={frame} title={mailWords.kept.title}>
    <h1>{mailWords.kept.title}</h1>
    <p class="lead">{mailWords.kept.lead}</p>
    {mails.length === 0 && <p>{mailWords.kept.none}</p>}
    <ul>
      {mails.map(({ id, endedAt, kept }) => (
        <li>
          <a href={`/dev/mail/${id}`}>{kept.subject}</a>{' '}
          <span class="aside">{mailWords.kept.to(kept.to, momentInWords(endedAt, frame.clinic.timeZone))}</span>
        </li>
      ))}
    </ul>
  </Page>
);

/** Both parts of one mail: its text here, its HTML as a page of its own. */
export const KeptMailPage = ({ frame, mail: { id, endedAt, kept } }: { frame: Frame; mail: KeptMail }) => (
  <Page frame={frame} title={mailWords.kept.one}>
    <h1>{mailWords.kept.one}</h1>
    <Facts
      facts={[
        [mailWords.kept.subject, kept.subject ?? ''],
        [mailWords.kept.recipient, kept.to],
        [mailWords.kept.when, momentInWords(endedAt, frame.clinic.timeZone)],
      ]}
    />
    <pre class="letter">{withLinks(String(kept.text))}</pre>
    <p>
      <a href={`/dev/mail/${id}/html`}>{mailWords.kept.html}</a>
    </p>
    {kept.icalEvent && (
      <p>
        <a href={`/dev/mail/${id}/calendar.ics`}>{mailWords.kept.calendar}</a>
      </p>
    )}
    <p>
      <a href="/dev/mail">{mailWords.kept.all}</a>
    </p>
  </Page>
);

/** As a mail program does it: an address can be followed. */
const withLinks = (text: string) =>
  text.split(/(https?:\/\/\S+)/).map((piece, nth) => (nth % 2 ? <a href={piece}>{piece}</a> : piece));
