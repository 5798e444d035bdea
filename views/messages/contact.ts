import type { Child } from 'hono/jsx';
import type { Topic } from '../../src/contact/message.ts';

/** Every sentence about writing to the practice, on pages and in mail, in English. */
export const contactWords = {
  link: 'Write to us',
  title: 'Write to us',
  lead: (phone: Child): Child => [
    'We read this in our opening hours. Do not write in an emergency, or if you need help today: call us on ',
    phone,
    '.',
  ],
  closed: (phone: Child, email: Child): Child => ['Please call us on ', phone, ', or write to ', email, '.'],
  name: 'Your name',
  email: 'Your e-mail address',
  emailHint: 'We answer to this address.',
  topic: 'What is it about?',
  topics: {
    appointment: 'An appointment',
    document: 'A repeat prescription or a document',
    fees: 'Fees',
    website: 'This website',
    other: 'Something else',
  } as Record<Topic, string>,
  message: 'Your message',
  messageHint: (most: string) => `Up to ${most} characters. Leave out what only your doctor should know.`,
  trap: 'Leave this box empty',
  send: 'Send your message',
  tooQuick: (wait: string) =>
    `Too many messages came from your network, so this one was not sent yet. What you typed is still here: please send it again ${wait}.`,

  thanks: {
    title: 'We have your message',
    reference: 'Its reference',
    next: 'We answer by e-mail, usually within two working days. If you call us about it, give the reference.',
    home: 'Go to the start page',
  },

  errors: {
    name: {
      required: 'Enter your name',
      too_long: 'Your name must be 120 characters or fewer',
      web_address: 'Enter your name, without a web address',
    },
    email: {
      required: 'Enter your e-mail address',
      not_an_email: 'Enter an e-mail address like name@example.com',
      too_long: 'Your e-mail address must be 254 characters or fewer',
    },
    topic: { required: 'Choose what it is about' },
    message: { required: 'Enter your message' },
  } as Record<string, Record<string, string>>,
  tooLong: (has: string, most: string) => `Your message has ${has} characters: it must have ${most} or fewer`,

  mail: {
    message: {
      subject: (reference: string) => `Message ${reference} from the website`,
      lead: 'Somebody wrote to the practice on its website. An answer to this mail goes to them.',
      from: 'From',
      about: 'About',
      reference: 'Reference',
      desk: 'Answer it at the front desk’s page',
      mailbox: (otherwise: string) =>
        `If you answer this mail from your mailbox instead, choose “${otherwise}” on that page, or somebody may answer it a second time.`,
    },
    answer: {
      subject: (reference: string) => `Our answer to your message ${reference}`,
      wrote: 'You wrote:',
    },
  },
};
