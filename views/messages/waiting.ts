import type { Child } from 'hono/jsx';
import type { PartOfDay } from '../../src/waiting/waiting.ts';

const minutes = (count: number) => (count === 1 ? '1 minute' : `${count} minutes`);

/** "a", "a and b", "a, b and c". */
const listed = (all: string[]) => (all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`);

const capitalized = (sentence: string) => sentence.slice(0, 1).toUpperCase() + sentence.slice(1);

/** Every sentence of the waiting list, on pages and in mail, in English. */
export const waitingWords = {
  link: 'Tell me if something earlier frees up',
  linkLead: 'Nothing that suits?',
  waits: 'You wait for an earlier time: see or change what for',

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
      `This e-mail address is on the waiting list ${most} times, as often as it can be, so this was not done. Leave one of them first, by the link in its mail, or call us on ${phone}.`,
  },

  details: {
    title: 'Who is waiting?',
    what: 'What you wait for',
    change: 'Change what you wait for',
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
  someParts: (parts: PartOfDay[]) =>
    parts.length === 3 ? 'Any time of day' : capitalized(listed(parts.map((part) => `${part}s`))),

  rules: (email: string, held: number) =>
    `When a time that suits frees up, we hold it for you and write to ${email}. You then have ${minutes(held)} to say yes or no; at night, until the morning. Whoever has waited longest is asked first.`,
  silences:
    'If two times in a row pass without an answer, you are taken off the list, so that nobody waits in vain for you.',

  joined: {
    title: 'Open the mail that we have sent you',
    lead: 'We have written to the e-mail address that you gave. Open the link in that mail and say yes there within a day: only then are you on the waiting list. Your place in the order counts from now.',
    before: 'If you were on this list already, you keep your place, and what you chose then; the mail leads there.',
    none: (phone: Child): Child => [
      'If no mail comes within a few minutes, look among unwanted mail. If it is not there, the address may be mistyped, or was written to too often today: ask again, or call us on ',
      phone,
      '.',
    ],
    doctors: 'Find a doctor',
  },

  change: {
    title: 'Change what suits you',
    lead: 'You keep your place on the list.',
    save: 'Save the change',
    saved: 'Your change is saved.',
    back: 'Back without a change',
  },

  entry: {
    title: 'You are on the waiting list',
    asked: {
      title: 'Do you want to be on the waiting list?',
      lead: (by: string) =>
        `You are not on it yet: it needs your yes by ${by}, as anybody could have typed your e-mail address.`,
      yes: 'Yes, put me on the list',
      no: 'No, delete this',
      late: {
        title: 'You are not on the waiting list',
        lead: 'It needed your yes within a day, as anybody could have typed your e-mail address. You can join again.',
      },
    },
    offered: 'A time is held for you just now.',
    toOffer: 'See the time, and say yes or no',
    change: 'Change the days or times',
    leave: 'Leave the waiting list',
    leaveLead: 'If you need it no more, leave the list, so that others are asked sooner.',
    leaveOffer: 'If you leave the list, the time that is held for you goes to the next who waits.',
    ended: {
      booked: {
        title: 'You are on the waiting list no more',
        lead: 'You have booked an appointment since, so your place went to others. If you still need an earlier time, you can join again.',
      },
      left: { title: 'You have left the waiting list', lead: 'Nothing more will be offered to you.' },
      silent: {
        title: 'You are on the waiting list no more',
        lead: 'Two times were held for you and not answered for, so others are asked now. You can join again.',
      },
      over: { title: 'You are on the waiting list no more', lead: 'This entry has ended. You can join again.' },
    },
    rejoin: 'Join the waiting list again',
    appointments: 'Find your appointment',
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
    acceptedTitle: 'You said yes to this time',
    accepted: 'The link to your appointment is in the mail that confirms it.',
    declinedTitle: 'You said no to this time',
    declined: 'The next who waits is asked. You stay on the waiting list for other times.',
    passedTitle: 'This time is not held for you any more',
    passed:
      'It was not answered for in time, so somebody else was asked. If you are still on the waiting list, you stay there for other times; after two in a row without an answer you are taken off it.',
    withdrawn:
      'You do not wait for it any more: you have left the waiting list, booked another time, or cancelled the appointment that was to become earlier.',
    notToMoveTitle: 'There is no appointment to move',
    notToMove: 'Your appointment was cancelled or is over, so it was not moved here.',
    entry: 'See what you wait for',
    tooQuick: (wait: string) =>
      `Too many requests came from your network, so this was not done yet. Please try again ${wait}.`,
    over: 'Your time to answer is over.',
  },

  errors: {
    day: { required: 'Choose at least one day' },
    part: { required: 'Choose at least one time of day' },
  } as Record<string, Record<string, string>>,

  mail: {
    asked: {
      subject: 'Please say yes: our waiting list',
      greeting: 'Hello,',
      lead: (by: string) =>
        `You asked us to put you on our waiting list, or somebody typed your address. Please open the page below and say yes by ${by}: before that you are not on the list.`,
      link: 'Say yes or no on this page',
      notMe: 'If it was not you, do nothing: then you are not on the list.',
    },
    joined: {
      subject: 'You are on our waiting list',
      link: 'See what you wait for, change it, or leave the list',
    },
    offer: {
      subject: (until: string) => `An earlier time is held for you until ${until}`,
      lead: 'A time has come free, and we hold it for you.',
      instead: (when: string) =>
        `If you say yes, your appointment on ${when} moves to this time. It is yours until then.`,
      until: (until: string) => `Please say yes or no by ${until}. After that, the next who waits is asked.`,
      link: 'Say yes or no on this page',
      entry: 'If you wait no more, leave the list here',
    },
    ended: {
      subject: 'You are on our waiting list no more',
      lead: 'Two times were held for you and not answered for, so others are asked now.',
      link: 'Join again, or see the times',
    },
  },
};
