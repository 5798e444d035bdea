import type { Message } from '../../src/contact/message.ts';
import { referenceInPrint } from '../booking/reference.ts';
import { contactWords } from '../messages/contact.ts';
import { deskWords } from '../messages/desk.ts';
import { Actions } from '../ui/actions.tsx';
import { ErrorSummary, type FieldErrors } from '../ui/error-summary.tsx';
import { Facts } from '../ui/facts.tsx';
import { TextField } from '../ui/text-field.tsx';
import { momentInWords } from '../ui/when.ts';
import { DeskPage, type DeskProps, FormToken } from './frame.tsx';

export type MessagePageProps = DeskProps & {
  message: Message;
  /** What was typed as the answer. */
  typed?: string | undefined;
  errors?: FieldErrors;
  notice?: string | undefined;
  /** False where no mail is sent from here. */
  mailed: boolean;
};

/** One message, and the form that answers it. */
export const MessagePage = ({ message, typed, errors = {}, notice, mailed, ...desk }: MessagePageProps) => {
  const title = deskWords.messages.title(message.name);
  const faulty = Object.keys(errors).length > 0;
  const { timeZone } = desk.frame.clinic;
  return (
    <DeskPage {...{ ...desk, title }} at="messages" below error={faulty || notice !== undefined} scripted={faulty}>
      <ErrorSummary errors={errors} />
      <h1>{title}</h1>
      {notice && <p class="notice">{notice}</p>}
      <Facts
        facts={[
          [deskWords.messages.email, <a href={`mailto:${message.email}`}>{message.email}</a>],
          [deskWords.messages.topic, contactWords.topics[message.topic]],
          [deskWords.messages.when, momentInWords(message.createdAt, timeZone, { year: true })],
          [deskWords.messages.reference, referenceInPrint(message.reference)],
        ]}
      />
      <h2>{deskWords.messages.wrote}</h2>
      <p class="letter">{message.message}</p>
      {message.answeredAt && <Answered {...{ message, timeZone }} />}
      {(!message.answeredAt || notice) && <AnswerForm {...{ ...desk, message, typed, errors, mailed }} />}
      <p>
        <a href="/desk/messages">{deskWords.messages.back}</a>
      </p>
    </DeskPage>
  );
};

const Answered = ({ message, timeZone }: { message: Message; timeZone: string }) => {
  const when = momentInWords(message.answeredAt!, timeZone, { year: true });
  if (message.answer === null) return <p>{deskWords.messages.answeredOtherwise(when)}</p>;
  return (
    <>
      <h2>{deskWords.messages.yours}</h2>
      <p>{deskWords.messages.answered(when)}</p>
      <p class="letter">{message.answer}</p>
    </>
  );
};

const AnswerForm = ({ message, formToken, typed, errors = {}, mailed }: MessagePageProps) => (
  <form method="post" action={`/desk/messages/${message.reference}`} novalidate>
    <h2>{deskWords.messages.answerHeading}</h2>
    <FormToken formToken={formToken} />
    {mailed ? (
      <TextField
        name="answer"
        label={deskWords.messages.answer}
        hint={deskWords.messages.answerHint}
        value={typed}
        error={errors.answer}
        autocomplete="off"
        rows={8}
      />
    ) : (
      <p>{deskWords.messages.answerUnmailed}</p>
    )}
    {!message.answeredAt && (
      <Actions>
        {mailed && (
          <button type="submit" name="action" value="answer">
            {deskWords.messages.send}
          </button>
        )}
        <button type="submit" name="action" value="otherwise" class="secondary">
          {deskWords.messages.byPhone}
        </button>
        {message.suspected && (
          <button type="submit" name="action" value="notspam" class="quiet">
            {deskWords.messages.notSpam}
          </button>
        )}
      </Actions>
    )}
  </form>
);
