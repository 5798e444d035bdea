import type { List, Message } from '../../src/contact/message.ts';
import { referenceInPrint } from '../booking/reference.ts';
import { contactWords } from '../messages/contact.ts';
import { deskWords } from '../messages/desk.ts';
import { momentInWords } from '../ui/when.ts';
import { DeskPage, type DeskProps } from './frame.tsx';

export type MessagesProps = DeskProps & {
  list: List;
  messages: Message[];
  counts: Record<List, number>;
  /** The address of the messages after these; null where there are none. */
  more: string | null;
};

export const MessagesPage = ({ list, messages, counts, more, ...desk }: MessagesProps) => (
  <DeskPage {...desk} title={deskWords.messages.titles[list]}>
    <h1>{deskWords.messages.titles[list]}</h1>
    <nav class="pager" aria-label={deskWords.home.messages}>
      {(['open', 'answered', 'suspected'] as const).map((other) => (
        <p>
          <a href={`/desk/messages?list=${other}`} aria-current={other === list ? 'page' : undefined}>
            {deskWords.messages.lists[other]} ({counts[other]})
          </a>
        </p>
      ))}
    </nav>
    {messages.length === 0 && <p>{deskWords.messages.none[list]}</p>}
    {messages.length > 0 && (
      <ul>
        {messages.map(({ reference, topic, name, createdAt }) => (
          <li>
            <a href={`/desk/messages/${reference}`}>
              {referenceInPrint(reference)}: {contactWords.topics[topic]}
            </a>{' '}
            <span class="aside">
              {deskWords.messages.from(name, momentInWords(createdAt, desk.frame.clinic.timeZone))}
            </span>
          </li>
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
