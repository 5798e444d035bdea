import { randomBytes } from 'node:crypto';

/** 128 random bits, safe in an address: knowing a hold's id is the right to use it. */
export function randomId(): string {
  return randomBytes(16).toString('hex');
}

export const isRandomId = (id: string | undefined): id is string => id !== undefined && /^[0-9a-f]{32}$/.test(id);
