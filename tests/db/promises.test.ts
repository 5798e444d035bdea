import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../support/database.ts';

let database: TestDatabase;
let db: TestDatabase['db'];
beforeAll(async () => {
  database = await testDatabase();
  db = database.db;
  await db.sql.unsafe(clinic);
});
afterAll(() => database.drop());

const T = (from: string, to: string) => `tstzrange('2030-01-07 ${from}+00', '2030-01-07 ${to}+00')`;
const hold = (nth: number) => `${nth}`.repeat(32);

/**
 * Dr Okafor (1) and Dr Tan (2). Okafor's slots: 1 is free, 2 is held by Ada's hold, 3 is booked by Ada, 4 is withdrawn.
 * Tan's slots: 5 is free at the hour of 3, 6 is booked by Ben.
 */
const clinic = `
  INSERT INTO doctors (slug, name, email, specialization, qualification, experience, consultation_fee, currency, slot_duration) VALUES
    ('dr-okafor', 'Dr Okafor', 'okafor@clinic.example', 'General practice', 'MBBS', 12, 4500, 'GBP', 30),
    ('dr-tan', 'Dr Tan', 'tan@clinic.example', 'Cardiology', 'MBBS', 12, 4500, 'GBP', 30);
  INSERT INTO working_hours (doctor_id, weekday, starts, ends) VALUES (1, 1, '09:00', '12:00');
  INSERT INTO patients (name, email, date_of_birth) VALUES
    ('Ada Lovelace', 'ada@example.org', '1987-06-05'), ('Ben Stranger', 'ben@example.org', NULL);
  INSERT INTO time_slots (doctor_id, date, start_time, end_time, during, withdrawn_at) VALUES
    (1, '2030-01-07', '09:00', '09:30', ${T('09:00', '09:30')}, NULL),
    (1, '2030-01-07', '09:30', '10:00', ${T('09:30', '10:00')}, NULL),
    (1, '2030-01-07', '10:00', '10:30', ${T('10:00', '10:30')}, NULL),
    (1, '2030-01-07', '11:00', '11:30', ${T('11:00', '11:30')}, now()),
    (2, '2030-01-07', '10:00', '10:30', ${T('10:00', '10:30')}, NULL),
    (2, '2030-01-07', '11:00', '11:30', ${T('11:00', '11:30')}, NULL);
  INSERT INTO slot_holds (id, slot_id, visitor, address, doctor_id, date, start_time, end_time, expires_at, ended) VALUES
    ('${hold(2)}', 2, 'Ada', 'here', 1, '2030-01-07', '09:30', '10:00', '2030-01-01 00:05+00', NULL),
    ('${hold(3)}', 3, 'Ada', 'here', 1, '2030-01-07', '10:00', '10:30', '2030-01-01 00:05+00', 'confirmed');
  UPDATE time_slots SET status = 'held', held_by = '${hold(2)}', held_until = '2030-01-01 00:05+00' WHERE id = 2;
  UPDATE time_slots SET status = 'booked' WHERE id IN (3, 6);
  INSERT INTO appointments (reference, patient_id, doctor_id, time_slot_id, date, start_time, end_time, during, intake, hold_id) VALUES
    ('ADA1', 1, 1, 3, '2030-01-07', '10:00', '10:30', ${T('10:00', '10:30')}, '{}', '${hold(3)}'),
    ('BEN1', 2, 2, 6, '2030-01-07', '11:00', '11:30', ${T('11:00', '11:30')}, '{}', NULL)`;

