import { contactWords } from '../messages/contact.ts';
import { numberInWords } from '../messages/words.ts';
import { Choices } from '../ui/choices.tsx';
import { ErrorSummary, type FieldErrors, isFaulty } from '../ui/error-summary.tsx';
import { Email, type Frame, Page } from '../ui/page.tsx';
import { Phone } from '../ui/phone.tsx';
import { TextField } from '../ui/text-field.tsx';

export type ContactProps = {
  frame: Frame;
  typed: Record<string, string>;
  errors: FieldErrors;
  topics: readonly (keyof typeof contactWords.topics)[];
  /** Characters that the message may have. */
  most: number;
  formId: string;
  refused?: string | undefined;
};

export const ContactPage = ({ frame, typed, errors, topics, most, formId, refused }: ContactProps) => {
  const faulty = isFaulty({ errors, refused });
  return (
    <Page frame={frame} title={contactWords.title} error={faulty} scripted={faulty}>
      <ErrorSummary {...{ errors, refused }} />
      <h1>{contactWords.title}</h1>
      <p class="lead">{contactWords.lead(<Phone number={frame.clinic.phone} />)}</p>
      <form method="post" action="/contact" novalidate>
        <input type="hidden" name="form" value={formId} />
        <TextField name="name" label={contactWords.name} value={typed.name} error={errors.name} autocomplete="name" />
        <TextField
          name="email"
          type="email"
          label={contactWords.email}
          hint={contactWords.emailHint}
          value={typed.email}
          error={errors.email}
          autocomplete="email"
        />
        <Choices
          name="topic"
          legend={contactWords.topic}
          error={errors.topic}
          choices={topics.map((topic) => ({
            value: topic,
            label: contactWords.topics[topic],
            chosen: typed.topic === topic,
          }))}
        />
        <TextField
          name="message"
          label={contactWords.message}
          hint={contactWords.messageHint(numberInWords(most))}
          value={typed.message}
          error={errors.message}
          rows={8}
        />
        <Trap value={typed.homepage} />
        <p class="actions">
          <button type="submit">{contactWords.send}</button>
        </p>
      </form>
    </Page>
  );
};

/** Where nobody would see a message. */
export const ContactClosedPage = ({ frame }: { frame: Frame }) => (
  <Page frame={frame} title={contactWords.title}>
    <h1>{contactWords.title}</h1>
    <p class="lead">
      {contactWords.closed(<Phone number={frame.clinic.phone} />, <Email address={frame.clinic.email} />)}
    </p>
  </Page>
);

/** Programs fill in whatever there is. People don't see it; who meets it in a text browser reads what to do. */
const Trap = ({ value = '' }: { value?: string | undefined }) => (
  <p class="trap" aria-hidden="true">
    <label for="homepage">{contactWords.trap}</label>{' '}
    <input id="homepage" name="homepage" type="text" tabindex={-1} autocomplete="off" value={value} />
  </p>
);
