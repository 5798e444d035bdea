/** Every sentence of the mail that patients get, in English. No subject says what is wrong with anybody, or whom they see. */
export const mailWords = {
  greeting: (name: string) => `Hello ${name},`,
  toPage: 'See, move or cancel your appointment',
  onlyToSee: 'See your appointment',
  closed: (phone: string) => `To move or cancel it, please call us on ${phone}.`,
  booked: {
    subject: (when: string) => `Your appointment on ${when}`,
    lead: 'Your appointment is booked.',
    arrive: 'Please arrive ten minutes early and give your reference at the front desk.',
  },
  moved: {
    subject: (when: string) => `Moved: your appointment is now on ${when}`,
    lead: (from: string) => `Your appointment was moved. It is no longer on ${from}, but at the time below.`,
  },
  reminder: {
    subject: (when: string) => `Reminder: your appointment on ${when}`,
    lead: 'This is a reminder of your appointment.',
    cannot: 'If you cannot come, please cancel or move it on its page, so that somebody else can have the time.',
    call: (phone: string) => `If you cannot come, please call us on ${phone}, so that somebody else can have the time.`,
  },
  cancelled: {
    subject: (when: string) => `Cancelled: your appointment on ${when}`,
    lead: 'This appointment is cancelled.',
    again: 'Book again',
    unknown: (phone: string) => `If you did not ask for this, please call us on ${phone}.`,
  },

  /** For developers: mail that was kept. */
  kept: {
    title: 'Mail that was not sent',
    lead: 'There is no mail server here (SMTP_URL), so mail is kept for you to read, the latest first.',
    none: 'There is no mail yet. Book an appointment, and look again.',
    to: (recipient: string, when: string) => `to ${recipient}, ${when}`,
    one: 'A mail that was not sent',
    subject: 'Subject',
    recipient: 'To',
    when: 'Written',
    html: 'The same as HTML',
    calendar: 'The calendar file (.ics)',
    all: 'All mail',
  },
};