const insert = (table: string, usual: Row) => (row: Row) => {
  const columns = { ...usual, ...row };
  return `INSERT INTO ${table} (${Object.keys(columns)}) VALUES (${Object.values(columns)})`;
};
type Row = Record<string, string>;
const at = { date: "'2030-01-07'", start_time: "'09:00'", end_time: "'09:30'" };
const addDoctor = insert('doctors', {
  slug: "'dr-new'",
  name: "'Dr New'",
  email: "'new@clinic.example'",
  specialization: "'Cardiology'",
  qualification: "'MBBS'",
  experience: '1',
  consultation_fee: '0',
  currency: "'GBP'",
  slot_duration: '30',
});
const addMail = insert('mails', { kind: "'booked'", recipient: "'ada@example.org'", about: "'{}'", key: "'booked 1'" });
const addMessage = insert('messages', {
  reference: "'MSG1'",
  form_id: "'form'",
  name: "'Ada'",
  email: "'ada@example.org'",
  topic: "'fees'",
  message: "'How much?'",
});
const addAnswer = insert('answers', { message_id: '(SELECT max(id) FROM messages)', nth: '1', answer: "'Yes.'" });
const addEntry = insert('waiting', {
  intake: `'{"name": "Ada Lovelace", "email": "ada@example.org"}'`,
  doctor_id: '1',
  days: "'{1}'",
  parts: "'{morning}'",
});
const lastEntry = '(SELECT max(id) FROM waiting)';
const addOffer = insert('offers', {
  id: "'first-offer-of-this-test'",
  waiting_id: lastEntry,
  slot_id: '2',
  hold_id: `'${hold(2)}'`,
  told_until: 'now()',
});
const addConnection = insert('google_connections', {
  id: "'first-connection'",
  patient_id: '1',
  appointment_id: '1',
  google_refresh_token: "'sealed'",
  consent: "'first'",
});
const another = { id: "'another-connection'", consent: "'another'" };
const ofDoctor = { patient_id: 'NULL', appointment_id: 'NULL', doctor_id: '1' };
const since = { adds_later_since: 'now()' };
const addEvent = insert('google_events', {
  appointment_id: '1',
  connection_id: "'first-connection'",
  wanted_sequence: '0',
});
const addBusy = (during: string) => insert('busy_times', { doctor_id: '1' })({ during });
const addHours = (starts: string, ends: string, weekday = '1') =>
  insert('working_hours', { doctor_id: '1' })({ weekday, starts: `'${starts}'`, ends: `'${ends}'` });
const addPatient = insert('patients', {});
const addSlot = (doctor_id: string, during: string) => insert('time_slots', at)({ doctor_id, during });
const addHold = insert('slot_holds', {
  ...at,
  id: `'${hold(9)}'`,
  address: "'here'",
  doctor_id: '1',
  expires_at: 'now()',
});
const addAppointment = insert('appointments', {
  ...at,
  reference: "'NEW1'",
  patient_id: '2',
  doctor_id: '1',
  time_slot_id: '1',
  during: T('09:00', '09:30'),
  intake: "'{}'",
});

