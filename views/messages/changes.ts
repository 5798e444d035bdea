import type { Child } from 'hono/jsx';

/** Every sentence of the pages on which a patient cancels or moves an appointment, in English. */
export const changeWords = {
  cancel: {
    title: 'Cancel this appointment?',
    lead: 'If you cancel, other people can have this time.',
    reason: 'Why are you cancelling?',
    reasonHint: 'Only the practice sees it.',
    button: 'Cancel this appointment',
    keep: 'Keep it',
    tooQuick: (wait: string) =>
      `Too many requests came from your network, so it is not cancelled yet. Please send this again ${wait}.`,
  },

  closed: {
    cancelled: 'Nothing is left to change. If you still need a doctor, you can book again.',
    over: 'It can no longer be cancelled or moved.',
    tooLateTitle: 'It is too late to change this online',
    tooLate: (hours: number) =>
      hours === 0
        ? 'The appointment has begun.'
        : `Online, an appointment can be cancelled or moved until ${hours === 1 ? 'an hour' : `${hours} hours`} before it begins.`,
    call: (phone: Child, reference: string): Child => [
      'Please call us on ',
      phone,
      `, and give your reference ${reference}.`,
    ],
    back: 'See the appointment',
  },

  move: {
    title: 'Move your appointment',
    lead: (when: string, doctor: string) => `You have ${when} with ${doctor}. That stays yours until you have moved.`,
    choose: 'Choose a new time',
    explain: (held: string) => `We hold it for ${held} while you look at it again.`,
    none: (phone: Child): Child => [
      'No other time can be chosen online at the moment: please call us on ',
      phone,
      ', as we may have another way.',
    ],
    keepAsItIs: 'Keep the appointment as it is',
    titleHeld: 'Move to this time?',
    leadHeld: (from: string, to: string) => `Your appointment moves from ${from}, to ${to}.`,
    from: 'Old time',
    to: 'New time',
    button: 'Move my appointment',
    buttonAnyway: 'Try to move anyway',
    keepOld: 'Keep the old time',
    limit: (most: number) =>
      `This time has been extended ${most} times, as often as it can be. You can still move to it now.`,
    tooQuick: (wait: string) =>
      `Too many requests came from your network, so this was not done yet. Please try again ${wait}.`,
    busy: (phone: string) =>
      `This patient has another appointment at that time. Choose another time, or call us on ${phone}.`,
    takenLead: 'It cannot be had any more. Your appointment is still at its old time.',
    ended: {
      moved: 'You have chosen another time since, so this one was let go. Nothing was moved to it.',
      released: 'The time was let go. Nothing was moved to it.',
    },
  },

  /** In place of what the countdown says of a time that is held to be booked. */
  countdown: {
    ranOut: (extendable: boolean) =>
      `We no longer hold this time for you, but it is still free. You can move to it now${extendable ? ', or hold it again' : ''}.`,
    over: 'We no longer hold this time for you. You can still try to move to it.',
    taken: 'Somebody else has it now. Choose another time: your appointment is still at its old one.',
  },
};
