import type { Answer, Message } from '../../src/contact/message.ts';
import { referenceInPrint } from '../booking/reference.ts';
import { contactWords } from '../messages/contact.ts';
import { deskWords } from '../messages/desk.ts';
import { Actions } from '../ui/actions.tsx';
import { ErrorSummary, type FieldErrors } from '../ui/error-summary.tsx';
import { Facts } from '../ui/facts.tsx';
import { Lines } from '../ui/lines.tsx';
import { TextField } from '../ui/text-field.tsx';
import { momentInWords } from '../ui/when.ts';
import { DeskPage, type DeskProps, FormToken } from './frame.tsx';

export type MessagePageProps = DeskProps & {
  message: Message;
  answers: Answer[];
  /** What was typed as the answer. */
  typed?: string | undefined;
  errors?: FieldErrors;
  notice?: string | undefined;
  /** It is asked whether what was typed is to be dropped. */
  dropping?: boolean;
  /** False where no mail is sent from here. */
  mailed: boolean;
};

/** One message, what was answered, and the form that answers it. */
export const MessagePage = ({ message, answers, notice, ...rest }: MessagePageProps) => {
  const { typed, errors = {}, dropping = false, mailed, ...desk } = rest;
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
      <p class="letter">
        <Lines text={message.message} />
      </p>
      {answers.map((answer) => (
        <Answered {...{ answer, timeZone, only: answers.length === 1 }} />
      ))}
      <AnswerForm {...{ message, typed, errors, dropping, mailed, formToken: desk.formToken }} />
      <p>
        <a href="/desk/messages">{deskWords.messages.back}</a>
      </p>
    </DeskPage>
  );
};

const Answered = ({ answer, timeZone, only }: { answer: Answer; timeZone: string; only: boolean }) => {
  const when = momentInWords(answer.createdAt, timeZone, { year: true });
  return (
    <>
      <h2>{only ? deskWords.messages.yours : deskWords.messages.nth(answer.nth)}</h2>
      <p>
        {deskWords.messages.answered[answer.state](when)}
        {(answer.state === 'late' || answer.state === 'refused') && (
          <>
            {' '}
            <a href="/desk/mail">{deskWords.mail.title}</a>
          </>
        )}
      </p>
      {answer.answer !== null && (
        <p class="letter">
          <Lines text={answer.answer} />
        </p>
      )}
    </>
  );
};

type AnswerFormProps = Pick<MessagePageProps, 'message' | 'typed' | 'errors' | 'dropping' | 'mailed' | 'formToken'>;

const AnswerForm = ({ message, typed, errors = {}, dropping, mailed, formToken }: AnswerFormProps) => {
  const answered = message.answers > 0;
  const undoable = answered && message.answer === null;
  // Nothing could be pressed.
  if (answered && !undoable && !mailed) return null;
  return (
    <form method="post" action={`/desk/messages/${message.reference}`} novalidate>
      <h2 class="screen-only">{answered ? deskWords.messages.againHeading : deskWords.messages.answerHeading}</h2>
      <FormToken formToken={formToken} />
      <input type="hidden" name="seen" value={message.answers} />
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
      <Actions>
        {mailed && (
          <button type="submit" name="action" value="answer">
            {answered ? deskWords.messages.sendToo : deskWords.messages.send}
          </button>
        )}
        {!answered && (
          <button type="submit" name="action" value={dropping ? 'drop' : 'otherwise'} class="secondary">
            {dropping ? deskWords.messages.dropIt : deskWords.messages.byPhone}
          </button>
        )}
        {undoable && (
          <button type="submit" name="action" value="undo" class="secondary">
            {deskWords.messages.undo}
          </button>
        )}
        {message.suspected && (
          <button type="submit" name="action" value="notspam" class="quiet">
            {deskWords.messages.notSpam}
          </button>
        )}
      </Actions>
    </form>
  );
};