const kept: Record<string, [promise: string, breaking: string][]> = {
  doctors_slug_key: [['two doctors never share an address on the web', addDoctor({ slug: "'dr-okafor'" })]],
  doctors_email: [
    ['two doctors never share an e-mail address, whatever its case', addDoctor({ email: "'OKAFOR@clinic.example'" })],
  ],
  doctors_name_check: [['a doctor has a name', addDoctor({ name: "' '" })]],
  doctors_specialization_check: [['a doctor has a speciality', addDoctor({ specialization: "' '" })]],
  doctors_experience_check: [['experience is not negative', addDoctor({ experience: '-1' })]],
  doctors_consultation_fee_check: [['a fee is not negative', addDoctor({ consultation_fee: '-1' })]],
  doctors_slot_duration_check: [['a slot lasts some minutes', addDoctor({ slot_duration: '0' })]],
  working_hours_weekday_check: [['a week has seven days', addHours('09:00', '10:00', '8')]],
  working_hours_check: [['hours end after they start', addHours('10:00', '10:00', '2')]],
  a_calendar_is_somebodys: [
    ['a calendar is a patient’s or a doctor’s', addConnection({ doctor_id: '1' })],
    ['a calendar is somebody’s', addConnection({ patient_id: 'NULL', appointment_id: 'NULL' })],
  ],
  patients_connect_from_an_appointment: [
    ['a patient connects a calendar from an appointment', addConnection({ appointment_id: 'NULL' })],
    ['a doctor does not', addConnection({ ...ofDoctor, appointment_id: '1' })],
  ],
  tokens_are_kept_while_they_open: [
    ['a calendar that is not lost can be opened', addConnection({ google_refresh_token: 'NULL' })],
    ['of one that is lost no token is kept', addConnection({ lost_at: 'now()', lost_why: "'invalid_grant'" })],
    [
      'nor a token of an hour',
      addConnection({
        lost_at: 'now()',
        lost_why: "'invalid_grant'",
        google_refresh_token: 'NULL',
        google_access_token: "'sealed'",
      }),
    ],
  ],
  lost_says_why: [['a lost calendar says why', addConnection({ lost_at: 'now()', google_refresh_token: 'NULL' })]],
  later_ones_are_added_or_not: [
    ['later ones are added or not', addConnection({ adds_later_since: 'now()', stopped_at: 'now()' })],
  ],
  google_connections_account_check: [['an account has a name', addConnection({ account: "' '" })]],
  google_connections_consent_key: [
    ['a consent connects once', `${addConnection({})}; ${addConnection({ id: another.id })}`],
  ],
  one_calendar_a_doctor: [
    ['a doctor has one calendar', `${addConnection(ofDoctor)}; ${addConnection({ ...ofDoctor, ...another })}`],
  ],
  an_account_once_a_patient: [
    [
      'an account is connected once for a patient, whatever its case',
      `${addConnection({ account: "'ada@example.org'" })}; ${addConnection({ ...another, account: "'ADA@example.org'" })}`,
    ],
  ],
  one_calendar_gets_later_ones: [
    [
      'later appointments go into one calendar',
      `${addConnection({ ...since })}; ${addConnection({ ...another, ...since })}`,
    ],
  ],
  google_events_state_check: [
    ['an event is in a known state', `${addConnection({})}; ${addEvent({ state: "'lost'" })}`],
  ],
  what_is_added_is_there: [
    ['what is added has an id, and says which', `${addConnection({})}; ${addEvent({ state: "'added'" })}`],
    ['and says as of when', `${addConnection({})}; ${addEvent({ state: "'added'", google_event_id: "'0'" })}`],
  ],
  busy_times_during_check: [['a busy time lasts', addBusy(T('09:00', '09:00'))]],
  busy_times_never_overlap: [
    ['busy times of a doctor are told apart', `${addBusy(T('09:00', '10:00'))}; ${addBusy(T('09:30', '10:30'))}`],
  ],
  working_hours_never_overlap: [['a doctor’s hours of a day never overlap', addHours('11:59', '13:00')]],
  time_off_check: [
    [
      'time off ends on its first day or later',
      "INSERT INTO time_off (doctor_id, first_day, last_day) VALUES (1, '2030-01-02', '2030-01-01')",
    ],
  ],
  time_slots_status_check: [
    ['a slot is available, held or booked', "UPDATE time_slots SET status = 'gone' WHERE id = 1"],
  ],
  time_slots_during_check: [
    ['a slot lasts some time', addSlot('1', "'empty'")],
    [
      'a slot begins with its first instant',
      addSlot('1', "tstzrange('2030-01-07 15:00+00', '2030-01-07 15:30+00', '(]')"),
    ],
    [
      'a slot ends before the next begins',
      addSlot('1', "tstzrange('2030-01-07 15:00+00', '2030-01-07 15:30+00', '[]')"),
    ],
  ],
  held_says_by_whom_and_until_when: [
    ['a held slot says by whom', "UPDATE time_slots SET status = 'held' WHERE id = 1"],
    ['a held slot says until when', 'UPDATE time_slots SET held_until = NULL WHERE id = 2'],
    ['an available slot is held by nobody', "UPDATE time_slots SET status = 'available' WHERE id = 2"],
    ['a booked slot is held by nobody', "UPDATE time_slots SET status = 'booked' WHERE id = 2"],
  ],
  a_held_slot_agrees_with_its_hold: [
    ['a slot is held until its hold ends, not longer', 'UPDATE time_slots SET held_until = now() WHERE id = 2'],
    ['a slot is held by a hold that there is', `UPDATE time_slots SET held_by = '${hold(8)}' WHERE id = 2`],
    [
      'a slot is held by a hold of its own, not of another slot',
      `UPDATE time_slots SET status = 'held', held_by = '${hold(2)}', held_until = '2030-01-01 00:05+00' WHERE id = 5`,
    ],
    [
      'a hold that is extended takes its slot along',
      `UPDATE slot_holds SET expires_at = now() WHERE id = '${hold(2)}'`,
    ],
  ],
  slots_of_a_doctor_never_overlap: [
    ['two slots of a doctor never overlap', addSlot('1', T('09:15', '09:45'))],
    [
      'a withdrawn slot that is booked still has its time',
      `UPDATE time_slots SET withdrawn_at = now() WHERE id = 3; ${addSlot('1', T('10:00', '10:30'))}`,
    ],
    [
      'a withdrawn slot does not come back over another',
      `${addSlot('1', T('11:15', '11:45'))}; UPDATE time_slots SET withdrawn_at = NULL WHERE id = 4`,
    ],
  ],
  patients_name_check: [['a patient has a name', addPatient({ name: "''", email: "'x@example.org'" })]],
  patients_are_one_record: [
    [
      'one person is one record, whatever case and accents',
      addPatient({ name: "'ADA  Lovélace'", email: "' Ada@Example.org'", date_of_birth: "'1987-06-05'" }),
    ],
    [
      'one person without a date of birth is one record',
      addPatient({ name: "'ben stranger'", email: "'ben@example.org'" }),
    ],
  ],
  slot_holds_id_check: [['a hold’s id can’t be guessed', addHold({ id: "'short'", slot_id: '1', visitor: "'Ben'" })]],
  slot_holds_ended_check: [
    ['a hold ends in one of four ways', `UPDATE slot_holds SET ended = 'lost' WHERE id = '${hold(3)}'`],
  ],
  one_open_hold_a_visitor: [['a visitor has one open hold', addHold({ slot_id: '1', visitor: "'Ada'" })]],
  one_open_hold_a_slot: [['a slot has one open hold', addHold({ slot_id: '2', visitor: "'Ben'" })]],
  an_ended_hold_keeps_no_draft: [
    ['what was typed goes when the hold ends', `UPDATE slot_holds SET draft = '{}' WHERE id = '${hold(3)}'`],
  ],
  a_session_is_kept_as_its_hash: [
    [
      'a session is kept as its hash, never as what the cookie says',
      `INSERT INTO patient_sessions (token_hash, email, expires_at) VALUES ('${hold(2)}', 'ada@example.org', now())`,
    ],
  ],
  appointments_reference_key: [['a reference means one appointment', addAppointment({ reference: "'ADA1'" })]],
  appointments_status_check: [
    [
      'an appointment is scheduled, completed, cancelled or a no-show',
      "UPDATE appointments SET status = 'lost' WHERE id = 1",
    ],
  ],
  appointments_during_check: [['an appointment lasts some time', addAppointment({ during: "'empty'" })]],
  an_overbooking_gives_its_reason: [
    ['an appointment without a slot says why', addAppointment({ time_slot_id: 'NULL', overbooked_reason: "' '" })],
  ],
  cancelled_says_when: [
    ['a cancelled appointment says when', "UPDATE appointments SET status = 'cancelled' WHERE id = 1"],
    ['an appointment that stands was not cancelled', 'UPDATE appointments SET cancelled_at = now() WHERE id = 1'],
  ],
  appointments_of_a_doctor_never_overlap: [
    ['two appointments of a doctor never overlap', addAppointment({ during: T('10:15', '10:45') })],
  ],
  a_patient_is_never_in_two_places: [
    [
      'a patient is never in two places',
      addAppointment({ doctor_id: '2', patient_id: '1', time_slot_id: '5', during: T('10:00', '10:30') }),
    ],
    [
      'nor in a place and an overbooking',
      addAppointment({
        doctor_id: '2',
        patient_id: '1',
        time_slot_id: 'NULL',
        overbooked_reason: "'Urgent'",
        during: T('10:00', '10:30'),
      }),
    ],
  ],
  one_live_appointment_a_slot: [['a slot has one live appointment', addAppointment({ time_slot_id: '3' })]],
  a_person_waits_once_for_each: [
    ['a person waits for a doctor once', `${addEntry({})}; ${addEntry({})}`],
    [
      'and for a speciality once, in whatever spelling their name is',
      `${addEntry({ doctor_id: 'NULL', specialization: "'Cardiology'" })};
       ${addEntry({ doctor_id: 'NULL', specialization: "'Cardiology'", intake: `'{"name": "ADA  Lovelace", "email": "ADA@example.org"}'` })}`,
    ],
  ],
  waits_for_a_doctor_or_for_a_speciality: [
    ['who waits waits for a doctor or a speciality, not both', addEntry({ specialization: "'Cardiology'" })],
    ['and not for nobody', addEntry({ doctor_id: 'NULL' })],
  ],
  some_day_of_the_week_suits: [
    ['who waits has a day that suits', addEntry({ days: "'{}'" })],
    ['which is one of the seven', addEntry({ days: "'{8}'" })],
  ],
  some_time_of_day_suits: [
    ['who waits has a time of day that suits', addEntry({ parts: "'{}'" })],
    ['which is one of three', addEntry({ parts: "'{midnight}'" })],
  ],
  waiting_ended_check: [['an entry ends in a known way', addEntry({ ended: "'lost'", ended_at: 'now()' })]],
  who_waits_no_more_says_since_when: [['an entry that has ended says when', addEntry({ ended: "'left'" })]],
  who_waits_no_more_has_no_offer: [
    ['who waits no more has no offer', addEntry({ ended: "'left'", ended_at: 'now()', open_offer: "'x'" })],
  ],
  offers_id_check: [['an offer’s id can’t be guessed', `${addEntry({})}; ${addOffer({ id: "'1'" })}`]],
  offers_hold_id_key: [
    [
      'a hold is of one offer',
      `${addEntry({})}; ${addEntry({ doctor_id: '2' })}; ${addOffer({})}; ${addOffer({ id: "'second-offer-of-this-test'", waiting_id: lastEntry, slot_id: '4' })}`,
    ],
  ],
  nobody_is_offered_a_time_twice: [
    [
      'nobody is offered a time twice',
      `${addEntry({})}; ${addOffer({ answer: "'declined'", answered_at: 'now()' })}; ${addOffer({ id: "'second-offer-of-this-test'", hold_id: `'${hold(3)}'` })}`,
    ],
  ],
  offers_answer_check: [
    [
      'an offer is answered in a known way',
      `${addEntry({})}; ${addOffer({ answer: "'perhaps'", answered_at: 'now()' })}`,
    ],
  ],
  an_answered_offer_says_when: [
    ['an answered offer says when', `${addEntry({})}; ${addOffer({ answer: "'declined'" })}`],
  ],
  one_open_offer_a_person: [
    [
      'a person has one open offer',
      `${addEntry({})}; ${addOffer({})}; ${addOffer({ id: "'second-offer-of-this-test'", hold_id: `'${hold(3)}'`, slot_id: '3' })}`,
    ],
  ],
  one_open_offer_a_slot: [
    [
      'a slot has one open offer',
      `${addEntry({})}; ${addOffer({})}; ${addEntry({ doctor_id: '2' })}; ${addOffer({ id: "'second-offer-of-this-test'", hold_id: `'${hold(3)}'` })}`,
    ],
  ],
  messages_reference_key: [
    ['a reference is of one message', `${addMessage({})}; ${addMessage({ form_id: "'another form'" })}`],
  ],
  messages_form_id_key: [
    ['a form that is sent twice is one message', `${addMessage({})}; ${addMessage({ reference: "'another'" })}`],
  ],
  messages_name_check: [['who writes has a name', addMessage({ name: "' '" })]],
  messages_message_check: [['a message says something', addMessage({ message: "E'\\n '" })]],
  messages_topic_check: [['a message has a known topic', addMessage({ topic: "'horses'" })]],
  answers_answer_check: [['an answer says something', `${addMessage({})}; ${addAnswer({ answer: "' '" })}`]],
  of_two_who_answer_at_once_one_does: [
    ['of two who answer at once one does', `${addMessage({})}; ${addAnswer({})}; ${addAnswer({ answer: 'NULL' })}`],
  ],
  there_is_one_set_of_rules: [['the clinic has one set of rules', 'INSERT INTO offer_rules (one) VALUES (false)']],
  mails_key_key: [['one reason makes one mail', `${addMail({})}; ${addMail({})}`]],
  mails_recipient_check: [['a mail goes to somebody', addMail({ recipient: "' '" })]],
  mails_ended_check: [['a mail ends in a known way', addMail({ ended: "'lost'", ended_at: 'now()' })]],
  an_ended_mail_says_when: [
    ['a mail that has ended says when', addMail({ ended: "'sent'" })],
    ['one that waits has not ended', addMail({ ended_at: 'now()' })],
  ],
  appointments_hold_id_key: [['a hold makes one appointment', addAppointment({ hold_id: `'${hold(3)}'` })]],
};

