const counted = (count: number, one: string, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

/** Every sentence of the front desk's pages of the doctors and of a doctor's day, in English. */
export const dayWords = {
  doctors: {
    title: 'Doctors',
    none: 'There is no doctor yet.',
    today: (count: number) => (count === 0 ? 'No appointments today.' : `${counted(count, 'appointment')} today.`),
    next: (when: string) => `The next is ${when}.`,
    lost: (doctor: string) => `${doctor}’s Google Calendar must be connected again`,
    more: 'More doctors',
  },

  title: (doctor: string, day: string) => `${doctor}, ${day}`,
  counts: (day: string, booked: number, free: number) =>
    `${day}: ${booked === 0 ? 'no appointments' : counted(booked, 'appointment')}, ${free === 0 ? 'no free times' : counted(free, 'free time')}.`,
  todayIs: (day: string) => `Today, ${day}`,
  otherDays: 'Other days',
  before: 'Day before',
  today: 'Today',
  after: 'Day after',
  jump: 'Go to a date',
  jumpButton: 'Show this date',
  badDate: 'Enter a date like 24 December',
  caption: (day: string) => `Times on ${day}`,
  none: (doctor: string) => `${doctor} has no times on this day, and nothing is booked.`,
  columns: { time: 'Time', status: 'Status' },
  range: (from: string, to: string) => `${from} to ${to}`,

  states: {
    free: 'Free',
    gone: 'Was not booked',
    held: (until: string) => `Held until ${until}`,
    offered: (patient: string, until: string) => `Offered to ${patient}, from the waiting list, until ${until}`,
    blocked: (doctor: string) => `Blocked: busy in ${doctor}’s own calendar`,
    booked: { scheduled: 'Booked: ', completed: 'Seen: ', 'no-show': 'Did not come: ' },
    beside: 'Booked in addition: ',
  },
  alsoBusy: (doctor: string) => `Busy in ${doctor}’s own calendar at this time`,
  busy: (doctor: string) => `Busy in ${doctor}’s own calendar`,
  allDay: 'all day',

  calendar: {
    heading: (doctor: string) => `${doctor}’s own calendar`,
    lead: (doctor: string) =>
      `This link leads to a page of ${doctor}’s own, which says how to have these appointments in the calendar on a phone or computer. Whoever has the link sees when ${doctor} has appointments: give it to nobody else.`,
    subscribe: 'Their own page, and any other calendar',
    link: 'Link to their own page',
    mail: (doctor: string) => `Mail ${doctor} the link`,
    mailTo: (email: string) => `The mail goes to ${email}.`,
    renewLead: (doctor: string) =>
      `If somebody else has the link, make a new one. The one above, and every calendar subscribed by it, stops working at once: ${doctor} then has to subscribe again.`,
    renew: 'Make a new link',
  },
  /** What the last click did. */
  did: {
    mailed: (email) => `The link is on its way to ${email}.`,
    renewed: () => 'There is a new link, below. The one before, and every calendar subscribed by it, works no more.',
  } as Record<string, (email: string) => string>,
  all: 'All doctors',
};
