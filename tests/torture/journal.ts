/** What every client was told and when, and what was done to the clinic meanwhile. Times are milliseconds since 1970. */

export type Verb = 'browse' | 'hold' | 'extend' | 'release' | 'book';

/** One request and what came of it. */
export type Entry = {
  client: number;
  /** Whom the cookie names. */
  visitor: string;
  /** Which of the apps was asked. */
  app: number;
  face: 'page' | 'api';
  verb: Verb;
  slot: number | null;
  /** The hold that was asked about, or that was given. */
  hold: string | null;
  /** The e-mail address of whoever is booked in. */
  patient: string | null;
  sent: number;
  /** When the answer was there whole, or was given up; null as long as it is on its way. */
  done: number | null;
  /** Null without an answer. */
  status: number | null;
  /** Of a problem document; without an answer: `vanished`, the client itself; `broken`, the connection; `hung`. */
  code: string | null;
  /** What the answer says that the client has now. */
  told: 'held' | 'extended' | 'released' | 'booked' | null;
  appointment: number | null;
  /** What this answer may not be like, as sentences. */
  faults: string[];
};

/** The runner lets a hold end early. Whatever becomes of that statement, the hold ends at `endsAt` or later. */
export type Shortening = { slot: number; hold: string; endsAt: number; sent: number; done: number | null };

export type TroubleKind =
  | 'app killed'
  | 'app frozen'
  | 'database stopped'
  | 'backend frozen'
  | 'database connections dropped'
  | 'client connections dropped'
  | 'answers lost'
  | 'runner busy';

/** `to` is infinite as long as it lasts; `app` is null where it is not one app's. */
export type Trouble = { kind: TroubleKind; app: number | null; from: number; to: number };

/** A page that somebody keeps open, and what it shows by what it was told. */
export type Watch = {
  watcher: number;
  /** Whose times it shows: the last part of its address. */
  doctor: string;
  /** The page itself first, with all its days; then the days that changed, each with the slots that it shows as free. */
  told: { at: number; app: number; free: Record<string, number[]> }[];
  /** Each from its first message on; `to` is infinite as long as it is open. */
  streams: { app: number; from: number; to: number }[];
  /** Messages, also those that say only that nothing changed. */
  messages: number;
  /** What it may not be answered, as sentences. */
  faults: string[];
};

export type Journal = {
  entries: Entry[];
  shortenings: Shortening[];
  troubles: Trouble[];
  watches: Watch[];
  /** Apps that ended without being told, with what they wrote. */
  ended: string[];
};

export const newJournal = (): Journal => ({ entries: [], shortenings: [], troubles: [], watches: [], ended: [] });

/**
 * Whether what was asked is done, or refused for good. Anything else may still come into effect: a statement goes on after
 * its 503, and a frozen process does what it was asked when it wakes.
 */
export const isSettled = ({ status }: Entry): boolean => status !== null && status < 500;

/** A time of these as it is printed, UTC. */
export const clock = (at: number | null): string =>
  at !== null && Number.isFinite(at) ? new Date(at).toISOString().slice(11, 23) : '…';
