import type { ApiFault, ProblemCode } from '../../src/api/problem.ts';

type Problem = { title: string; detail?: string };

const problems: Record<ProblemCode, Problem> = {
  malformed_request: { title: 'The request could not be read', detail: 'Nothing was changed.' },
  malformed_json: {
    title: 'The body is not JSON',
    detail: 'Send one JSON object in UTF-8. Nothing was changed.',
  },
  foreign_origin: {
    title: 'The request comes from another site',
    detail: 'A browser may only send it from this clinic’s own pages. Nothing was changed.',
  },
  not_found: { title: 'There is nothing at this address', detail: 'All addresses are listed at /api/docs.' },
  doctor_not_found: { title: 'No such doctor', detail: 'The doctors who can be booked are listed at /api/doctors.' },
  slot_not_found: { title: 'No such slot', detail: 'A doctor’s slots are listed at /api/slots.' },
  hold_not_found: { title: 'No such hold', detail: 'Use the holdId that holding a slot answered with.' },
  method_not_allowed: { title: 'This address has no such method', detail: 'The Allow header lists those it has.' },
  slot_unavailable: {
    title: 'The slot can’t be had',
    detail: 'It is held by someone else, booked, no longer offered, or has begun. Choose another one.',
  },
  patient_busy: {
    title: 'The patient has another appointment at that time',
    detail: 'The hold stands: hold another slot, or release this one.',
  },
  too_many_appointments: {
    title: 'The patient has as many appointments to come as are allowed',
    detail: 'The hold stands: release it, or cancel another appointment of this patient and book again.',
  },
  already_booked: {
    title: 'The hold has become an appointment',
    detail: 'It can’t be released any more. Nothing was changed.',
  },
  hold_expired: { title: 'The hold has run out', detail: 'Nothing was booked. The slot is still free: hold it again.' },
  hold_ended: {
    title: 'The hold has ended',
    detail: 'It was released, or its visitor has held another slot since. Nothing was booked.',
  },
  payload_too_large: { title: 'The body is too large', detail: 'No request needs more than 64 kB.' },
  unsupported_media_type: { title: 'The body must be JSON', detail: 'Send it as Content-Type: application/json.' },
  invalid_request: { title: 'The request has faults', detail: 'Every field at fault is listed in errors.' },
  too_many_holds: {
    title: 'Too many slots are held',
    detail: 'This network address holds as many as are allowed at once. Retry-After says when the first of them ends.',
  },
  too_many_requests: {
    title: 'Too many requests',
    detail: 'Wait as many seconds as Retry-After says, then try again.',
  },
  internal_error: { title: 'Something went wrong on our side' },
  unavailable: {
    title: 'The appointment book can’t be reached at the moment',
    detail:
      'Booking, letting go, and holding with a visitor of yours may be repeated safely. Retry-After says in how many seconds.',
  },
};

const faults: Record<ApiFault, string> = {
  required: 'is required',
  not_text: 'must be a string',
  too_long: 'is too long',
  web_address: 'must be a name, without a web address',
  not_an_email: 'must be an e-mail address like name@example.com',
  not_a_phone: 'must be a phone number, of five digits or more',
  not_a_date: 'must be a real day as YYYY-MM-DD',
  too_long_ago: 'must be in 1900 or later',
  in_future: 'must not be in the future',
  not_an_object: 'must be a JSON object',
  not_a_positive_integer: 'must be a positive whole number',
  not_a_visitor: 'must be 16 to 128 letters, digits, - or _',
  out_of_range: 'must be from 1970 to 2200',
};

/** Every sentence of the JSON API: its problems, and the page that documents it. */
export const apiWords = {
  problems,
  faults,

  document: {
    title: 'Booking API',
    description: (clinic: string) =>
      `Appointments at ${clinic}: see the doctors and their times, hold one, book it. A hold keeps a slot for a few minutes; the holdId is the right to book or release it, so keep it to yourself. Booking and letting go may be repeated: the same hold makes the same appointment. So may holding, where you name the visitor. Errors are problem documents (RFC 9457) with a stable code.`,
    doctors: { summary: 'The doctors who can be booked', ok: 'All of them, by family name.' },
    slots: {
      summary: 'A doctor’s slots on one day',
      ok: 'The slots of that day in order of time; none on a day off. Those that have begun are left out.',
    },
    hold: {
      summary: 'Hold a slot',
      ok: 'Held. Another hold of this visitor moves here.',
      again: 'This visitor holds the slot already: the same hold.',
    },
    release: { summary: 'Let a held slot go', ok: 'Released. Asked again, the same answer.' },
    book: {
      summary: 'Book the held slot',
      ok: 'Booked.',
      again: 'This hold was booked before: the same appointment.',
    },
    fields: {
      consultationFee: 'In minor units (pence, cents) of currency',
      currency: 'ISO 4217',
      slotDuration: 'Minutes',
      experience: 'Years in practice',
      nextFree: 'The soonest slot that can be held',
      localDate: 'The clinic’s local date',
      localTime: 'The clinic’s local time. In the hour that clocks go back it occurs twice: startsAt tells them apart',
      status: 'A hold that has run out counts as available',
      heldUntil: 'Of a held slot, when it is free again unless it is booked; else null',
      holdId: 'The right to book the slot or to let it go: keep it to yourself',
      visitor:
        'A random id that you make for one person and keep: 16 to 128 letters, digits, - or _. The request may then be repeated, and this person’s next hold moves. Without it each request is somebody new’s, unless it brings our pages’ cookie',
      expiresAt: 'When the hold runs out unless it is booked',
      reference: 'What the patient says at the front desk',
      url: 'The patient’s own page. Whoever has the address may see the appointment',
      dateOfBirth: 'Helps the clinic to find the patient’s record; not before 1900, not in the future',
      reason: 'Why the patient comes, for the doctor',
      blank: 'Empty, blank and null mean: not given',
      retryAfter: 'Seconds to wait',
      type: 'Where the code is explained',
      code: 'Stable: decide by this',
      errors: 'With invalid_request: every field at fault',
      field: 'For example patient.email',
      pointer: 'Where it is in the body (RFC 6901)',
    },
  },

  page: {
    machine: 'The same for programs: ',
    operations: 'What you can ask',
    query: 'In the address',
    body: 'In the body',
    answer: (status: number) => `Answer ${status}`,
    refusals: 'Instead of that',
    problems: 'Every problem code',
    problemsLead:
      'A problem document has type, title, status, detail and code. With invalid_request, errors names every field at fault.',
    faults: 'Every fault of a field',
    columns: { field: 'Field', type: 'Type', meaning: 'Meaning', status: 'Status', code: 'Code', codes: 'Codes' },
    required: 'required',
    or: ' or ',
    listOf: (type: string) => `list of ${type}`,
    atMost: (characters: number) => `at most ${characters} characters`,
  },
};
