import type { Appointment } from '../../src/booking/appointment.ts';
import type { Clinic } from '../../src/config.ts';
import { referenceInPrint } from '../booking/reference.ts';
import { googleWords } from '../messages/google.ts';
import { mailWords } from '../messages/mail.ts';
import { words } from '../messages/words.ts';
import { momentInWords, zoneInWords } from '../ui/when.ts';
import type { Letter, Part } from './letter.tsx';

export type AppointmentLetterProps = {
  appointment: Appointment;
  clinic: Clinic;
  /** Who booked for the patient, in mail to them. */
  booker?: string | undefined;
  /** The patient's own page of it. */
  link: string;
  /** The doctor's page. */
  again: string;
  /** When it was, of one that was moved. */
  from?: Temporal.Instant | undefined;
  /** Google no longer lets us change the calendar that it is in (`written`), or is to be in. */
  lostCalendar: 'written' | 'unwritten' | null;
  /** Whether the patient may still move or cancel it on its page. */
  open: boolean;
};

export const bookedLetter = (props: AppointmentLetterProps): Letter => ({
  subject: mailWords.booked.subject(when(props)),
  parts: [
    greeting(props),
    mailWords.booked.lead,
    facts(props),
    toPage(props),
    ...ifClosed(props),
    mailWords.booked.arrive,
    ...ifLost(props),
  ],
});

export const movedLetter = (props: AppointmentLetterProps): Letter => ({
  subject: mailWords.moved.subject(when(props)),
  parts: [
    greeting(props),
    mailWords.moved.lead(inWhole(props.from ?? props.appointment.startsAt, props)),
    facts(props),
    toPage(props),
    ...ifClosed(props),
    ...ifLost(props),
  ],
});

export const reminderLetter = (props: AppointmentLetterProps): Letter => ({
  subject: mailWords.reminder.subject(when(props)),
  parts: [greeting(props), mailWords.reminder.lead, facts(props), cannotCome(props), toPage(props), ...ifLost(props)],
});

export const cancelledLetter = (props: AppointmentLetterProps): Letter => ({
  subject: mailWords.cancelled.subject(when(props)),
  parts: [
    greeting(props),
    mailWords.cancelled.lead,
    facts(props),
    { link: props.again, label: mailWords.cancelled.again },
    mailWords.cancelled.unknown(props.clinic.phone),
    ...(props.lostCalendar === 'written' ? [googleWords.mail.stillThere] : []),
  ],
});

const greeting = ({ appointment, booker }: AppointmentLetterProps) =>
  mailWords.greeting(booker ?? appointment.intake.name);

const facts = (props: AppointmentLetterProps): Part => ({
  facts: [
    [words.details.when, inWhole(props.appointment.startsAt, props)],
    [words.details.with, props.appointment.doctorName],
    [words.confirmation.where, `${props.clinic.name}, ${props.clinic.address}`],
    [words.confirmation.patient, props.booker ? props.appointment.intake.name : ''],
    [words.confirmation.reference, referenceInPrint(props.appointment.reference)],
  ],
});

const toPage = ({ link, open }: AppointmentLetterProps): Part => ({
  link,
  label: open ? mailWords.toPage : mailWords.onlyToSee,
});

const ifClosed = ({ open, clinic }: AppointmentLetterProps) => (open ? [] : [mailWords.closed(clinic.phone)]);

/** The link leads to the appointment's page, and only the button there to Google: programs follow the links of mail. */
const ifLost = ({ lostCalendar, link }: AppointmentLetterProps): Part[] =>
  lostCalendar
    ? [
        lostCalendar === 'written' ? googleWords.mail.lost : googleWords.mail.lostNew,
        { link: `${link}#google`, label: googleWords.reconnect },
      ]
    : [];

const cannotCome = ({ open, clinic }: AppointmentLetterProps) =>
  open ? mailWords.reminder.cannot : mailWords.reminder.call(clinic.phone);

const when = (props: AppointmentLetterProps) => inWords(props.appointment.startsAt, props);

const inWords = (instant: Temporal.Instant, { clinic }: AppointmentLetterProps) =>
  momentInWords(instant, clinic.timeZone, { year: true });

const inWhole = (instant: Temporal.Instant, props: AppointmentLetterProps) =>
  `${inWords(instant, props)}, ${zoneInWords(props.clinic.timeZone, instant)}`;
