import type { Child } from 'hono/jsx';

/** Every sentence about calendars at Google, in English. */
export const googleWords = {
  /** In the calendar itself. */
  event: {
    summary: (clinic: string) => `Appointment at ${clinic}`,
    description: (reference: string, phone: string, link: string) =>
      `Reference ${reference}. To see it, move it or cancel it: ${link}\nOr call ${phone}.`,
    forDoctor: (initials: string, reference: string) => `${initials} ${reference}`.trim(),
  },

  /** On the page of an appointment. */
  add: 'Add to Google Calendar',
  addHelp:
    'Google asks you to allow it first. It is told when and where, with a link to this page, but not with whom or why. It reminds you a day and an hour before, and if the time changes, so does the entry.',
  heading: 'Google Calendar',
  waiting: 'Waiting to be added to your Google Calendar. Google has not answered yet; we keep trying.',
  waitingChange: 'Waiting to be changed in your Google Calendar, too. Google has not answered yet; we keep trying.',
  look: 'Look again',
  added: 'It is in your Google Calendar.',
  addedByItself: 'It is in your Google Calendar, which gets your appointments by itself.',
  addedTo: (account: string) => `It is in your Google Calendar (${account}).`,
  lost: 'Your calendar needs you: Google no longer lets us change it, so what is there may be out of date.',
  lostCancelled:
    'Google no longer lets us change your Google Calendar, so the appointment may still be there. Please delete it yourself.',
  lostOver: 'Google no longer lets us change your Google Calendar.',
  lostNew: 'Your calendar needs you: Google no longer lets us add this appointment.',
  reconnect: 'Reconnect Google Calendar',
  refused: 'Google did not take it into your calendar.',
  refusedChange: 'Google did not take the change, so what is in your calendar may be out of date.',
  refusedCancelled:
    'Google did not let us take it out of your Google Calendar, so it may still be there. Please delete it yourself.',
  again: 'Try again with Google Calendar',
  another: 'Add to another Google Calendar',
  removed: 'It has been taken out of your Google Calendar.',
  removing: 'Waiting to be taken out of your Google Calendar. Google has not answered yet; we keep trying.',
  later: 'Appointments that you book from now on are added to your Google Calendar by themselves.',
  laterOff: 'Appointments that you book from now on are not added by themselves.',
  stop: 'Stop adding later appointments',
  start: 'Add later appointments, too',
  disconnect: 'Disconnect Google Calendar',
  disconnectHelp:
    'Disconnecting ends what you allowed at Google. What is in the calendar stays there, and changes no more.',
  disconnectBehind:
    'If you disconnect now, what is in your calendar stays as it was: you would have to delete it yourself.',
  disconnectGone: 'Disconnecting ends what you allowed at Google.',
  disconnectLost: 'Disconnecting forgets this calendar here.',
  toSwitch: (page: Child): Child => ['To have later appointments added by themselves, too: ', page, '.'],
  toChange: (page: Child): Child => ['To change what is added to your calendar, or to disconnect it: ', page, '.'],
  toMine: 'see all your appointments',
  /** Of two that are shown alike. */
  nth: (of: string, nth: number) => `${of} (${nth})`,
  /** A button, for who cannot see which calendar it stands under. */
  which: (button: string, of: string) => `${button}: ${of}`,

  /** After Google has sent somebody back, by how that went. */
  back: {
    added: 'The appointment is in your Google Calendar now.',
    waiting: 'Google Calendar is connected. The appointment will be there as soon as Google answers.',
    connected: 'Google Calendar is connected.',
    refused: 'Nothing was added to Google Calendar, as you did not allow it. Your appointment stands as it is.',
    unticked:
      'Nothing was added to Google Calendar: on Google’s page the box that lets us add events was not ticked. Your appointment stands as it is.',
    late: 'That took longer than an hour, so nothing was added to Google Calendar. Please try again. Your appointment stands as it is.',
    away: 'Google did not answer, so nothing was added to Google Calendar. Please try again in a few minutes. Your appointment stands as it is.',
    trouble:
      'Google did not let us connect the calendar, so nothing was added. Your appointment stands as it is; the calendar file works with every calendar.',
    stopped: 'Later appointments are no longer added to Google Calendar.',
    started: 'Later appointments are added to Google Calendar from now on.',
    disconnected: 'Google Calendar is disconnected. What is in it stays there, and changes no more.',
    behind:
      'Google Calendar was disconnected before it was changed, so what is in it may be out of date. Please delete that yourself.',
    disconnectedOne: 'One Google Calendar was disconnected. What is in it stays there, and changes no more.',
  },

  /** Of a doctor's own calendar, to the doctor and to the front desk. */
  doctor: {
    heading: 'Google Calendar',
    /** `whose`: your, or Dr Okafor’s. */
    offer: (whose: string) =>
      `Once it is connected, every appointment appears in ${whose} Google Calendar, with the patient’s initials and the reference, and no time can be booked at which that says busy. MediBook sees when it is busy, not why. Only what stands as busy in the account’s main calendar counts: what lasts a whole day is free there unless it is marked as busy.`,
    connect: 'Connect Google Calendar',
    atDesk: (doctor: string) =>
      `${doctor} must sign in at Google for it: here on this computer, or on their own page, by the link below.`,
    connected: (account: string | null) => (account ? `Connected: ${account}.` : 'Connected.'),
    once: 'Subscribe to your appointments in other calendars only: in Google each would be there twice.',
    waiting: (count: number) =>
      count === 1 ? 'One appointment waits to be written there.' : `${count} appointments wait to be written there.`,
    refused: (count: number) =>
      count === 1
        ? 'Google did not take one appointment: it is not there, or not as it is now.'
        : `Google did not take ${count} appointments: they are not there, or not as they are now.`,
    read: (time: string) => `Busy times were last read on ${time}.`,
    unread: 'Busy times have not been read yet.',
    trouble: 'Google has not answered since; what was read then counts, and we keep trying.',
    unreadTrouble: 'Google has not answered; we keep trying.',
    lost: (whose: string) =>
      `Google no longer lets us into ${whose} calendar: new appointments are missing there, and the busy times that we know may be out of date. It must be connected again.`,
    reconnect: 'Reconnect Google Calendar',
    disconnect: 'Disconnect Google Calendar',
    disconnectHelp:
      'Disconnecting ends what was allowed at Google, and times that were blocked as busy can be booked again. Appointments that are in the calendar stay there, and change no more.',
    disconnectLost:
      'Disconnecting forgets the calendar here, and times that were blocked as busy can be booked again. Appointments that are in it stay there, and change no more.',
    your: 'your',
    theirs: (doctor: string) => `${doctor}’s`,
    back: {
      connected:
        'Google Calendar is connected. Appointments to come are written there, and busy times are read every few minutes. Whole days off must be marked as busy there.',
      refused: 'Nothing was connected, as it was not allowed at Google.',
      unticked:
        'Nothing was connected: on Google’s page not every box was ticked. Both are needed: to add events, and to see when the calendar is busy.',
      late: 'That took longer than an hour, so nothing was connected. Please try again.',
      away: 'Google did not answer, so nothing was connected. Please try again in a few minutes.',
      trouble:
        'Google did not let us connect the calendar. An account of a Google Workspace may need its administrator to allow it.',
      disconnected: 'Google Calendar is disconnected.',
    },
  },

  noCookies: {
    title: 'Your browser keeps no cookies',
    lead: 'Without one we cannot know that it is you who comes back from Google. Allow cookies and try again. Nothing has changed, and an appointment’s calendar file works without.',
  },
  notYours: {
    title: 'This is not for this browser',
    lead: 'What Google answered belongs to another browser, or to a page that is no longer open to you. Nothing was connected or changed, and appointments stand as they are. Go back to the page where you began, and start there.',
    find: 'Find your appointment',
  },

  /** In mail about an appointment. */
  mail: {
    lost: 'Your Google Calendar needs you: Google no longer lets us change it, so it may be out of date. Connect it again on the appointment’s page:',
    lostNew:
      'Your Google Calendar needs you: Google no longer lets us add this appointment. Connect it again on the appointment’s page:',
    stillThere:
      'Google no longer lets us change your Google Calendar, so the appointment may still be there. Please delete it yourself.',
  },

  /** In mail to a doctor whose calendar it is. */
  doctorLost: {
    subject: 'Your Google Calendar needs you',
    greeting: (doctor: string) => `Hello ${doctor},`,
    lead: (account: string | null) =>
      `Google no longer lets us see when you are busy in your Google Calendar${account ? ` (${account})` : ''}, or write your appointments there.`,
    until:
      'Times that were busy when we last looked stay closed to patients. We do not see what you have added or taken out since, and what is booked, moved or cancelled here does not change there.',
    again: (phone: string) =>
      `On your calendar’s page press Reconnect Google Calendar, or call us on ${phone}. What was missed is then written by itself.`,
    page: 'Your calendar',
    keep: 'Keep this mail to yourself: whoever has the link sees when you have appointments.',
  },

  /** On the page of a patient's appointments. */
  mine: {
    of: (patient: string, account: string | null) =>
      account ? `${account}, with appointments of ${patient}` : `A calendar with appointments of ${patient}`,
    later: (patient: string) => `Appointments for ${patient} that are booked from now on are added by themselves.`,
    laterOff: (patient: string) =>
      `Appointments for ${patient} that are booked from now on are not added by themselves.`,
    lost: 'Google no longer lets us change this calendar, so what is there may be out of date.',
    lostNone:
      'Google no longer lets us change this calendar. When you book again, you can connect it again from the page of that appointment.',
  },
};