const promises = Object.entries(kept).flatMap(([name, breakings]) =>
  breakings.map(([promise, breaking]) => [promise, name, breaking] as const),
);

/** What the database says to these statements, which never stay. */
async function attempt(statements: string): Promise<string> {
  const undo = new Error('undone');
  return db.sql
    .begin(async (sql) => {
      await sql.unsafe(`${statements}; SET CONSTRAINTS ALL IMMEDIATE`);
      throw undo;
    })
    .catch((error) => (error === undo ? 'accepted' : (error.constraint_name ?? error.message)));
}

describe('the database itself promises that', () => {
  test.each(promises)('%s (%s)', async (_, name, breaking) => {
    expect(await attempt(breaking)).toBe(name);
  });
});

test('every promise of the tables is broken above', async () => {
  const rows = await db.sql<{ name: string }[]>`
    SELECT conname AS name FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND (contype IN ('c', 'x', 'u') OR condeferrable)
    UNION SELECT indexrelid::regclass::text FROM pg_index JOIN pg_class ON pg_class.oid = indrelid
    WHERE indisunique AND NOT indisprimary AND relnamespace = 'public'::regnamespace`;
  const names = rows.map(({ name }) => name).filter((name) => name !== 'slot_holds_id_slot_id_expires_at_key'); // the primary key says more
  expect(names.filter((name) => !(name in kept))).toEqual([]);
});

