import type { Message } from '../../src/contact/message.ts';
import { referenceInPrint } from '../booking/reference.ts';
import { contactWords } from '../messages/contact.ts';
import { deskWords } from '../messages/desk.ts';
import { mailWords } from '../messages/mail.ts';
import type { Letter, Part } from './letter.tsx';

/** To the practice. `desk` is the front desk's page of it, where there is one. */
export const messageLetter = ({ message, desk }: { message: Message; desk: string | null }): Letter => ({
  subject: contactWords.mail.message.subject(referenceInPrint(message.reference)),
  parts: [
    contactWords.mail.message.lead,
    {
      facts: [
        [contactWords.mail.message.from, `${message.name}, ${message.email}`],
        [contactWords.mail.message.about, contactWords.topics[message.topic]],
        [contactWords.mail.message.reference, referenceInPrint(message.reference)],
      ],
    },
    ...paragraphs(message.message),
    ...(desk
      ? [
          { link: desk, label: contactWords.mail.message.desk },
          contactWords.mail.message.mailbox(deskWords.messages.byPhone),
        ]
      : []),
  ],
});

/** The practice's answer, to who wrote. */
export const answerLetter = ({ message, answer }: { message: Message; answer: string }): Letter => ({
  subject: contactWords.mail.answer.subject(referenceInPrint(message.reference)),
  parts: [mailWords.greeting(message.name), ...paragraphs(answer)],
  quote: { lead: contactWords.mail.answer.wrote, written: message.message },
});

/** Lines stay lines: an address, a list. */
const paragraphs = (written: string): Part[] => written.trim().split(/\n\s*\n/);
