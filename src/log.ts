import { type DestinationStream, type Logger, pino } from 'pino';

/** A busy server writes many lines at once, a quiet one each within a quarter of a second; a process that ends, all it has. */
const together = { minLength: 4_096, periodicFlush: 250, sync: false };

/** The log: JSON lines. What an error says of a patient's data stays out of it. */
export function makeLog(level: string, destination?: DestinationStream): Logger {
  const options = { level, serializers: { err: withoutData, error: withoutData } };
  return pino(options, destination ?? pino.destination({ dest: 1, ...together }));
}

/** Of a page: it may be the right to see an appointment, or a name that was looked for. */
const ADDRESS = /https?:\/\/\S+/g;

/**
 * Name, code, place and stack of an error. PostgreSQL puts values into `detail` and, of a data exception (class 22), into
 * the message; Drizzle puts them into its own message and keeps PostgreSQL's error as the cause.
 */
export function withoutData(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  if (error.cause instanceof Error && error.message.startsWith('Failed query')) return withoutData(error.cause);
  const { code, table_name: table, constraint_name: constraint } = error as unknown as Record<string, unknown>;
  const kept =
    typeof code === 'string' && code.startsWith('22') ? 'data exception' : error.message.replace(ADDRESS, '[address]');
  const places = error.stack?.split('\n').filter((line) => line.startsWith('    at ')) ?? [];
  return { type: error.name, code, table, constraint, message: kept, stack: places.join('\n') };
}
