/** Every sentence of a doctor's own calendar, in English: the page, what stands in the calendar, and the mail. */
export const calendarWords = {
  feed: {
    name: (doctor: string, clinic: string) => `${doctor} (${clinic})`,
    summary: (initials: string, reference: string) => [initials, reference].filter(Boolean).join(', '),
  },

  page: {
    title: 'Your calendar',
    lead: (doctor: string) => `${doctor}: have your appointments in the calendar that you use anyway.`,
    renewed: 'This page and your calendar have new addresses. Keep this one, and subscribe again with the one below.',
    subscribe: 'Subscribe to your appointments',
    says: 'Each says when and where it is, the patient’s initials and the reference; not their name, and not why they come. What is booked, moved or cancelled changes in your calendar by itself.',
    slow: 'Each calendar looks for changes when it likes: Apple’s and Outlook’s within hours, Google’s within a day. What is true at this moment, the front desk knows.',
    button: 'Subscribe on this device',
    address: 'Address to subscribe to',
    addressHint: 'Whoever has this address sees the same as you. Give it to your calendar, and to nobody else.',
    how: [
      [
        'Apple',
        'On an iPhone, iPad or Mac, follow “Subscribe on this device”; or add a subscription calendar, with the address.',
      ],
      ['Google', 'On a computer: Other calendars, the plus sign, “From URL”, then the address.'],
      ['Outlook', '“Add calendar”, “Subscribe from web”, then the address.'],
    ] as const,
    renewHeading: 'If somebody else has the address',
    renewLead:
      'Make a new one. The address above stops working at once, and so does the address of this page, with every link to it that you were sent. You are then on your new page: keep its address, and subscribe once more.',
    renew: 'Make a new address',
  },

  mail: {
    subject: (clinic: string) => `Your calendar at ${clinic}`,
    greeting: (doctor: string) => `Hello ${doctor},`,
    lead: 'You can have your appointments in the calendar that you use anyway. This page says how:',
    link: 'Your calendar',
    keep: 'Keep this mail to yourself: whoever has the link sees when you have appointments. On the page you can make a new one, and this one stops working.',
  },
};
