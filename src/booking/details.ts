import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Form } from '../http/form.ts';
import { plain } from '../typed.ts';
import { type DateFault, emptyBirthDate, inThreeBoxes, sayingWhichBox, withBirthDate } from './birth-date.ts';
import type { Booking } from './confirm.ts';
import type { Draft } from './held.ts';
import { type Fault, faultsOf, patientRules } from './patient-rules.ts';

/** The pages of the details, and the fields that each asks for. */
export const steps = {
  details: ['name', 'email', 'phone', 'dateOfBirth-day', 'dateOfBirth-month', 'dateOfBirth-year'],
  more: ['reason', 'gender', 'address', 'medicalHistory'],
  booker: ['bookerName', 'bookerEmail', 'bookerPhone'],
} as const;

export type Step = keyof typeof steps;
export type Faults = Record<string, Fault | DateFault>;

/** What of this form belongs to the step, as typed; a whole date in the first box goes into all three. */
export function typedOf(form: Form, step: Step): Draft {
  const fields = steps[step].flatMap((field) => (form[field] === undefined ? [] : [[field, form[field]]]));
  return inThreeBoxes(Object.fromEntries(fields));
}

/**
 * What was typed on a step and not saved, as it is at fault or was only sent along to extend the hold: kept beside what is
 * saved, and booked by nobody who goes back without saving it. Undefined: there is no such thing any more.
 */
export const unsaved = (step: Step, typed?: Draft): Draft => ({
  [`unsaved-${step}`]: typed ? JSON.stringify(typed) : '',
});

/** What was typed on the step and not saved since; null where there is no such thing. */
export function unsavedOf(soFar: Draft, step: Step): Draft | null {
  const typed = soFar[`unsaved-${step}`];
  return typed ? JSON.parse(typed) : null;
}

const allFields = Object.values(steps).flat();
const fieldsBeside = [...steps.more, ...steps.booker];

/** Whether anything is filled in on any step. */
export const isFilled = (typed: Draft) => allFields.some((field) => typed[field]);

/** What is filled in of this. */
export const filledOf = (typed: Draft): Draft => Object.fromEntries(Object.entries(typed).filter(([, value]) => value));

/** All of it empty, to begin again for another patient: `cleared` keeps out what an older hold's page sends late. */
export const blank: Draft = {
  ...Object.fromEntries(allFields.map((field) => [field, ''])),
  ...unsaved('more'),
  ...unsaved('booker'),
  cleared: 'yes',
};

/** Marks what stands noted on the pages beside the details, which show it: nothing else is booked than what they show. */
export function markOfNoted(typed: Draft): string {
  const noted = fieldsBeside.map((field) => typed[field] ?? '');
  return createHash('sha256').update(JSON.stringify(noted)).digest('base64url').slice(0, 16);
}

/** Whether a person booked for somebody else: any of the booker's fields is filled. */
const hasBooker = (typed: Draft) => steps.booker.some((field) => typed[field]);

/**
 * What of a step to keep over what was typed so far. Who types their own details and then says that they book for someone
 * else is not the patient: the patient's name and date of birth are asked for again. E-mail and phone stay, a child's are
 * the parent's. Only a booker not noted before counts, so that a son may have his father's name.
 */
export function keptOf(soFar: Draft, step: Step, typed: Draft): Draft {
  const { bookerName = '' } = typed;
  const isNew = step === 'booker' && !sameName(bookerName, soFar.bookerName ?? '');
  if (!isNew || !bookerName || !sameName(bookerName, soFar.name ?? '')) return typed;
  return { ...typed, name: '', ...emptyBirthDate };
}

/**
 * Whether what is noted on the pages beside the details was noted for another patient: `soFar` came along from the time
 * before, and now another name is typed.
 */
export function isNotedForAnother(soFar: Draft, typed: Draft): boolean {
  const noted = fieldsBeside.some((field) => soFar[field]);
  return noted && Boolean(soFar.name) && Boolean(typed.name) && !sameName(soFar.name!, typed.name!);
}

const sameName = (one: string, other: string) => plain(one).toLowerCase() === plain(other).toLowerCase();

const { name, email, phone, dateOfBirth, gender, address, medicalHistory, reason } = patientRules;
const rules = {
  details: z.object({ name, email, phone, dateOfBirth }),
  more: z.object({ reason, gender, address, medicalHistory }),
  booker: z.object({ bookerName: name, bookerEmail: email, bookerPhone: phone }),
};

/** The fields of a step that can't be saved as typed. A page may be left half done, so that nothing is required here. */
export function faultsOfStep(typed: Draft, step: Step): Faults {
  if (step === 'booker' && !hasBooker(typed)) return {};
  const read = rules[step].safeParse(withBirthDate(typed));
  return read.success ? {} : sayingWhichBox(faultsOf(read.error), typed);
}

/** Everything typed on all steps as a booking, or every field at fault with its reason. */
export function readBooking(typed: Draft): { ok: true; booking: Booking } | { ok: false; faults: Faults } {
  const fields = withBirthDate(typed);
  const patient = rules.details.safeParse(fields);
  const more = rules.more.safeParse(fields);
  const booker = hasBooker(typed) ? rules.booker.safeParse(fields) : null;
  if (!patient.success || !more.success || booker?.success === false) {
    const wrong = [patient, more, booker].flatMap((read) => (read?.success === false ? [faultsOf(read.error)] : []));
    return { ok: false, faults: sayingWhichBox(Object.assign({}, ...wrong), typed) };
  }
  const { reason: why, ...rest } = more.data;
  const bookedBy = booker && {
    name: booker.data.bookerName,
    email: booker.data.bookerEmail,
    phone: booker.data.bookerPhone,
  };
  return { ok: true, booking: { patient: { ...patient.data, ...rest }, reason: why, ...(bookedBy && { bookedBy }) } };
}

/** The first step with a fault, and only what is at fault there: its page has no field for the rest. */
export function firstAtFault(faults: Faults): { step: Step; faults: Faults } {
  const of = (step: Step) => Object.entries(faults).filter(([field]) => field in rules[step].shape);
  const step = (['details', 'booker', 'more'] as const).find((step) => of(step).length > 0) ?? 'details';
  return { step, faults: Object.fromEntries(of(step)) };
}
