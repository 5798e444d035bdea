import { describe, expect, test } from 'vitest';
import {
  answersAreDocumented,
  answersAreInTime,
  appsGoOn,
  breaksAreExplained,
  refusalsAreExplained,
} from './answered.ts';
import { documentedBy, faultsOf } from './documented.ts';
import { exclusive } from './exclusive.ts';
import { type Entry, type Journal, newJournal, type Trouble } from './journal.ts';
import { appointmentsAreThere, databaseIsSound, holdsAreThere, nobodyIsSentAway } from './kept.ts';
import type { AppointmentRow, HoldRow, State } from './state.ts';

/** What is written down here happened a moment after another, in milliseconds. Everybody is at slot 7. */
const entry = (what: Partial<Entry>): Entry => ({
  ...{ client: 1, visitor: 'ada', app: 0, face: 'api', verb: 'hold', slot: 7, hold: 'h1', patient: null },
  ...{ sent: 0, done: 10, status: 201, code: null, told: null, appointment: null, faults: [] },
  ...what,
});
const journal = (entries: Partial<Entry>[], more: Partial<Journal> = {}): Journal => ({
  ...newJournal(),
  entries: entries.map(entry),
  ...more,
});
const adasHold = { told: 'held' } as const;
const bensHold = { client: 2, visitor: 'ben', hold: 'h2', told: 'held', sent: 1_000, done: 1_010 } as const;
const unanswered = { status: null, code: 'broken ECONNRESET' } as const;

const row = (what: Partial<HoldRow>): HoldRow => ({
  ...{ id: 'h1', slot: 7, visitor: 'ada', createdAt: 5, expiresAt: 60_005, ended: null },
  ...what,
});
const appointment: AppointmentRow = {
  ...{
    id: 1,
    reference: 'K7MF4QT2',
    slot: 7,
    hold: 'h1',
    status: 'scheduled',
    patient: 'ada@example.org',
    createdAt: 5,
  },
};
const state = (what: Partial<State> = {}): State => ({
  ...{ holds: [], appointments: [], slots: [], offered: [], broken: [], readAt: 100_000 },
  ...what,
});
const frozen: Trouble = { kind: 'app frozen', app: 0, from: 0, to: 5_000 };

describe('a slot is one client’s at a time', () => {
  const twice = (...more: Partial<Entry>[]) => exclusive(journal([adasHold, bensHold, ...more]));

  test('two who were told that they hold it are found', () => {
    expect(twice()).toMatchObject([{ slot: 7, words: expect.stringContaining('client 2') }]);
  });

  test('also by what the database says, though the second was never told', () => {
    const rows = [row({}), row({ id: 'h2', visitor: 'ben', createdAt: 1_005 })];
    expect(exclusive(journal([adasHold]), rows)).toHaveLength(1);
  });

  test('one who holds what another has booked is found, however late', () => {
    const late = { ...bensHold, sent: 500_000, done: 500_010 };
    expect(exclusive(journal([{ verb: 'book', told: 'booked', appointment: 1 }, late]))).toHaveLength(1);
  });

  test('one whose hold is extended while it is another’s is found', () => {
    expect(exclusive(journal([adasHold, { ...bensHold, verb: 'extend', told: 'extended' }]))).toHaveLength(1);
  });

  test('one whose request was frozen, and books when the slot has become another’s, is found', () => {
    const frozen = { verb: 'book', told: 'booked', appointment: 1, sent: 850, done: 2_000 } as const;
    const shortenings = [{ slot: 7, hold: 'h1', endsAt: 900, sent: 20, done: 30 }];
    expect(exclusive(journal([adasHold, frozen, bensHold], { shortenings }))).toHaveLength(1);
  });

  test('also by the database, where nobody heard of that appointment', () => {
    const lost = { verb: 'book', sent: 850, done: 2_000, ...unanswered } as const;
    const shortenings = [{ slot: 7, hold: 'h1', endsAt: 900, sent: 20, done: 30 }];
    const rows = [row({}), row({ id: 'h2', visitor: 'ben', createdAt: 1_005 })];
    const found = (createdAt: number) =>
      exclusive(journal([adasHold, lost, bensHold], { shortenings }), rows, [{ ...appointment, createdAt }]);
    expect(found(1_900)).toHaveLength(1);
    expect(found(890)).toEqual([]);
  });

  test('one after another is right: let go, moved, run out, or maybe let go by a request without an answer', () => {
    expect(twice({ verb: 'release', sent: 500, done: 510 })).toEqual([]);
    expect(twice({ verb: 'release', sent: 500, done: 9_000, ...unanswered })).toEqual([]);
    expect(twice({ slot: 8, hold: 'h3', sent: 500, done: 510 })).toEqual([]);
    expect(twice({ slot: 8, hold: null, sent: -500, done: -400, ...unanswered })).toEqual([]);
    const late = { ...bensHold, sent: 60_000, done: 60_010 };
    expect(exclusive(journal([adasHold, late]))).toEqual([]);
    const shortenings = [{ slot: 7, hold: 'h1', endsAt: 900, sent: 20, done: null }];
    expect(exclusive(journal([adasHold, bensHold], { shortenings }))).toEqual([]);
  });

  test('by the database, a hold that the same visitor’s next one moved is over', () => {
    const moved = [
      row({}),
      row({ id: 'h3', slot: 8, createdAt: 500 }),
      row({ id: 'h2', visitor: 'ben', createdAt: 1_005 }),
    ];
    expect(exclusive(journal([adasHold, bensHold]), moved)).toEqual([]);
  });

  test('a hold that was taken up again is exclusive again', () => {
    const shortenings = [{ slot: 7, hold: 'h1', endsAt: 100, sent: 20, done: 30 }];
    const extended = { verb: 'extend', told: 'extended', sent: 200, done: 210 } as const;
    expect(exclusive(journal([adasHold, extended, bensHold], { shortenings }))).toHaveLength(1);
  });
});

