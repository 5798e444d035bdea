import type { Child } from 'hono/jsx';

/** Every sentence of the pages on which patients find what they have booked, in English. */
export const patientWords = {
  find: {
    link: 'Find your appointment',
    title: 'Find your appointment',
    lead: 'See it, move it or cancel it on its own page.',
    reference: 'Reference',
    referenceHint: 'Eight letters and digits, like K7MF-4QT2: you were shown it when you booked',
    dateOfBirth: 'Date of birth of the patient',
    email: 'E-mail address',
    emailHint: 'Only if no date of birth was given when booking: the e-mail address that was given then',
    button: 'Find the appointment',
    /** The same whatever was wrong. */
    missed: (phone: string) =>
      `We have no appointment with this reference and these details. Check what you typed, or call us on ${phone}.`,
    tooOften: (wait: string) =>
      `There were too many tries, so we have not looked this up. Please send it again ${wait}, or call us.`,
    noReference: 'If you have no reference',
    toAll: 'See all your appointments, by a link that we mail you',
    call: (phone: Child): Child => ['Or call us on ', phone, '.'],
  },

  ask: {
    link: 'See all your appointments',
    title: 'See all your appointments',
    lead: 'Enter the e-mail address that your appointments were booked with. We mail you a link to a page that lists them.',
    email: 'E-mail address',
    button: 'Send me a link',
    tooOften: (wait: string) =>
      `Many links were asked for from your network, so we have not sent another. Please send this again ${wait}.`,
    noMail: 'We send no e-mail here, so we cannot mail you a link to a page of all your appointments.',
    toFind: 'Find an appointment by its reference',
    call: (phone: Child): Child => ['Or call us on ', phone, '.'],
  },

  asked: {
    title: 'Look at your e-mail',
    lead: (minutes: number) => `If we know this address, a link is on its way. It works once, for ${minutes} minutes.`,
    nothing: 'If nothing comes, look among unwanted mail, or check that it is the address you booked with.',
    most: (most: number) =>
      `We send one address at most ${most} links an hour. If no more comes, use the latest: a link works until it is used or too old, also when another came after it.`,
    again: 'Ask for another link',
  },

  signIn: {
    title: 'Show your appointments here?',
    lead: (email: string) => `This shows what is booked under ${email}, on this computer or phone.`,
    button: 'Show my appointments',
    deadTitle: 'This link can no longer be used',
    dead: 'A link works once, and only for 15 minutes. If you have not seen your appointments yet, ask for another.',
    again: 'Ask for another link',
    noCookiesTitle: 'Your browser keeps no cookies',
    noCookies:
      'Without one we would not know on the next page that it is you. Open the link in another browser, or allow cookies: it still works.',
  },

  mine: {
    title: 'Your appointments',
    lead: (email: string) => `Everything that is booked under ${email}.`,
    toCome: 'To come',
    past: 'Past and cancelled',
    none: 'No appointment is to come.',
    nothing: 'No appointment is booked under this address.',
    book: 'Book an appointment',
    entry: (when: string, doctor: string, patient: string) => `${when}, ${doctor}, for ${patient}`,
    more: (specialization: string, reference: string) => `${specialization}. Reference ${reference}`,
    /** In front of the entry. */
    status: {
      scheduled: 'Over: ',
      completed: 'Over: ',
      cancelled: 'Cancelled: ',
      'no-show': 'Missed: ',
    } as Record<'scheduled' | 'completed' | 'cancelled' | 'no-show', string>,
    onlyLatest: (most: number) => `Only the latest ${most} are listed here.`,
    signOut: 'Sign out',
    signOutLead: 'If others use this computer or phone, sign out when you have finished.',
  },

  signedOut: {
    asked: { title: 'You are signed out', lead: 'To see your appointments again, ask for another link.' },
    over: {
      title: 'You were signed out',
      lead: 'We do that when nobody has been there for 30 minutes, and after 8 hours at the latest. To see your appointments again, ask for another link.',
    },
  },

  mail: {
    subject: (clinic: string) => `Your link to ${clinic}`,
    greeting: 'Hello,',
    lead: 'You asked to see what is booked under your e-mail address. This link leads there:',
    link: 'Show my appointments',
    until: (until: string) => `It works once, until ${until}.`,
    notMe: 'If you did not ask for it, you need do nothing: without this mail nobody can use the link.',
  },

  home: {
    heading: 'If you have an appointment',
    toFind: 'Find it by its reference',
    toAll: 'see all your appointments',
    find: (one: Child, all: Child): Child => [one, ', or ', all, '. There you can move or cancel them.'],
  },
};
