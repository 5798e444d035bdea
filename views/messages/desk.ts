const counted = (count: number, one: string, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

/** Every sentence of the front desk's pages, in English. */
export const deskWords = {
  signIn: {
    title: 'Front desk: sign in',
    lead: 'These pages are for the practice’s own people.',
    password: 'Password',
    button: 'Sign in',
    trial: (password: string) => `MediBook is being tried here, so the password is: ${password}`,
    wrong: 'This is not the password',
    tooQuick: (wait: string) => `Too many tries came from your network. Please try again ${wait}.`,
    out: 'You are signed out.',
    meanwhile: 'You were signed out meanwhile, so nothing was done yet. Please sign in.',
    kept: 'You were signed out meanwhile. Sign in, and what you wrote is still here; it is not sent yet.',
  },
  notYet: 'You had been signed out meanwhile, so nothing was done yet. Please do it again.',
  of: (clinic: string) => `${clinic}: front desk`,
  menu: { home: 'Home', messages: 'Messages', mail: 'Mail' },
  signOut: 'Sign out',
  counted: (title: string, count: number) => `${title} (${count})`,

  home: {
    title: 'Front desk',
    open: (count: number) =>
      count === 0 ? 'No message waits for an answer.' : `${counted(count, 'message')} to answer`,
    suspected: (count: number) => `${counted(count, 'message')} to look through`,
    messages: 'Messages',
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
    written: (when: string, reference: string) => `${when} (${reference})`,
    more: 'More messages',
    title: (name: string) => `Message from ${name}`,
    email: 'E-mail',
    topic: 'About',
    when: 'Written',
    reference: 'Reference',
    wrote: 'The message',
    answerHeading: 'Answer it',
    answer: 'Your answer',
    answerHint: 'It is sent by e-mail, with the message below it.',
    answerUnmailed:
      'No mail is sent from here, so please answer by phone or from your own mail program, and note it here.',
    send: 'Send the answer',
    byPhone: 'It was answered otherwise',
    notSpam: 'It is not spam',
    answered: (when: string) => `Answered ${when}.`,
    answeredOtherwise: (when: string) => `Answered otherwise, ${when}.`,
    yours: 'The answer',
    unsent:
      'You had been signed out meanwhile, so this is not sent yet. What you wrote is in the box below: please send it again.',
    taken:
      'Somebody else has answered it meanwhile, so yours was not sent. It is still in the box below, to be copied.',
    back: 'All messages',
  },

  mail: {
    title: 'Mail that did not arrive',
    lead: 'What a mail server refused, and what has waited for more than a quarter of an hour. Who should have it may have to be called.',
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
    } as Record<string, string>,
    states: { refused: 'Refused by the mail server', late: 'Still being tried' },
    to: 'To',
    state: 'State',
    since: 'Since',
    said: 'What was said',
    appointment: 'Appointment',
    of: (reference: string, patient: string) => `${reference}, ${patient}`,
    phone: 'Phone',
    again: 'Send it again',
    done: 'It is dealt with',
    unlisted: (most: number) => `These are the ${most} oldest.`,
  },

  errors: {
    answer: { required: 'Enter your answer', too_long: 'Your answer must be 4,000 characters or fewer' },
  } as Record<string, Record<string, string>>,
};
