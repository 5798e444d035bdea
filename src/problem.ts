/** What keeps MediBook from starting, as one sentence for the person at the terminal: no stack trace is wanted. */
export class Problem extends Error {}

/** What a caught value says. */
export const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error));
