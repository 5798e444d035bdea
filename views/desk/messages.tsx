import type { List, Message } from '../../src/contact/message.ts';
import { referenceInPrint } from '../booking/reference.ts';
import { contactWords } from '../messages/contact.ts';
import { deskWords } from '../messages/desk.ts';
import { momentInWords } from '../ui/when.ts';
import { DeskPage, type DeskProps } from './frame.tsx';

export type MessagesProps = DeskProps & {
  list: List;
  messages: Message[];
  /** The address of the messages after these; null where there are none. */
  more: string | null;
};

export const MessagesPage = ({ list, messages, more, ...desk }: MessagesProps) => (
  <DeskPage
    {...desk}
    title={deskWords.messages.titles[list]}
    count={list === 'answered' ? 0 : desk.waits[list]}
    at="messages"
    below={list !== 'open'}
  >
    <h1>{deskWords.messages.titles[list]}</h1>
    <nav class="lists" aria-label={deskWords.messages.listsOf}>
      {(['open', 'answered', 'suspected'] as const).map((other) => (
        <p>
          <a href={`/desk/messages?list=${other}`} aria-current={other === list ? 'page' : undefined}>
            {deskWords.messages.lists[other]} ({desk.waits[other]})
          </a>
        </p>
      ))}
    </nav>
    {messages.length === 0 && <p>{deskWords.messages.none[list]}</p>}
    {messages.length > 0 && (
      <ul class="inbox">
        {messages.map((message) => (
          <OneMessage {...{ message, timeZone: desk.frame.clinic.timeZone }} />
        ))}
      </ul>
    )}
    {more && (
      <p>
        <a href={more}>{deskWords.messages.more}</a>
      </p>
    )}
  </DeskPage>
);

const OneMessage = ({ message, timeZone }: { message: Message; timeZone: string }) => (
  <li>
    <h2>
      <a href={`/desk/messages/${message.reference}`}>
        {deskWords.messages.about(message.name, contactWords.topics[message.topic])}
      </a>
    </h2>
    <p>{firstWords(message.message)}</p>
    {message.answeredAt && (
      <p>
        {deskWords.messages.answeredBy[message.answer === null ? 'otherwise' : 'mail'](
          momentInWords(message.answeredAt, timeZone),
        )}
      </p>
    )}
    <p class="aside">
      {deskWords.messages.written(momentInWords(message.createdAt, timeZone), referenceInPrint(message.reference))}
    </p>
  </li>
);

/** As much as tells one message from another. */
function firstWords(written: string, most = 140): string {
  const line = written.replace(/\s+/g, ' ').trim();
  if (line.length <= most) return line;
  return `${line
    .slice(0, most)
    .toWellFormed()
    .replace(/\s\S*$/, '')} …`;
}
