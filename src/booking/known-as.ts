import { createHash } from 'node:crypto';
import type { Appointment } from './appointment.ts';

/**
 * 22 letters by which programs outside know an appointment for its whole life, and take it for no other clinic's. They are made
 * of what the appointment keeps, whatever becomes of the clinic's address and secret key. No secret: nothing opens by them.
 */
export function knownAs({ id, reference, createdAt }: Pick<Appointment, 'id' | 'reference' | 'createdAt'>): string {
  return createHash('sha256').update(`${id} ${reference} ${createdAt}`).digest().subarray(0, 16).toString('base64url');
}