describe('what looks like a breach and is none is let through', () => {
  test.each([
    ['slots that meet at an instant', addSlot('1', T('10:30', '11:00'))],
    ['a slot at the time of a withdrawn free one', addSlot('1', T('11:00', '11:30'))],
    ['the same time with another doctor', addSlot('2', T('09:00', '09:30'))],
    ['hours that meet at a minute', addHours('12:00', '13:00')],
    [
      'an overbooking with its reason, over an appointment',
      addAppointment({ time_slot_id: 'NULL', overbooked_reason: "'Urgent'", during: T('10:00', '10:30') }),
    ],
    [
      'a second appointment in the slot of a cancelled one',
      `UPDATE appointments SET status = 'cancelled', cancelled_at = now() WHERE id = 1; ${addAppointment({ time_slot_id: '3', during: T('10:00', '10:30') })}`,
    ],
    [
      'a brother with the same address',
      addPatient({ name: "'Bob Lovelace'", email: "'ada@example.org'", date_of_birth: "'1987-06-05'" }),
    ],
  ])('%s', async (_, statements) => {
    expect(await attempt(statements)).toBe('accepted');
  });
});

test('a doctor’s working days and hours follow the rows of working_hours by themselves', async () => {
  const shown = async () =>
    (await db.sql`SELECT available_days AS days, working_hours AS hours FROM doctors WHERE id = 2`)[0];
  await db.sql`INSERT INTO working_hours (doctor_id, weekday, starts, ends) VALUES (2, 3, '14:00', '15:00'), (2, 3, '09:00', '12:00'), (2, 1, '09:00', '12:00')`;
  expect(await shown()).toEqual({
    days: [1, 3],
    hours: [
      { weekday: 1, starts: '09:00', ends: '12:00' },
      { weekday: 3, starts: '09:00', ends: '12:00' },
      { weekday: 3, starts: '14:00', ends: '15:00' },
    ],
  });
  await db.sql`UPDATE working_hours SET weekday = 5 WHERE doctor_id = 2 AND weekday = 1`;
  await db.sql`DELETE FROM working_hours WHERE doctor_id = 2 AND weekday = 3`;
  expect(await shown()).toEqual({ days: [5], hours: [{ weekday: 5, starts: '09:00', ends: '12:00' }] });
  await db.sql`DELETE FROM working_hours WHERE doctor_id = 2`;
  expect(await shown()).toEqual({ days: [], hours: [] });
});

test('words are folded so that case, accents, apostrophes and spacing do not count', async () => {
  const [row] =
    await db.sql`SELECT fold_text(E'  Błażej  O’Brien-Ní\tBhriain ') AS folded, fold_text('İpek Øster Straße') AS other`;
  expect(row).toEqual({ folded: 'blazej obrien ni bhriain', other: expect.stringMatching(/^ipek oster strasse$/) });
});
