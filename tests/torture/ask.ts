import { claimedId } from '../../src/booking/link.ts';
import { CLINIC_PHONE, type Clinic } from './clinic.ts';
import { type Documented, faultsOf } from './documented.ts';
import type { Entry, Journal } from './journal.ts';

/** A visitor of the clinic's site, from the first click to the last. */
export type Visitor = { client: number; id: string; address: string; name: string; email: string };

export type Question = Pick<Entry, 'app' | 'face' | 'verb'> & {
  slot?: number;
  hold?: string;
  /** Of a page to look at. */
  path?: string;
  /** Milliseconds after which the client is gone, whatever comes. */
  vanishAfter?: number | undefined;
  /** Who is booked in, where it is not the visitor. */
  patient?: { name: string; email: string } | undefined;
};

export type Ask = (visitor: Visitor, question: Question) => Promise<Entry>;

/** Milliseconds after which the answer is not waited for any more; the checks say that it hangs. */
const GIVEN_UP = 30_000;

/** Asks the nth app through its relay and writes down what was asked, and what came of it. */
export function asker(clinic: Clinic, journal: Journal, documented: Documented): Ask {
  return async (visitor, question) => {
    const { app, face, verb, slot = null, hold = null, vanishAfter = GIVEN_UP } = question;
    const { email } = question.patient ?? visitor;
    const entry: Entry = {
      ...{ client: visitor.client, visitor: visitor.id, app, face, verb, slot, hold },
      ...{ patient: verb === 'book' ? email : null, sent: Date.now(), done: null, status: null, code: null },
      ...{ told: null, appointment: null, faults: [] },
    };
    journal.entries.push(entry);
    const patience = AbortSignal.timeout(Math.ceil(vanishAfter));
    try {
      const { path, ...request } = requestOf(visitor, question);
      const answer = await fetch(clinic.urls[app] + path, { ...request, redirect: 'manual', signal: patience });
      const text = await answer.text();
      entry.done = Date.now();
      entry.status = answer.status;
      readAnswer(entry, answer, text);
      entry.faults.push(...faultsOf(documented, entry, answer, text, CLINIC_PHONE));
    } catch (error) {
      entry.done = Date.now();
      const gone = question.vanishAfter === undefined ? 'hung' : 'vanished';
      entry.code = patience.aborted ? gone : `broken ${((error as Error).cause as { code?: string })?.code}`;
    }
    return entry;
  };
}

function requestOf({ id, address, name, email }: Visitor, { face, verb, slot, hold, path = '/', patient }: Question) {
  const headers = {
    ...{ cookie: `visitor=${id}`, 'x-forwarded-for': address, 'accept-encoding': 'identity' },
    // A connection that is used again may be ended, as idle, just when the next request is on its way.
    connection: 'close',
  };
  const person = patient ?? { name, email };
  const post = (to: string, body: object) => ({
    ...{ path: to, method: 'POST', body: JSON.stringify(body) },
    headers: { ...headers, 'content-type': 'application/json' },
  });
  const send = (to: string, fields: Record<string, string>) => ({
    ...{ path: to, method: 'POST', headers, body: new URLSearchParams(fields) },
  });
  if (verb === 'browse') return { path, headers };
  if (face === 'page') {
    if (verb === 'hold') return send('/holds', { slotId: String(slot) });
    return send(`/holds/${hold}`, { action: verb, ...(verb === 'release' ? {} : person) });
  }
  if (verb === 'hold') return post('/api/slots/hold', { slotId: slot });
  return verb === 'release'
    ? post('/api/slots/release', { holdId: hold })
    : post('/api/appointments', { holdId: hold, patient: person });
}

/** What the client knows by this answer. */
function readAnswer(entry: Entry, { status, headers }: Response, text: string): void {
  if (entry.face === 'page') readPage(entry, headers.get('location') ?? '');
  else if (entry.verb !== 'browse') readJson(entry, status, parsed(entry, text));
}

function readPage(entry: Entry, location: string): void {
  const [, kind, id = ''] = /^\/(holds|appointments)\/([\w-]+)/.exec(location) ?? [];
  if (kind === 'appointments') {
    entry.told = 'booked';
    entry.appointment = claimedId(id);
  } else if (kind === 'holds' && entry.verb === 'hold') {
    entry.told = 'held';
    entry.hold = id;
  } else if (kind === 'holds' && location.includes('extended=true')) entry.told = 'extended';
  else if (location.includes('letgo=true')) entry.told = 'released';
}

function parsed(entry: Entry, text: string) {
  try {
    return JSON.parse(text);
  } catch {
    entry.faults.push(`answered what is no JSON: ${text.slice(0, 200)}`);
    return {};
  }
}

function readJson(entry: Entry, status: number, body: { code?: string; holdId?: string; id?: number }): void {
  entry.code = body.code ?? null;
  if (status > 201) return;
  entry.told = entry.verb === 'hold' ? 'held' : entry.verb === 'book' ? 'booked' : 'released';
  if (entry.verb === 'hold') entry.hold = body.holdId!;
  if (entry.verb === 'book') entry.appointment = body.id!;
}
