import { en } from './en.ts';

export type Words = typeof en;

/** The language that pages speak. */
export const words: Words = en;

/** A number as it is read: `2,000`. */
export const numberInWords = (number: number): string => number.toLocaleString(words.language);

/** What is said of each field, by the reason that it is at fault for. */
export type FieldErrorWords = Record<string, Record<string, string>>;

/** What to say of a field at fault: reasons are keys, here they become sentences. `said`: those of a form of its own. */
export function fieldError(field: string, reason: string, said: FieldErrorWords = words.fieldErrors): string {
  return said[field]?.[reason] ?? words.anyFieldError;
}

/** The same of all that is at fault, by the names of the fields. */
export const fieldErrors = (faults: Record<string, string>, said?: FieldErrorWords): Record<string, string> =>
  Object.fromEntries(Object.entries(faults).map(([field, reason]) => [field, fieldError(field, reason, said)]));
