import { z } from 'zod';
import { storable } from '../storable.ts';
import { plain, plainNumbers } from '../typed.ts';
import { isDate } from '../typed-date.ts';

/** What is wrong with a field, as a key of the message files. */
export type Fault =
  | 'required'
  | 'not_text'
  | 'too_long'
  | 'web_address'
  | 'not_an_email'
  | 'not_a_phone'
  | 'not_a_date'
  | 'too_long_ago'
  | 'in_future';

/** Characters that a field takes, and the columns behind it. */
export const MOST = {
  name: 120,
  email: 254,
  phone: 40,
  gender: 60,
  address: 300,
  medicalHistory: 4000,
  reason: 1000,
  cancelReason: 500,
  message: 2000,
  answer: 4000,
} as const;

/** Nobody alive was born before. */
const FIRST_DATE_OF_BIRTH = '1900-01-01';

const text = () => z.string({ error: ({ input }): Fault => (input == null ? 'required' : 'not_text') });
const line = (most: number, written = onOneLine) => text().overwrite(written).max(most, tooLong);
const lines = (most: number) => text().overwrite(printable).max(most, tooLong);
const tooLong = { error: 'too_long' satisfies Fault, abort: true };
const fault = (error: Fault) => ({ error, abort: true });

/** Left out, null, empty and blank all mean: not given. */
const optional = (rule: z.ZodString) => rule.nullish().transform((typed) => typed || undefined);

/**
 * The fields about a patient, one rule each, for the pages' forms and the JSON API alike. Each trims, drops what can't be
 * stored or shown, and names its fault by key; a field that is not required gives undefined where nothing was given.
 */
export const patientRules = {
  name: line(MOST.name)
    .refine((typed) => /(?!\p{DI})[\p{L}\p{N}]/u.test(typed), fault('required'))
    .refine((typed) => !isLink(typed), fault('web_address')),
  email: line(MOST.email, emailAddress).min(1, fault('required')).refine(isEmail, fault('not_an_email')),
  phone: optional(
    line(MOST.phone, phoneNumber).refine((typed) => typed === '' || isPhone(typed), fault('not_a_phone')),
  ),
  dateOfBirth: optional(
    text()
      .overwrite(onOneLine)
      .refine((typed) => typed === '' || isDate(typed), fault('not_a_date'))
      .refine((typed) => typed === '' || typed >= FIRST_DATE_OF_BIRTH, fault('too_long_ago'))
      .refine((typed) => typed <= latestToday(), fault('in_future')),
  ),
  gender: optional(line(MOST.gender)),
  address: optional(lines(MOST.address)),
  medicalHistory: optional(lines(MOST.medicalHistory)),
  reason: optional(lines(MOST.reason)),
};

/** Why the patient cancels. */
export const cancelRules = { cancelReason: optional(lines(MOST.cancelReason)) };

/** What somebody writes to the practice, and what it answers. */
export const letterRules = {
  message: lines(MOST.message).min(1, fault('required')),
  answer: lines(MOST.answer).min(1, fault('required')),
};

/** The first fault of every field at fault, by its path: `email`, or `patient.email` inside a larger schema. */
export function faultsOf<Key extends string = Fault>(error: z.ZodError): Record<string, Key> {
  const byField = Map.groupBy(error.issues, (issue) => issue.path.join('.'));
  return Object.fromEntries([...byField].map(([field, [first]]) => [field, first!.message as Key]));
}

/** Without control characters but for line end and tab: no mail header, calendar file or terminal takes them well. */
function printable(typed: string): string {
  return storable(typed.replace(/(?![\n\r\t])\p{Cc}/gu, ''));
}

/** Every run of white space is one space, and nothing is invisible but the joiners that words in some scripts need. */
function onOneLine(typed: string): string {
  return printable(typed).replace(NEEDLESS_FORMAT, '').replace(/\s+/g, ' ').trim();
}

/**
 * Marks of direction, zero-width characters, soft hyphens. Persian and the scripts of India spell names with the joiners
 * U+200C and U+200D: between letters, or after the mark that ends a word.
 */
const NEEDLESS_FORMAT = /(?!(?<=\p{L})[\u200c\u200d](?=[\p{L}\p{M}])|(?<=\p{M})[\u200c\u200d])\p{Cf}/gu;

/** As it comes from an address book, a link, a sentence's end or a phone's keyboard, which bends the apostrophe. */
function emailAddress(typed: string): string {
  return plain(onOneLine(typed))
    .replaceAll('’', "'")
    .replaceAll('。', '.')
    .replace(/^[^<>]*<([^<>]*)>[ .]*$/, '$1')
    .trim()
    .replace(/^mailto: */i, '')
    .replace(/(?<![ .])[ .]+$/, '');
}

/**
 * Looser than RFC 5321 where nobody is hurt, with letters of every script (RFC 6531); strict where a typing error shows:
 * one @, no blank, a dot in the domain.
 */
function isEmail(typed: string): boolean {
  const [local = '', domain = '', ...more] = typed.split('@');
  const labels = domain.split('.');
  return (
    more.length === 0 &&
    local.length <= 64 &&
    local.split('.').every((atom) => /^[\p{L}\p{N}\p{M}\w!#$%&'*+/=?^`{|}~-]+$/u.test(atom)) &&
    labels.length > 1 &&
    labels.every(
      (label) => /^[\p{L}\p{N}\p{M}-]{1,63}$/u.test(label) && !label.startsWith('-') && !label.endsWith('-'),
    ) &&
    /^\p{L}/u.test(labels.at(-1)!)
  );
}

/** Our mail begins with the name, and goes to whatever address was typed: a mail program would make a link of it. */
const isLink = (typed: string) => /:\/\/|\bwww\./i.test(plain(typed));

/** As a telephone's keys have it, whatever keyboard or autofill it comes from. */
function phoneNumber(typed: string): string {
  return plainNumbers(onOneLine(typed));
}

/** Five digits and any words between: people note extensions, two numbers, whose it is. A person reads and dials it. */
function isPhone(typed: string): boolean {
  return typed.replace(/\D/g, '').length >= 5;
}

/** Where the day begins first: a child born today may be booked in, whatever zone the clinic and the server are in. */
function latestToday(): string {
  return Temporal.Now.plainDateISO('Pacific/Kiritimati').toString();
}
