import type { Child } from 'hono/jsx';
import type { PartOfDay } from '../../src/waiting/waiting.ts';

const minutes = (count: number) => (count === 1 ? '1 minute' : `${count} minutes`);

/** "a", "a and b", "a, b and c". */
const listed = (all: string[]) => (all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`);

/** Every sentence of the waiting list, on pages and in mail, in English. */
export const waitingWords = {
  link: 'Tell me if something earlier frees up',
  linkLead: 'Nothing that suits?',

  wish: {
    title: 'Tell me if something earlier frees up',
    titleOfAppointment: 'Tell me if an earlier time frees up',
    lead: (held: number) =>
      `When somebody cancels, we hold their time for the first who waits for one like it, and write to them. You then have ${minutes(held)} to take it.`,
    leadOfAppointment: (when: string, held: number) =>
      `You keep your appointment on ${when}. When an earlier time frees up, we hold it for you and write to you. You then have ${minutes(held)} to move to it.`,
    scope: 'With whom?',
    onlyDoctor: (doctor: string) => `Only ${doctor}`,
    anyone: (specialization: string) => `Anyone in ${specialization}`,
    days: 'Which days suit you?',
    parts: 'Which times of day suit you?',
    next: 'Continue',
    join: 'Join the waiting list',
    back: (doctor: string) => `Back to the times with ${doctor}`,
    keep: 'Back to your appointment',
    tooQuick: (wait: string) =>
      `Too many requests came from your network, so you are not on the list yet. What you chose and typed is still here: please send it again ${wait}.`,
    tooMany: (most: number, phone: string) =>
      `This e-mail address is on the waiting list ${most} times, as often as it can be. Leave one of them first, by the link in its mail, or call us on ${phone}.`,
  },

  details: {
    title: 'Who is waiting?',
    what: 'What you wait for',
    change: 'Change this',
  },

  facts: {
    with: 'With',
    days: 'Days',
    times: 'Times',
    patient: 'Patient',
    instead: 'Instead of',
  },

  days: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
  parts: {
    morning: 'Mornings, before midday',
    afternoon: 'Afternoons, from midday to 5pm',
    evening: 'Evenings, from 5pm',
  } as Record<PartOfDay, string>,
  someDays: (days: string[]) => (days.length === 7 ? 'Any day' : listed(days)),
  someParts: (parts: PartOfDay[]) => (parts.length === 3 ? 'Any time of day' : listed(parts.map((part) => `${part}s`))),

  joined: {
    title: 'Your place on the waiting list',
    lead: (held: number) =>
      `You are on the list. When a time that suits frees up, we hold it for you and write to you. You then have ${minutes(held)} to say yes or no; at night, until the morning.`,
    mail: 'We have written to the e-mail address that you gave. The link in that mail shows what you wait for; there you can also change it, or leave the list.',
    before: 'If you were on this list already, you keep your place, and what you chose then.',
    none: (phone: Child): Child => [
      'If no mail comes within a few minutes, the address may be mistyped: join again, or call us on ',
      phone,
      '.',
    ],
  },

  change: {
    title: 'Change what suits you',
    lead: 'You keep your place on the list.',
    save: 'Save the change',
    back: 'Back without a change',
  },

  entry: {
    title: 'You are on the waiting list',
    lead: (email: string, held: number) =>
      `When a time that suits frees up, we hold it for you and write to ${email}. You then have ${minutes(held)} to say yes or no; at night, until the morning. Whoever has waited longest is asked first.`,
    offered: 'A time is held for you just now.',
    toOffer: 'See the time, and say yes or no',
    change: 'Change the days or times',
    leave: 'Leave the waiting list',
    leaveLead: 'If you need it no more, leave the list, so that others are asked sooner.',
    ended: {
      booked: { title: 'You have an appointment', lead: 'You have booked, so you are on the waiting list no more.' },
      left: { title: 'You have left the waiting list', lead: 'Nothing more will be offered to you.' },
      silent: {
        title: 'You are on the waiting list no more',
        lead: 'Two times were held for you and not answered for, so others are asked now. You can join again.',
      },
      over: { title: 'You are on the waiting list no more', lead: 'This entry has ended. You can join again.' },
    },
    again: (doctor: string) => `See the times with ${doctor}`,
    others: (specialization: string) => `Doctors in ${specialization}`,
  },

  offer: {
    title: 'A time has come free',
    lead: (until: string) => `We hold it for you until ${until}. Nobody else can have it before then.`,
    late: 'Your time to answer is over, but nobody else has it yet: you can still take it.',
    instead: (when: string) => `If you say yes, your appointment moves here. Your time on ${when} is yours until then.`,
    yes: 'Book this appointment',
    yesMove: 'Move my appointment here',
    no: 'No, thank you',
    noLead: 'If you say no, the next who waits is asked, and you stay on the list for other times.',
    busy: (phone: string) =>
      `You have another appointment at that time, so this was not booked. Cancel that one first, or call us on ${phone}.`,
    tooMany: (most: number, phone: string) =>
      `You have ${most === 1 ? '1 appointment' : `${most} appointments`} to come, as many as can be booked online, so this was not booked. Cancel one first, or call us on ${phone}.`,
    declinedTitle: 'You said no to this time',
    declined: 'The next who waits is asked. You stay on the waiting list for other times.',
    passedTitle: 'This time is not held for you any more',
    passed:
      'It was not answered for in time, so somebody else was asked. If you are still on the waiting list, you stay there for other times.',
    notToMoveTitle: 'There is no appointment to move',
    notToMove: 'Your appointment was cancelled or is over, so it was not moved here.',
    entry: 'See what you wait for',
    tooQuick: (wait: string) =>
      `Too many requests came from your network, so this was not done yet. Please try again ${wait}.`,
  },

  errors: {
    day: { required: 'Choose at least one day' },
    part: { required: 'Choose at least one time of day' },
  } as Record<string, Record<string, string>>,

  mail: {
    joined: {
      subject: 'You are on our waiting list',
      lead: 'You are on our waiting list. When a time that suits frees up, we hold it for you and write to you.',
      link: 'See what you wait for, or leave the list',
    },
    offer: {
      subject: (until: string) => `An earlier time is held for you until ${until}`,
      lead: 'A time has come free, and we hold it for you.',
      until: (until: string) => `Please say yes or no by ${until}. After that, the next who waits is asked.`,
      link: 'Say yes or no on this page',
    },
    ended: {
      subject: 'You are on our waiting list no more',
      lead: 'Two times were held for you and not answered for, so others are asked now.',
      link: 'Join again, or see the times',
    },
  },
};
