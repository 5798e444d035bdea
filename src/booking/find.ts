import { z } from 'zod';
import type { Db } from '../db/client.ts';
import { type DateFault, inThreeBoxes, sayingWhichBox, withBirthDate } from './birth-date.ts';
import type { Draft } from './held.ts';
import { type Fault, faultsOf, patientRules } from './patient-rules.ts';
import { readReference } from './reference.ts';

/** What is asked for: of whose appointment. */
export type Asked = { reference: string; dateOfBirth: string | undefined; email: string | undefined };

/** `neither`: no date of birth, and no e-mail address in its place. `not_a_reference`: none that anybody could have. */
export type FindFaults = Record<string, Fault | DateFault | 'neither' | 'not_a_reference'>;

const fields = ['reference', 'dateOfBirth-day', 'dateOfBirth-month', 'dateOfBirth-year', 'email'];

/** What of this form is asked for, as typed. */
export const typedToFind = (form: Record<string, string>): Draft =>
  inThreeBoxes(Object.fromEntries(fields.map((field) => [field, form[field] ?? ''])));

const rules = z.object({
  reference: z
    .string()
    .min(1, 'required' satisfies Fault)
    .refine((typed) => readReference(typed) !== null, 'not_a_reference')
    .transform((typed) => readReference(typed) ?? ''),
  dateOfBirth: patientRules.dateOfBirth,
  email: patientRules.email.optional(),
});

/** Only what is empty or can't be read is a fault, which tells nothing of the references that there are. */
export function readAsked(typed: Draft): { ok: true; asked: Asked } | { ok: false; faults: FindFaults } {
  const read = rules.safeParse({ ...withBirthDate(typed), email: typed.email || undefined });
  const faults: FindFaults = read.success ? {} : sayingWhichBox(faultsOf<Fault | 'not_a_reference'>(read.error), typed);
  const isGiven = typed.email || withBirthDate(typed).dateOfBirth;
  if (!isGiven) faults.dateOfBirth = 'neither';
  if (!read.success || !isGiven) return { ok: false, faults };
  const { reference, dateOfBirth, email } = read.data;
  return { ok: true, asked: { reference, dateOfBirth, email } };
}

/**
 * The appointment with this reference, of a patient born then; of one who gave no date of birth when booking, with this
 * e-mail address, the patient's or the booker's. Null whatever is wrong, by one query that costs the same.
 */
export async function findByReference({ sql }: Db, asked: Asked): Promise<number | null> {
  const [found] = await sql<{ id: number }[]>`
    SELECT a.id FROM appointments a JOIN patients p ON p.id = a.patient_id
    WHERE a.reference = ${asked.reference}
      AND (p.date_of_birth = ${asked.dateOfBirth ?? null}
           OR (a.intake->>'dateOfBirth' IS NULL
               AND lower(btrim(${asked.email ?? null}::text)) IN (lower(btrim(a.intake->>'email')), lower(btrim(a.booked_by->>'email')))))`;
  return found?.id ?? null;
}
