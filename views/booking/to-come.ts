import type { OpenToPatient } from '../../src/booking/cancel.ts';

/** Whether the appointment stands and is not over, though it may be too late to change it here. */
export const isToCome = (open: OpenToPatient): boolean => open === 'open' || open === 'too_late';
