/**
 * The tables, with the names of the specification. The promises that Drizzle cannot write down (EXCLUDE, deferrable
 * keys, generated columns, triggers) stand in the migrations; tests/db/schema.test.ts holds the two together.
 */
import { sql } from 'drizzle-orm';
import {
  type AnyPgColumn,
  bigint,
  boolean,
  char,
  customType,
  date,
  integer,
  jsonb,
  pgTable,
  smallint,
  text,
  time,
} from 'drizzle-orm/pg-core';

const tstzrange = customType<{ data: string }>({ dataType: () => 'tstzrange' });
const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' });
const instant = customType<{ data: Temporal.Instant; driverData: Temporal.Instant | string }>({
  dataType: () => 'timestamptz',
  toDriver: (value) => value.toString(),
});
const identity = (name: string) => bigint(name, { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity();
const reference = (name: string) => bigint(name, { mode: 'number' });

export const doctors = pgTable('doctors', {
  id: identity('id'),
  slug: text('slug').notNull().unique(),
  name: text('name').notNull(),
  email: text('email').notNull(),
  specialization: text('specialization').notNull(),
  qualification: text('qualification').notNull(),
  /** Years in practice. */
  experience: smallint('experience').notNull(),
  avatar: text('avatar'),
  bio: text('bio').notNull().default(''),
  /** Minor units (pence, cents) of `currency`. */
  consultationFee: integer('consultation_fee').notNull(),
  currency: char('currency', { length: 3 }).notNull(),
  /** ISO weekdays, 1 = Monday. Kept by a trigger from `working_hours`; never written by hand. */
  availableDays: smallint('available_days').array().notNull().default(sql`'{}'`),
  /** `[{ weekday, starts, ends }]`, kept by the same trigger. */
  workingHours: jsonb('working_hours').notNull().default([]),
  /** Minutes. */
  slotDuration: smallint('slot_duration').notNull(),
  active: boolean('active').notNull().default(true),
  /** Part of the link to the doctor's own page and calendar; raising it revokes the one before. */
  calendarVersion: integer('calendar_version').notNull().default(1),
  /** The last word of the folded name: by this the directory is sorted. */
  familyName: text('family_name').generatedAlwaysAs(sql`substring(fold_text(name) FROM '[^ ]+$')`),
  specializationFolded: text('specialization_folded').generatedAlwaysAs(sql`fold_text(specialization)`),
  /** The folded words of name, speciality and bio; how they are marked stands in the migration. */
  search: tsvector('search').generatedAlwaysAs(sql`search_words(name, specialization, bio)`),
});

/** What a typing error is compared with: words of names (`n`) and specialities (`s`). Kept by a trigger on `doctors`. */
export const knownWords = pgTable('known_words', {
  mark: char('mark', { length: 1 }).notNull(),
  word: text('word').notNull(),
});

/** Weekly hours: one row a range, so a lunch break is the gap between two rows. Local clinic time. */
export const workingHours = pgTable('working_hours', {
  id: identity('id'),
  doctorId: reference('doctor_id')
    .notNull()
    .references(() => doctors.id, { onDelete: 'cascade' }),
  /** ISO weekday, 1 = Monday. */
  weekday: smallint('weekday').notNull(),
  starts: time('starts').notNull(),
  ends: time('ends').notNull(),
});

/** Whole days off; both ends are days off. */
export const timeOff = pgTable('time_off', {
  id: identity('id'),
  doctorId: reference('doctor_id')
    .notNull()
    .references(() => doctors.id, { onDelete: 'cascade' }),
  firstDay: date('first_day').notNull(),
  lastDay: date('last_day').notNull(),
  reason: text('reason').notNull().default(''),
});

export const patients = pgTable('patients', {
  id: identity('id'),
  name: text('name').notNull(),
  email: text('email').notNull(),
  phone: text('phone'),
  dateOfBirth: date('date_of_birth'),
  gender: text('gender'),
  address: text('address'),
  medicalHistory: text('medical_history'),
  /** Kept by a trigger on `google_connections`; never written by hand. */
  googleCalendarConnected: boolean('google_calendar_connected').notNull().default(false),
  emailFolded: text('email_folded').generatedAlwaysAs(sql`lower(btrim(email))`),
  nameFolded: text('name_folded').generatedAlwaysAs(sql`fold_text(name)`),
  createdAt: instant('created_at').notNull().default(sql`now()`),
});

export const timeSlots = pgTable('time_slots', {
  id: identity('id'),
  doctorId: reference('doctor_id')
    .notNull()
    .references(() => doctors.id),
  /** Local clinic date and wall-clock times; `during` is the truth. */
  date: date('date').notNull(),
  startTime: time('start_time').notNull(),
  endTime: time('end_time').notNull(),
  during: tstzrange('during').notNull(),
  startsAt: instant('starts_at').generatedAlwaysAs(sql`lower(during)`),
  endsAt: instant('ends_at').generatedAlwaysAs(sql`upper(during)`),
  status: text('status', { enum: ['available', 'held', 'booked'] })
    .notNull()
    .default('available'),
  /** The hold (slot_holds.id) that has it, and that hold's end. */
  heldBy: text('held_by'),
  heldUntil: instant('held_until'),
  /** Set when the hours no longer offer this time. A held or booked slot keeps its status and is not offered again. */
  withdrawnAt: instant('withdrawn_at'),
});

/** Doctors whose slots are to be made anew, because a withdrawn slot became free. Written by a trigger on `time_slots`. */
export const refreshDue = pgTable('refresh_due', {
  doctorId: reference('doctor_id')
    .notNull()
    .references(() => doctors.id, { onDelete: 'cascade' }),
});

export const slotHolds = pgTable('slot_holds', {
  /** 128 random bits: knowing it is the right to use it. */
  id: text('id').primaryKey(),
  slotId: reference('slot_id')
    .notNull()
    .references(() => timeSlots.id),
  /** Who holds: the cookie's random id, or a random id of its own where there is no cookie. */
  visitor: text('visitor').notNull(),
  /** Keyed hash of the network address, for the cap on standing holds. */
  address: text('address').notNull(),
  patientId: reference('patient_id').references(() => patients.id),
  doctorId: reference('doctor_id')
    .notNull()
    .references(() => doctors.id),
  date: date('date').notNull(),
  startTime: time('start_time').notNull(),
  endTime: time('end_time').notNull(),
  expiresAt: instant('expires_at').notNull(),
  createdAt: instant('created_at').notNull().default(sql`now()`),
  extensions: smallint('extensions').notNull().default(0),
  /** Null while open. A row is kept when it ends, so that a late or repeated answer is right. */
  ended: text('ended', { enum: ['confirmed', 'released', 'moved', 'expired'] }),
  /** What the patient has typed so far, so that nothing is typed twice. */
  draft: jsonb('draft'),
  typedAt: instant('typed_at'),
  /** The appointment that is to move here; null where the time is held to be booked. */
  movesAppointmentId: reference('moves_appointment_id').references((): AnyPgColumn => appointments.id),
});

export const appointments = pgTable('appointments', {
  id: identity('id'),
  /** Short, readable aloud. */
  reference: text('reference').notNull().unique(),
  patientId: reference('patient_id')
    .notNull()
    .references(() => patients.id),
  doctorId: reference('doctor_id')
    .notNull()
    .references(() => doctors.id),
  /** Null only for an overbooking, which then carries its reason. */
  timeSlotId: reference('time_slot_id').references(() => timeSlots.id),
  overbookedReason: text('overbooked_reason'),
  date: date('date').notNull(),
  startTime: time('start_time').notNull(),
  endTime: time('end_time').notNull(),
  during: tstzrange('during').notNull(),
  startsAt: instant('starts_at').generatedAlwaysAs(sql`lower(during)`),
  endsAt: instant('ends_at').generatedAlwaysAs(sql`upper(during)`),
  status: text('status', { enum: ['scheduled', 'completed', 'cancelled', 'no-show'] })
    .notNull()
    .default('scheduled'),
  arrivedAt: instant('arrived_at'),
  /** Why the patient comes, in the patient's words. */
  reason: text('reason'),
  notes: text('notes'),
  /** What was typed at booking: an unverified booking never changes an existing patient's record. */
  intake: jsonb('intake').notNull(),
  /** `{ name, email, phone }` of the person who booked for someone else. */
  bookedBy: jsonb('booked_by'),
  /** RFC 5545 SEQUENCE of the calendar event: rises with each move and with the cancellation. */
  sequence: integer('sequence').notNull().default(0),
  /** Part of the patient's link; raising it revokes every link sent before. */
  linkVersion: integer('link_version').notNull().default(1),
  holdId: text('hold_id')
    .unique()
    .references(() => slotHolds.id),
  cancelledAt: instant('cancelled_at'),
  cancelReason: text('cancel_reason'),
  createdAt: instant('created_at').notNull().default(sql`now()`),
  /** When it was moved to this time; null where it was booked for it. */
  movedAt: instant('moved_at'),
});

/** Mail that is to be sent or was; src/mail/mail.sql says how a row comes to be. */
export const mails = pgTable('mails', {
  id: identity('id'),
  kind: text('kind').notNull(),
  recipient: text('recipient').notNull(),
  /** The ids of what it tells of. */
  about: jsonb('about').notNull(),
  /** One reason, one mail. */
  key: text('key').notNull().unique(),
  createdAt: instant('created_at').notNull().default(sql`now()`),
  /** Null while it waits. */
  ended: text('ended', { enum: ['sent', 'needless', 'refused'] }),
  endedAt: instant('ended_at'),
  /** What the last try met. */
  trouble: text('trouble'),
  triedAt: instant('tried_at'),
  /** The whole mail, where there is no mail server to give it to. */
  kept: jsonb('kept'),
  /** When the front desk saw to it that it did not arrive. */
  dealtAt: instant('dealt_at'),
});

/** What somebody wrote to the practice. */
export const messages = pgTable('messages', {
  id: identity('id'),
  reference: text('reference').notNull().unique(),
  /** Random for each page with the form: sent twice, it is one message. */
  formId: text('form_id').notNull().unique(),
  name: text('name').notNull(),
  email: text('email').notNull(),
  topic: text('topic', { enum: ['appointment', 'document', 'fees', 'website', 'other'] }).notNull(),
  message: text('message').notNull(),
  /** A program seems to have written it. */
  suspected: boolean('suspected').notNull().default(false),
  createdAt: instant('created_at').notNull().default(sql`now()`),
});

/** What the practice answered to a message, one after the other. */
export const answers = pgTable('answers', {
  id: identity('id'),
  messageId: reference('message_id')
    .notNull()
    .references(() => messages.id),
  /** From 1, each once of a message. */
  nth: smallint('nth').notNull(),
  /** Null where it was answered otherwise, such as by phone. */
  answer: text('answer'),
  createdAt: instant('created_at').notNull().default(sql`now()`),
});

/** Who waits for an earlier time, with a doctor or with anyone of a speciality. */
export const waiting = pgTable('waiting', {
  id: identity('id'),
  intake: jsonb('intake').notNull(),
  doctorId: reference('doctor_id').references(() => doctors.id),
  specialization: text('specialization'),
  /** ISO weekdays that suit. */
  days: smallint('days').array().notNull(),
  /** Times of day that suit: morning, afternoon, evening. */
  parts: text('parts').array().notNull(),
  /** The appointment that is to become an earlier one. */
  appointmentId: reference('appointment_id').references(() => appointments.id),
  openOffer: text('open_offer'),
  silences: smallint('silences').notNull().default(0),
  createdAt: instant('created_at').notNull().default(sql`now()`),
  /** When somebody who reads the mail that is sent to them said yes. */
  confirmedAt: instant('confirmed_at'),
  ended: text('ended', { enum: ['booked', 'left', 'silent', 'over'] }),
  endedAt: instant('ended_at'),
  person: text('person').generatedAlwaysAs(sql`person_of(intake)`),
});

/** A slot that has become free, held for one who waits until they answer. */
export const offers = pgTable('offers', {
  /** 128 random bits: knowing it is the right to answer. */
  id: text('id').primaryKey(),
  waitingId: reference('waiting_id')
    .notNull()
    .references(() => waiting.id),
  slotId: reference('slot_id')
    .notNull()
    .references(() => timeSlots.id),
  holdId: text('hold_id')
    .notNull()
    .unique()
    .references(() => slotHolds.id),
  createdAt: instant('created_at').notNull().default(sql`now()`),
  /** What the patient is told; the hold ends a minute later. */
  toldUntil: instant('told_until').notNull(),
  answer: text('answer', { enum: ['accepted', 'declined', 'silent', 'withdrawn'] }),
  answeredAt: instant('answered_at'),
});

/** One row: the rules by which a slot is offered, as the settings have them. */
export const offerRules = pgTable('offer_rules', {
  one: boolean('one').primaryKey().default(true),
  minutes: smallint('minutes').notNull().default(30),
  opens: time('opens').notNull().default('08:00'),
  closes: time('closes').notNull().default('20:00'),
  timeZone: text('time_zone').notNull().default('Europe/London'),
  /** Appointments to come that one patient may have. */
  most: integer('most').notNull().default(10),
  mailed: boolean('mailed').notNull().default(true),
});

/** Links by which a patient signs in. The link itself is kept nowhere: src/patients/link.ts makes it from the row. */
export const signInLinks = pgTable('sign_in_links', {
  id: identity('id'),
  /** Where it is mailed to, in the letters of one_address(). */
  email: text('email').notNull(),
  createdAt: instant('created_at').notNull().default(sql`now()`),
  expiresAt: instant('expires_at').notNull(),
  usedAt: instant('used_at'),
});

/** Who is signed in to see their appointments. */
export const patientSessions = pgTable('patient_sessions', {
  /** SHA-256 of what the cookie says. */
  tokenHash: text('token_hash').primaryKey(),
  email: text('email').notNull(),
  createdAt: instant('created_at').notNull().default(sql`now()`),
  seenAt: instant('seen_at').notNull().default(sql`now()`),
  expiresAt: instant('expires_at').notNull(),
});

/** A calendar at Google that a patient or a doctor lets MediBook write into; src/google/google.sql says how it comes to be. */
export const googleConnections = pgTable('google_connections', {
  /** 128 random bits; the tokens are sealed for it. */
  id: text('id').primaryKey(),
  patientId: reference('patient_id').references(() => patients.id),
  doctorId: reference('doctor_id').references(() => doctors.id),
  /** The one from whose page a patient connected it. */
  appointmentId: reference('appointment_id').references(() => appointments.id),
  /** The Google address; null until something was written there. */
  account: text('account'),
  /** Sealed with AES-256-GCM. */
  googleAccessToken: text('google_access_token'),
  /** Sealed with AES-256-GCM. */
  googleRefreshToken: text('google_refresh_token'),
  accessUntil: instant('access_until'),
  /** Of the consent that it came from: an answer that arrives twice is one. */
  consent: text('consent').notNull().unique(),
  connectedAt: instant('connected_at').notNull().default(sql`now()`),
  /** When Google let us in no more, and why. */
  lostAt: instant('lost_at'),
  lostWhy: text('lost_why'),
  /** Appointments that are booked from then on are added by themselves. */
  addsLaterSince: instant('adds_later_since'),
  stoppedAt: instant('stopped_at'),
  /** A doctor's: when the busy times were last read, and what the last try met. */
  busyReadAt: instant('busy_read_at'),
  busyTrouble: text('busy_trouble'),
});

/** An appointment in a calendar: what is to be so there, and what was last written. */
export const googleEvents = pgTable('google_events', {
  appointmentId: reference('appointment_id')
    .notNull()
    .references(() => appointments.id),
  connectionId: text('connection_id')
    .notNull()
    .references(() => googleConnections.id, { onDelete: 'cascade' }),
  /** Null until it is first tried. */
  googleEventId: text('google_event_id'),
  /** How often it was made anew, as what was there is gone. */
  made: smallint('made').notNull().default(0),
  state: text('state', { enum: ['waiting', 'added', 'removed', 'refused'] })
    .notNull()
    .default('waiting'),
  /** The appointment's SEQUENCE, as it is to be in the calendar, and as it is; null where it is not there. */
  wantedSequence: integer('wanted_sequence').notNull(),
  writtenSequence: integer('written_sequence'),
  trouble: text('trouble'),
  triedAt: instant('tried_at'),
  /** Who writes it has it until then. */
  busyUntil: instant('busy_until'),
  createdAt: instant('created_at').notNull().default(sql`now()`),
});

/** When a doctor's own calendar says that they are busy. */
export const busyTimes = pgTable('busy_times', {
  doctorId: reference('doctor_id')
    .notNull()
    .references(() => doctors.id, { onDelete: 'cascade' }),
  during: tstzrange('during').notNull(),
});
