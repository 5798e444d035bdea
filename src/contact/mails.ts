import { answerLetter, messageLetter } from '../../views/mail/message.ts';
import type { Writer } from '../mail/letters.ts';
import { answerWithId, messageWithId } from './message.ts';

export const contactLetters: Record<string, Writer> = {
  message: async ({ messageId }, { db, config, origin }) => {
    const message = await messageWithId(db, messageId as number);
    if (!message) return null;
    const desk = config.deskPassword === null ? null : `${origin}/desk/messages/${message.reference}`;
    return { letter: messageLetter({ message, desk }), replyTo: message.email };
  },

  answer: async ({ messageId, answerId }, { db }) => {
    const message = await messageWithId(db, messageId as number);
    const answer = await answerWithId(db, answerId as number);
    return message && answer ? { letter: answerLetter({ message, answer }), byHand: true } : null;
  },
};
