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
    missed: (phone: string) =>
      `We have no appointment with this reference and these details. Check what you typed, or call us on ${phone}.`,
    tooOften: (wait: string) =>
      `There were too many tries, so we have not looked this up. Please send it again ${wait}, or call us.`,
    noReference: 'If you have no reference',
    toAll: 'See all your appointments, by a link that we mail you',
    call: (phone: Child): Child => ['Or call us on ', phone, '.'],
  },

  home: {
    heading: 'If you have an appointment',
    toFind: 'Find it by its reference',
    find: (link: Child): Child => [link, ' to see it, move it or cancel it.'],
  },
};
