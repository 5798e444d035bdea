import type { Child } from 'hono/jsx';

/** How many of something: "1 minute", "5 minutes". */
const counted = (count: number, one: string, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;
const minutes = (count: number) => counted(count, 'minute');

/** Every sentence that a patient reads, in English. Another language is one more file of this shape. */
export const en = {
  language: 'en-GB',

  site: {
    skip: 'Skip to the content',
    description: (clinic: string) =>
      `Book an appointment with a doctor of ${clinic}: free times, held for you while you book.`,
    home: 'Find a doctor',
    menu: 'Main menu',
    contact: (phone: Child, email: Child): Child => ['Call us on ', phone, ' or write to ', email, '.'],
    footer: (name: string, address: string) => `${name}, ${address}`,
    madeWith: 'Appointments by MediBook',
    error: 'Error: ',
    optional: 'optional',
    problem: 'There is a problem',
    failed: 'That did not get through. Nothing is lost: check your connection, or try again in a minute.',
  },

  home: {
    title: 'Book an appointment',
    lead: 'Find a doctor, choose a time and book it. It takes about two minutes, and you need no account.',
    searchLabel: 'Doctor, speciality or what it is about',
    searchHint: 'For example Okafor, heart or skin',
    searchButton: 'Search',
    specialities: 'Choose a speciality',
    doctors: (count: number) => counted(count, 'doctor'),
    soonest: 'Soonest: ',
    soonestWith: (when: Child, doctor: string): Child => [when, ` with ${doctor}`],
    noneFree: 'No free times at the moment',
    how: 'How it works',
    steps: (held: number): [what: string, more: string][] => [
      ['Choose a doctor.', 'Every free time you see can be yours now.'],
      ['Choose a time.', `We hold it for you for ${minutes(held)}, or longer when you need it.`],
      ['Tell us who is coming.', 'A name and an e-mail address are enough. No account, no password.'],
    ],
    empty: 'No doctors can be booked here yet.',
    emptyHelp: (phone: Child): Child => ['Please call us on ', phone, ' to make an appointment.'],
  },

  directory: {
    title: 'Find a doctor',
    titleFound: (found: string) => `Find a doctor ${found}`,
    /** What was searched for; '' where all are shown. */
    found: (q: string | undefined, specialization: string | undefined) =>
      [q && `for “${q}”`, specialization && `in ${specialization}`].filter(Boolean).join(' '),
    titleOfPage: (title: string, page: number) => `${title}, page ${page}`,
    unknown: (specialization: string) =>
      `Nobody here has the speciality “${specialization}”. All specialities are shown.`,
    specialityLabel: 'Speciality',
    all: 'All specialities',
    show: 'Show doctors',
    count: (count: number, found: string) =>
      `${count === 0 ? 'No doctors' : counted(count, 'doctor')} found${found && ` ${found}`}.`,
    part: (first: number, last: number, total: number, found: string) =>
      `Doctors ${first} to ${last} of ${total}${found && ` ${found}`}.`,
    pages: 'Pages of doctors',
    earlier: 'Previous doctors',
    later: 'More doctors',
    nothing: 'Nobody matches that. Check the spelling, use fewer words, or look at all doctors.',
    seeAll: 'See all doctors',
    next: 'Next free time: ',
    none: 'No free times at the moment',
  },

  doctor: {
    title: (name: string, specialization: string) => `${name}, ${specialization}`,
    qualification: 'Qualifications',
    experience: 'Experience',
    years: (years: number) => counted(years, 'year'),
    fee: 'Fee',
    length: 'Length',
    minutes,
    free: 'No charge',
    next: 'Next free time',
    times: 'Choose a time',
    explain: (held: number) => `We hold it for ${minutes(held)} while you fill in your details.`,
    letsGo: 'One time can be held for you: choosing another here lets go of the one held now.',
    window: (first: string, last: string) => `Free times from ${first} to ${last}.`,
    earlier: 'Earlier days',
    later: 'Later days',
    jump: 'Go to a date',
    jumpHint: 'Shows the times from that day on',
    jumpButton: 'Show this date',
    hold: 'Hold this time',
    chosenHasGone: 'The time you came for has just gone.',
    lastDay: (day: string) => `We take bookings up to ${day}. These are the last days.`,
    past: 'That date is past. These are the first days that can be booked.',
    otherDays: 'Other days',
    after: (day: string) => `Times after ${day}`,
    titleFrom: (name: string, day: string) => `${name}, from ${day}`,
    noneInWindow: (first: string, last: string) => `There are no free times from ${first} to ${last}.`,
    nextFree: (day: Child): Child => ['The next free time is on ', day, '.'],
    soonestFree: (day: Child): Child => ['The soonest free time is on ', day, '.'],
    call: (phone: Child): Child => ['Please call us on ', phone, ': we may have another way.'],
    noneAtAll: (phone: Child): Child => [
      'No free times can be booked online at the moment: please call us on ',
      phone,
      ', as we may have another way.',
    ],
    timeZone: (zone: string) => `All times are ${zone}.`,
    zone: (name: string) => `${name} time`,
    /** Where people say it otherwise than the tables of the world's languages do. */
    zones: { 'Europe/London': 'UK time' } as Record<string, string>,
    midnight: 'midnight',
    midday: 'midday',
    firstOfTwo: 'before the clocks go back',
    secondOfTwo: 'after the clocks go back',
    letGo: 'Your time was let go. Other people can choose it now.',
  },

  live: {
    asOf: (time: Child): Child => ['Free times as of ', time, '.'],
    refresh: 'Refresh times',
    on: 'Kept up to date.',
    lost: 'Live updates interrupted.',
    pause: 'Pause live updates',
    resume: 'Resume live updates',
    paused: 'Paused.',
    taken: 'just taken',
    again: 'free again',
    gone: '{time} is not free any more. Choose another time.',
  },

  held: {
    banner: (until: string) => `Held for you until ${until}:`,
    what: (when: string, doctor: string) => `${when} with ${doctor}`,
    continue: 'Continue booking',
    continueMove: 'Continue moving your appointment',
    letGo: 'Let this time go',
    label: 'The time held for you',
  },

  details: {
    title: 'Your details',
    chosen: 'Your appointment',
    with: 'With',
    when: 'When',
    change: 'Choose another time',
    deadline: (until: Child): Child => ['We hold this time for you until ', until, '.'],
    about: (left: number) => (left <= 1 ? 'About a minute' : `About ${minutes(left)}`),
    left: (time: Child): Child => [time, ' left'],
    ranOut: (extendable: boolean) =>
      `We no longer hold this time for you, but it is still free. You can book it now${extendable ? ', or hold it again' : ''}.`,
    who: 'Who is the appointment for?',
    name: 'Full name',
    email: 'E-mail address',
    emailHint: (phone: string) => `So that we can reach you. If you have none, call us on ${phone}.`,
    phone: 'Phone number',
    dateOfBirth: 'Date of birth',
    dateOfBirthHint: 'For example, 27 3 1985',
    day: 'Day',
    month: 'Month',
    year: 'Year',
    book: 'Book this appointment',
    bookAnyway: 'Try to book anyway',
    extend: (more: number) => `Extend for ${counted(more, 'more minute')}`,
    extendAgain: 'Hold it again',
    extended: (until: string) => `Done: the time is held for you until ${until}.`,
    extendedLast: 'This was the last time it could be extended.',
    tooQuick: (wait: string) =>
      `Too many requests came from your network, so this was not done yet. What you typed is still here: please send it again ${wait}.`,
    erased:
      'It has been more than an hour, so what you may have noted on the other pages was erased. Nothing is booked yet: please look over what is here, add what is missing, and book then.',
    changed:
      'What is noted on the other pages has changed since, so nothing is booked yet. Please look over what is here, and book then.',
    limit: (most: number) =>
      `This time has been extended ${most} times, as often as it can be. You can still book now.`,
    more: 'Tell the doctor more',
    booker: 'I am booking for someone else',
    release: 'Let this time go',
    noted: 'Also noted',
    instead: 'This takes the place of the time you held before.',
    cameAlong: (name: string) => `What was typed${name && ` for ${name}`} is filled in below.`,
    whose: (before: string, now: string) =>
      `Nothing is booked yet. What is noted here was noted for ${before}: if it is not for ${now}, start with an empty form. If it is, book now.`,
    clear: 'Start with an empty form',
    bookedBy: 'Booked by',
    busy: (phone: string) =>
      `This patient already has an appointment at that time. Choose another time, or call us on ${phone}.`,
    tooManyAppointments: (most: number, phone: string) =>
      `This patient has ${counted(most, 'appointment')} to come, as many as can be booked online. Let this time go, or call us on ${phone}.`,
  },

  countdown: {
    label: 'How long the time is held',
    twoMinutes: 'About 2 minutes left.',
    oneMinute: 'About 1 minute left.',
    halfAMinute: 'About 30 seconds left.',
    notHeld: 'We no longer hold this time for you.',
    taken: 'Somebody else has it now. Choose another time: what you typed comes along.',
    /** Before the server has said whether it is still free. */
    over: 'We no longer hold this time for you. You can still try to book it.',
    warning: (left: string, until: string, extend: string | undefined) =>
      [left, `Held until ${until}.`, extend && `Select ${extend}`].filter(Boolean).join(' '),
  },

  more: {
    title: 'More for the doctor',
    lead: 'All of this is optional. Only the practice sees it.',
    reason: 'Why would you like to see the doctor?',
    gender: 'Gender',
    address: 'Address',
    medicalHistory: 'Medical history',
    medicalHistoryHint: 'Conditions, operations, medicines or allergies the doctor should know of',
    save: 'Save and go back',
    back: 'Go back without saving',
  },

  booker: {
    title: 'Booking for someone else',
    lead: 'Tell us who you are. The patient’s own details come on the page before this one.',
    name: 'Your full name',
    email: 'Your e-mail address',
    phone: 'Your phone number',
    remove: 'I am the patient myself',
  },

  confirmation: {
    title: 'Your appointment is booked',
    movedTitle: 'Your appointment is moved',
    cancelledTitle: 'This appointment is cancelled',
    overTitle: 'This appointment is over',
    reference: 'Your reference',
    spelled: (spelled: string) => `Read aloud: ${spelled}`,
    patient: 'Patient',
    where: 'Where',
    fee: 'Fee',
    reason: 'Reason',
    next: 'What happens next',
    keep: 'Keep this page, as we send no e-mail: its address is yours alone. Print it, or write down the reference.',
    mailed: (to: string) =>
      `We have sent this to ${to}, with a link to this page. If no mail comes, keep the page: its address is yours alone.`,
    refused: (by: string) => `Our mail did not reach ${by}.`,
    refusedHelp: (phone: Child): Child => [
      'Keep this page: its address is yours alone. If the e-mail address is mistyped, call us on ',
      phone,
      '.',
    ],
    and: ' and ',
    arrive: 'Arrive ten minutes early and give your reference at the front desk.',
    calendar: 'Add to your calendar (.ics file)',
    changeHeading: 'If you need to change it',
    move: 'Move to another time',
    cancel: 'Cancel this appointment',
    change: (phone: Child): Child => ['You can also call us on ', phone, ' and give your reference.'],
    tooLate: (phone: Child): Child => [
      'It is too late to change it online: call us on ',
      phone,
      ' and give your reference.',
    ],
    kept: 'Nothing has changed: your appointment is as it was.',
    print: 'To print this page, use your browser’s Print command.',
    afterwards: 'What you can do now',
    again: (doctor: string) => `Book again with ${doctor}`,
    questions: (phone: Child): Child => ['If anything is unclear, call us on ', phone, ' and give your reference.'],
    another: 'Book another appointment',
    digits: ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'],
  },

  calendar: {
    summary: (doctor: string) => `Appointment with ${doctor}`,
    description: (reference: string, phone: string) => `Reference ${reference}. To change it, call ${phone}.`,
  },

  taken: {
    title: 'That time has just gone',
    lead: 'It cannot be booked any more. Please choose another time: anything you have typed is kept.',
    kept: 'The time you held before is still yours.',
    nearest: (doctor: string) => `The nearest free times with ${doctor}`,
    none: (doctor: string) => `${doctor} has no other free times at the moment.`,
    all: (doctor: string) => `All free times with ${doctor}`,
    others: (specialization: string) => `Other doctors in ${specialization}`,
  },

  ended: {
    title: 'This time is not held for you any more',
    moved: 'You have chosen another time since, so this one was let go. Nothing was booked here.',
    released: 'The time was let go. Nothing was booked here.',
    again: (doctor: string) => `Choose a time with ${doctor}`,
  },

  tooManyHolds: {
    title: 'Too many times are held',
    lead: (wait: string) =>
      `From your network, as many times are held as we allow at once. The first of them ends ${wait}: please try again then.`,
  },

  wait: (seconds: number) => {
    if (seconds < 90) return `in ${counted(Math.max(1, seconds), 'second')}`;
    if (seconds > 90 * 60) return `in ${counted(Math.ceil(seconds / 3600), 'hour')}`;
    const whole = Math.ceil(seconds / 60);
    return whole === 60 ? 'in an hour' : `in ${minutes(whole)}`;
  },

  refusals: {
    not_found: {
      title: 'We cannot find that page',
      lead: 'The address may be mistyped, or the page is no longer there.',
    },
    foreign_origin: {
      title: 'This came from another site',
      lead: 'To keep you safe we only accept forms from our own pages. Nothing was changed. Please start from here.',
    },
    payload_too_large: {
      title: 'That was too much at once',
      lead: 'Nothing was saved. Please go back, shorten what you typed and send it again.',
    },
    unsupported_media_type: {
      title: 'We could not read that',
      lead: 'Nothing was saved. Please use the forms on our pages.',
    },
    malformed_request: { title: 'We could not read that', lead: 'Nothing was saved. Please go back and try again.' },
    too_many_requests: {
      title: 'That was too quick for us',
      lead: 'Many requests came from your network, so this was not done yet.',
    },
    unavailable: {
      title: 'We cannot reach our records just now',
      lead: 'If you have just sent a form, send it again: nothing is ever booked twice.',
    },
    internal_error: {
      title: 'Something went wrong on our side',
      lead: 'We cannot say for certain whether your last click was saved: please look again before you repeat it.',
    },
  },
  tryAgain: (wait: string) => `Please try again ${wait}.`,
  waysOn: { home: 'Go to the start page', call: (phone: Child): Child => ['Or call us on ', phone, '.'] },

  fieldErrors: {
    name: {
      required: 'Enter the patient’s full name',
      too_long: 'The name must be 120 characters or fewer',
      web_address: 'Enter a name, without a web address',
    },
    email: {
      required: 'Enter an e-mail address',
      not_an_email: 'Enter an e-mail address like name@example.com',
      too_long: 'The e-mail address must be 254 characters or fewer',
    },
    phone: {
      not_a_phone: 'Enter a phone number like 020 7946 0150',
      too_long: 'The phone number must be 40 characters or fewer',
    },
    dateOfBirth: {
      not_a_date: 'Enter a real date of birth, like 27 3 1985',
      no_day: 'The date of birth needs a day',
      no_month: 'The date of birth needs a month',
      no_year: 'The date of birth needs a year',
      no_day_month: 'The date of birth needs a day and a month',
      no_day_year: 'The date of birth needs a day and a year',
      no_month_year: 'The date of birth needs a month and a year',
      year_in_full: 'Enter all four digits of the year, like 1985',
      in_future: 'The date of birth must not be in the future',
      too_long_ago: 'The year of birth must be 1900 or later',
      neither: 'Enter the patient’s date of birth; if none was given when booking, the e-mail address',
    },
    reference: {
      required: 'Enter the reference, like K7MF-4QT2',
      not_a_reference: 'Enter the reference as eight letters and digits, like K7MF-4QT2, never A, E, I, O, U, 0 or 1',
    },
    gender: { too_long: 'Gender must be 60 characters or fewer' },
    address: { too_long: 'The address must be 300 characters or fewer' },
    medicalHistory: { too_long: 'The medical history must be 4,000 characters or fewer' },
    reason: { too_long: 'The reason must be 1,000 characters or fewer' },
    cancelReason: { too_long: 'The reason must be 500 characters or fewer' },
    bookerName: {
      required: 'Enter your own full name',
      too_long: 'Your name must be 120 characters or fewer',
      web_address: 'Enter your own name, without a web address',
    },
    bookerEmail: {
      required: 'Enter your own e-mail address',
      not_an_email: 'Enter your e-mail address like name@example.com',
      too_long: 'Your e-mail address must be 254 characters or fewer',
    },
    bookerPhone: {
      not_a_phone: 'Enter your phone number like 020 7946 0150',
      too_long: 'Your phone number must be 40 characters or fewer',
    },
    slotId: { required: 'Choose a time' },
    from: { not_a_date: 'Enter a date like 24 December' },
  } as Record<string, Record<string, string>>,
  anyFieldError: 'Check this answer',
};
