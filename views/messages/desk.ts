import type { AnswerState } from '../../src/contact/message.ts';

const counted = (count: number, one: string, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

/** Every sentence of the front desk's pages, in English. */
export const deskWords = {
  signIn: {
    title: 'Front desk: sign in',
    lead: 'These pages are for the practice’s own people.',
    password: 'Password',
    button: 'Sign in',
    trial: (password: string) => `MediBook is being tried here, so the password is: ${password}`,
    empty: 'Enter the password',
    wrong: 'This is not the password',
    tooQuick: (wait: string) => `Too many tries came from your network. Please try again ${wait}.`,
    out: 'You are signed out.',
    meanwhile: 'You were signed out meanwhile, so nothing was done yet. Please sign in.',
    kept: 'You were signed out meanwhile. Sign in, and what you wrote is still here; it is not sent yet.',
  },
  notYet: 'You had been signed out meanwhile, so nothing was done yet. Please do it again.',
  refused: {
    stays: 'If it stays so, tell whoever looks after MediBook.',
    home: 'Go to the front desk’s first page',
  },
  of: (clinic: string) => `${clinic}: front desk`,
  menu: { home: 'Home', doctors: 'Doctors', messages: 'Messages', mail: 'Mail' },
  signOut: 'Sign out',
  counted: (title: string, count: number) => `${title} (${count})`,

  home: {
    title: 'Front desk',
    open: (count: number) =>
      count === 0 ? 'No message waits for an answer.' : `${counted(count, 'message')} to answer`,
    suspected: (count: number) => `${counted(count, 'message')} to look through`,
    messages: 'Messages',
    calendars: 'Doctors’ calendars',
    lost: (count: number) => `${counted(count, 'calendar')} to connect again`,
    google: 'Google Calendar',
    late: (count: number) => `${counted(count, 'appointment')} still to be written into calendars.`,
    unread: (count: number) =>
      `${counted(count, 'doctor’s calendar', 'doctors’ calendars')} not read for a while: when they are busy may have changed.`,
    tell: 'Tell whoever looks after MediBook: its log says why.',
    mail: 'Mail that did not arrive',
    undelivered: (count: number) =>
      count === 0 ? 'Every mail has arrived, or is on its way.' : `${counted(count, 'mail')} did not arrive`,
  },

  messages: {
    lists: { open: 'To answer', answered: 'Answered', suspected: 'Suspected of being spam' },
    titles: {
      open: 'Messages to answer',
      answered: 'Answered messages',
      suspected: 'Messages suspected of being spam',
    },
    none: {
      open: 'No message waits for an answer.',
      answered: 'No message was answered yet.',
      suspected: 'No message is suspected of being spam.',
    },
    listsOf: 'Lists of messages',
    about: (name: string, topic: string) => `${name}: ${topic}`,
    written: (when: string, reference: string) => `Written ${when} (${reference})`,
    more: 'More messages',
    title: (name: string) => `Message from ${name}`,
    email: 'E-mail',
    topic: 'About',
    when: 'Written',
    reference: 'Reference',
    wrote: 'The message',
    answerHeading: 'Answer it',
    answer: 'Your answer',
    answerHint: 'It is sent by e-mail, after “Hello” and the name, with the practice’s name and the message below it.',
    answerUnmailed:
      'No mail is sent from here, so please answer by phone or from your own mail program, and note it here.',
    send: 'Send the answer',
    byPhone: 'It was answered otherwise',
    notSpam: 'It is not spam',
    againHeading: 'Write again',
    sendToo: 'Send this, too',
    undo: 'Undo: it waits for an answer',
    drop: 'What you typed is not sent. Send it, or say below that it is to be dropped.',
    dropIt: 'It was answered otherwise: drop what I typed',
    stillTyped: 'That is noted. What you typed is still in the box below; it is not sent yet.',
    answered: {
      sent: (when) => `Answered by e-mail, ${when}. The mail is sent.`,
      waits: (when) => `Answered by e-mail, ${when}. The mail is on its way.`,
      late: (when) => `Answered by e-mail, ${when}. The mail is not sent yet.`,
      refused: (when) => `Answered by e-mail, ${when}. The mail did not arrive.`,
      dealt: (when) => `Answered by e-mail, ${when}. The mail did not arrive, and that is dealt with.`,
      unmailed: (when) => `Answered ${when}. No mail was sent, as none is sent from here.`,
      otherwise: (when) => `Answered otherwise, ${when}.`,
    } as Record<AnswerState, (when: string) => string>,
    answeredBy: {
      mail: (when: string) => `Answered by e-mail, ${when}`,
      otherwise: (when: string) => `Answered otherwise, ${when}`,
    },
    yours: 'The answer',
    nth: (nth: number) => `Answer ${nth}`,
    unsent:
      'You had been signed out meanwhile, so this is not sent yet. What you wrote is in the box below: please send it again.',
    taken:
      'Somebody else has answered it meanwhile, so yours was not sent. It is still in the box below: send it all the same, or leave it.',
    back: 'All messages',
  },

  mail: {
    title: 'Mail that did not arrive',
    lead: 'These people may not know yet what the mail was to tell them. Call them where you can, and note here that it is dealt with.',
    none: 'Every mail has arrived, or is on its way.',
    kinds: {
      booked: 'Confirmation of an appointment',
      moved: 'Appointment moved',
      cancelled: 'Appointment cancelled',
      reminder: 'Reminder of an appointment',
      waiting: 'Place on the waiting list',
      offer: 'A time from the waiting list',
      'waiting-ended': 'End of waiting',
      'sign-in': 'Link to a patient’s appointments',
      message: 'Message to the practice',
      answer: 'Our answer to a message',
      'doctor-calendar': 'Link to a doctor’s own calendar',
      'doctor-calendar-lost': 'Their Google Calendar needs them',
    } as Record<string, string>,
    heading: (name: string, kind: string) => `${name}: ${kind}`,
    tell: {
      booked: 'Tell them that the appointment is booked, and when.',
      moved: 'Tell them that the appointment was moved, and to when.',
      cancelled: 'Tell them that the appointment is cancelled.',
      reminder: 'Remind them of the appointment.',
      waiting: 'Tell them that they are on the waiting list once they say yes by the link in the mail.',
      offer: 'Tell them of the time, while it is held for them. They can have it by the link in the mail alone.',
      'waiting-ended':
        'Tell them that they are on the waiting list no more, as no offer was answered. They can join it again.',
      'sign-in': 'They asked for a link by which to see their appointments. They can ask for another at any time.',
      message: 'It is a message to the practice: read it here, and answer it.',
      'doctor-calendar':
        'You had the link to their own calendar mailed to them. Give it to them otherwise: it is on their page here. Their address may be wrong in the roster.',
      'doctor-calendar-lost':
        'Tell them that Google no longer lets us into their calendar: what they add there closes no time to patients until they connect it again.',
      answer: 'Your answer did not reach them. See whether the address is spelt as they would spell it.',
    } as Record<string, string>,
    states: {
      refused: 'The mail server would not take it.',
      late: 'It is still being tried.',
      'given-up': 'It is not tried any more.',
      untried:
        'Nothing has tried to send it yet: the part of MediBook that sends mail may not be running. Tell whoever looks after MediBook.',
    },
    unknownAddress: 'The mail server says there is no such address.',
    said: (trouble: string) => `It said: ${trouble}`,
    phone: 'Phone',
    noPhone: 'no phone was given',
    to: 'E-mail',
    patient: 'Patient',
    appointment: 'Appointment',
    offered: 'Offered time',
    doctor: 'With',
    held: 'Held',
    isHeld: (until: string) => `for them until ${until}`,
    wasHeld: (until: string) => `until ${until}, and no more`,
    reference: 'Reference',
    now: 'By now',
    statuses: {
      cancelled: 'it is cancelled',
      completed: 'it is over',
      'no-show': 'it is over',
    } as Record<string, string | undefined>,
    message: 'Message',
    since: 'Waits since',
    /** Of a button: two mails may be of one kind, and to one person. `at`: the time that the mail is about. */
    which: (button: string, heading: string, at: string | null, since: string) =>
      `${button}: ${heading}, ${at ? `${at}, ` : ''}since ${since}`,
    again: 'Send it again',
    done: 'It is dealt with',
    /** What the last click did, or why it did nothing. */
    did: {
      again: (to) => `The mail to ${to} is being sent again.`,
      done: (to) => `The mail to ${to} is dealt with.`,
      dealt: (to) => `Nothing was done: somebody else has dealt with the mail to ${to} meanwhile.`,
      arrived: (to) => `Nothing was done: the mail to ${to} has arrived meanwhile.`,
      needless: (to) => `Nothing was done: what the mail to ${to} was to say is true no more.`,
      sending: (to) => `Nothing was done: the mail to ${to} is being sent at this moment.`,
      gone: () => 'Nothing was done: there is no such mail any more.',
    } as Record<string, (to: string) => string>,
    nobody: 'somebody',
    unlisted: (most: number) => `These are the ${most} oldest.`,
  },

  errors: {
    answer: { required: 'Enter your answer', too_long: 'Your answer must be 4,000 characters or fewer' },
  } as Record<string, Record<string, string>>,
};