describe('what a client was told', () => {
  const told = journal([{ verb: 'book', told: 'booked', appointment: 1, patient: 'ada@example.org' }]);

  test('an appointment that is there as it was told is right', () => {
    expect(appointmentsAreThere(told, state({ appointments: [appointment] }))).toEqual([]);
  });

  test.each([
    ['is not there', []],
    ['is cancelled', [{ ...appointment, status: 'cancelled' }]],
    ['is at another slot', [{ ...appointment, slot: 8 }]],
    ['is of another hold', [{ ...appointment, hold: 'h2' }]],
    ['is another patient’s', [{ ...appointment, patient: 'ben@example.org' }]],
  ])('an appointment that %s is found', (_, appointments) => {
    expect(appointmentsAreThere(told, state({ appointments }))).toMatchObject([{ slot: 7 }]);
  });

  test('a hold that is not there is found, and one that was let go and goes on', () => {
    expect(holdsAreThere(journal([adasHold]), state())).toHaveLength(1);
    expect(holdsAreThere(journal([adasHold]), state({ holds: [row({})] }))).toEqual([]);
    const letGo = journal([{ verb: 'release', told: 'released' }]);
    for (const ended of [null, 'confirmed']) {
      expect(holdsAreThere(letGo, state({ holds: [row({ ended })] }))).toHaveLength(1);
    }
    expect(holdsAreThere(letGo, state({ holds: [row({ ended: 'released' })] }))).toEqual([]);
  });

  test('who is sent away while they hold the slot is found; not who comes late, nor a patient who is elsewhere or has enough', () => {
    const refused = { verb: 'book', status: 410, code: 'hold_expired', sent: 1_000, done: 1_010 } as const;
    const found = (what: Partial<Entry>) => nobodyIsSentAway(journal([adasHold, { ...refused, ...what }]), state());
    expect(found({})).toHaveLength(1);
    expect(found({ sent: 60_000, done: 60_010 })).toEqual([]);
    expect(found({ code: 'patient_busy', status: 409 })).toEqual([]);
    expect(found({ code: 'too_many_appointments', status: 409 })).toEqual([]);
    expect(found({ status: 503 })).toEqual([]);
  });
});

