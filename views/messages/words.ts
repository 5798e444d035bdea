import { en } from './en.ts';

export type Words = typeof en;

/** The language that pages speak. */
export const words: Words = en;

/** What to say of a field at fault: reasons are keys, here they become sentences. */
export function fieldError(field: string, reason: string): string {
  return words.fieldErrors[field]?.[reason] ?? words.anyFieldError;
}
