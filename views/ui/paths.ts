/** The addresses that pages lead to. What is undefined or false is left out. */
import type { Step } from '../../src/booking/details.ts';

type DoctorQuery = {
  /** The first day shown, `YYYY-MM-DD`. */
  from?: string | undefined;
  /** A slot chosen already. */
  slot?: number | undefined;
  /** The hold that they come from, for those without cookies. */
  hold?: string | undefined;
  /** Said on the page: the form came without a time; a time was let go. */
  nochoice?: boolean;
  letgo?: boolean;
};

type DirectoryQuery = {
  q?: string | undefined;
  specialization?: string | undefined;
  hold?: string | undefined;
  /** From 1. */
  page?: number | undefined;
};

export const doctorPath = (slug: string, query: DoctorQuery = {}) => withQuery(`/doctors/${slug}`, query);

/** The times on a doctor's page, below who that is: as from the day and with the time that are named. */
export const timesPath = (slug: string, query: DoctorQuery = {}) => `${doctorPath(slug, query)}#times`;

/**
 * What tells a page that shows the days from `from` on of their changes; `seen` are the times that it shows, `move` says that
 * an appointment could move there, and nothing of which.
 */
export const livePath = (slug: string, query: { from: string; seen?: string | undefined; move?: boolean }) =>
  withQuery(`/doctors/${slug}/live`, query);

/**
 * What the last click did, for the page to say: lengthened the hold, found notes erased, sent what is to be put right, made
 * this hold in place of another.
 */
export type HoldQuery = { extended?: boolean; erased?: boolean; check?: boolean; instead?: boolean };

/**
 * A hold's page, or the step beside it. Each time another address: links and elinks show the page that they have kept of one,
 * whatever Cache-Control says, and what was typed since is not on that; sent from there, it would be gone.
 */
export function holdPath(id: string, step: Step = 'details', query: HoldQuery = {}): string {
  const path = step === 'details' ? `/holds/${id}` : `/holds/${id}/${step}`;
  return withQuery(path, { ...query, at: now() });
}

/** The patient's own page of an appointment, at `path`, after something has happened to it; `kept`: nothing has. */
export const appointmentPath = (path: string, query: { kept?: boolean } = {}) =>
  withQuery(path, { ...query, at: now() });

/** Where another time is chosen for the appointment at `path`. */
export const movePath = (path: string, query: DoctorQuery = {}) => withQuery(`${path}/move`, query);

/** Other days of the page that is open, wherever that is: for who must not know its address. */
export const otherDaysHere = (from: string) => `${withQuery('', { from })}#times`;

/** The page of a time that is held for that. */
export const heldMovePath = (path: string, id: string, query: HoldQuery = {}) =>
  withQuery(`${path}/move/${id}`, { ...query, at: now() });

const now = () => Date.now().toString(36);

/** The directory, or the part of it that is asked for. */
export const directoryPath = (query: DirectoryQuery = {}) => withQuery('/doctors', query);

/**
 * A doctor's day at the front desk, today unless a `date`, `YYYY-MM-DD`, is named; `did`: what the last click did, `calendar`: what
 * that did with the doctor's Google Calendar.
 */
export const deskDayPath = (slug: string, query: { date?: string | undefined; did?: string; calendar?: string } = {}) =>
  withQuery(`/desk/doctors/${slug}`, query);

function withQuery(path: string, query: Record<string, string | number | boolean | undefined>): string {
  const asked = Object.entries(query).flatMap(([name, value]) => (value ? [[name, String(value)]] : []));
  return asked.length > 0 ? `${path}?${new URLSearchParams(asked)}` : path;
}