test('what the tables promise and a hold past its end are found in the database', () => {
  const slot = { id: 7, status: 'held', heldBy: 'h1', heldUntil: 99_000 };
  expect(databaseIsSound(state({ slots: [slot] }))).toEqual([]);
  expect(databaseIsSound(state({ slots: [{ ...slot, heldUntil: 90_000 }] }))).toMatchObject([{ slot: 7 }]);
  expect(databaseIsSound(state({ broken: ['slot 7 has 2 live appointments'] }))).toMatchObject([{ slot: 7 }]);
});

describe('an answer', () => {
  const within = (done: number | null, troubles: Trouble[] = []) => answersAreInTime(journal([{ done }], { troubles }));

  test('that takes longer than ten seconds is found, but for the time that its app was frozen', () => {
    expect(within(10_000)).toEqual([]);
    expect(within(10_001)).toHaveLength(1);
    expect(within(null)).toHaveLength(1);
    expect(within(15_000, [frozen])).toEqual([]);
    expect(within(15_001, [frozen])).toHaveLength(1);
    expect(within(15_000, [{ ...frozen, app: 1 }])).toHaveLength(1);
  });

  test('that does not come is found, unless the runner broke that connection', () => {
    const broken = (kind: Trouble['kind'], app = 0) =>
      breaksAreExplained(journal([unanswered], { troubles: [{ kind, app, from: 5, to: 5 }] }));
    expect(broken('client connections dropped')).toEqual([]);
    expect(broken('client connections dropped', 1)).toHaveLength(1);
    expect(broken('database stopped')).toHaveLength(1);
  });

  test('that says to come back later is found, unless the database or its app is in trouble, or was just before', () => {
    const refused = { status: 503, code: 'unavailable', sent: 7_000, done: 7_010 };
    const found = (...troubles: Trouble[]) => refusalsAreExplained(journal([refused], { troubles }));
    expect(found()).toHaveLength(1);
    expect(found({ ...frozen, to: 5_001 })).toEqual([]);
    expect(found({ ...frozen, to: 4_000 })).toHaveLength(1);
    expect(found({ ...frozen, app: 1, to: 8_000 })).toHaveLength(1);
    expect(found({ kind: 'answers lost', app: 0, from: 0, to: 8_000 })).toHaveLength(1);
    expect(found({ kind: 'database stopped', app: null, from: 6_000, to: 8_000 })).toEqual([]);
  });

  test('with a fault is found, and an app that ended by itself', () => {
    expect(answersAreDocumented(journal([{ faults: ['answered 500'] }]))).toHaveLength(1);
    expect(appsGoOn(journal([], { ended: ['app 0 ended by itself'] }))).toHaveLength(1);
  });
});

describe('documented', () => {
  const codes = (...of: string[]) => ({
    content: { 'application/problem+json': { schema: { allOf: [{ properties: { code: { enum: of } } }] } } },
  });
  const responses = {
    201: { content: {} },
    409: codes('slot_unavailable'),
    500: codes('internal_error'),
    503: codes('unavailable'),
  };
  const paths = {
    '/slots/hold': { post: { responses } },
    '/slots/release': { post: { responses } },
    '/appointments': { post: { responses } },
  };
  const faults = (face: Entry['face'], status: number, code: string | null, headers = {}, text = '') =>
    faultsOf(
      documentedBy({ paths }),
      { face, verb: 'hold', code },
      { status, headers: new Headers(headers) },
      text,
      '020',
    );
  const later = { 'retry-after': '5' };

  test('answers are right', () => {
    expect(faults('api', 201, null)).toEqual([]);
    expect(faults('api', 409, 'slot_unavailable')).toEqual([]);
    expect(faults('api', 503, 'unavailable', later)).toEqual([]);
    expect(faults('page', 503, null, later, 'Ring 020')).toEqual([]);
  });

  test('are neither other statuses, nor other codes, nor a 500', () => {
    expect(faults('api', 418, null)).toHaveLength(1);
    expect(faults('api', 409, 'hold_expired')).toHaveLength(1);
    expect(faults('api', 500, 'internal_error')).toHaveLength(1);
    expect(faults('page', 404, null)).toHaveLength(1);
  });

  test('is no 503 without Retry-After, and no page that fails without the phone number', () => {
    expect(faults('api', 503, 'unavailable')).toHaveLength(1);
    expect(faults('page', 503, null, later)).toHaveLength(1);
    expect(faults('page', 500, null)).toHaveLength(2);
  });
});
