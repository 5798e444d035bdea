import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cancelAppointment } from '../../src/booking/cancel.ts';
import { confirmHold } from '../../src/booking/confirm.ts';
import { extendHold } from '../../src/booking/extend.ts';
import { holdSlot, type Visitor } from '../../src/booking/hold.ts';
import { moveAppointment } from '../../src/booking/move.ts';
import { releaseHold } from '../../src/booking/release.ts';
import { sweepHolds } from '../../src/booking/sweep.ts';
import { booking, brokenPromises, doctor, endsIn, rules, type, visitor, withdraw } from '../support/clinic.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { Model } from './model.ts';

let database: TestDatabase;
let db: TestDatabase['db'];
beforeAll(async () => {
  database = await testDatabase();
  db = database.db;
});
afterAll(() => database.drop());

const DOCTORS = 2;
const HOURS = 2;
const VISITORS = 3;
const PATIENTS = 2;

/** A slot or a visitor by number; a hold or an appointment by how long ago it came into being. */
const slot = fc.nat({ max: DOCTORS * HOURS - 1 });
const hold = fc.nat({ max: 5 });
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('hold' as const),
      slot,
      visitor: fc.nat({ max: VISITORS - 1 }),
      // Which appointment is to move there; none, for a booking, more often.
      moves: fc.constantFrom(null, null, 0, 1),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('extend' as const), hold, times: fc.constantFrom(1, 1, 1, 10) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('release' as const), hold }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('confirm' as const),
      hold,
      patient: fc.nat({ max: PATIENTS - 1 }),
      soft: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cancel' as const), appointment: fc.nat({ max: 3 }) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('move' as const), hold }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('run out' as const), hold }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('type' as const), hold }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('sweep' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('withdraw' as const), slot }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('start' as const), slot }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

test('whatever visitors do in whatever order, the database answers and stands as the model says', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
      const clinic = await newClinic();
      for (const [nth, step] of steps.entries()) {
        const where = `step ${nth}: ${JSON.stringify(step)}`;
        const [said, expected] = await clinic.take(step);
        expect(said, where).toBe(expected);
        expect(await clinic.inDatabase(), where).toEqual(clinic.inModel());
        expect(await brokenPromises(db), where).toEqual([]);
      }
      await clinic.close();
    }),
    // Of a second version of PostgreSQL half as many tell enough.
    { numRuns: process.env.TEST_POSTGRES ? 40 : 80 },
  );
});

/** Two doctors with the same two hours, three visitors and two patients; the database's side and the model's. */
async function newClinic() {
  const doctors = await Promise.all(Array.from({ length: DOCTORS }, () => doctor(db)));
  const slotIds: number[] = [];
  const model = new Model([]);
  for (const [nth, doctorId] of doctors.entries()) {
    for (let hour = 0; hour < HOURS; hour++) {
      const [row] = await db.sql<{ id: number }[]>`
        INSERT INTO time_slots (doctor_id, date, start_time, end_time, during)
        SELECT ${doctorId}, t::date, '9:00', '10:00', tstzrange(t, t + interval '1 hour')
        FROM (SELECT date_trunc('day', now()) + make_interval(days => 2, hours => ${hour}) AS t) AS start RETURNING id`;
      slotIds.push(row!.id);
      model.slots.push({ doctor: nth, hour, withdrawn: false, started: false });
    }
  }
  const visitors: Visitor[] = Array.from({ length: VISITORS }, () => visitor('Ada'));
  const patients = Array.from({ length: PATIENTS }, (_, nth) => booking(`Ada ${nth} ${slotIds[0]}`));
  const holdIds: string[] = [];
  const appointmentIds: number[] = [];

  /** Does it on both sides and says what each answered. */
  async function take(step: Step): Promise<[string, string]> {
    switch (step.do) {
      case 'hold': {
        const ago = step.moves === null ? -1 : appointmentIds.length - 1 - step.moves;
        const asked = ago < 0 ? rules : { ...rules, moves: appointmentIds[ago]! };
        const outcome = await holdSlot(db, slotIds[step.slot]!, visitors[step.visitor]!, asked);
        if (outcome.ok && !outcome.already) holdIds.push(outcome.holdId);
        const said = outcome.ok
          ? outcome.already
            ? `already ${holdIds.indexOf(outcome.holdId)}`
            : 'held'
          : outcome.reason;
        return [said, model.hold(step.slot, step.visitor, ago < 0 ? null : ago)];
      }
      case 'cancel': {
        const nth = appointmentIds.length - 1 - step.appointment;
        if (nth < 0) return ['', ''];
        const outcome = await cancelAppointment(db, appointmentIds[nth]!, null);
        return [outcome.ok ? 'cancelled' : outcome.reason, model.cancel(nth)];
      }
      case 'sweep':
        await sweepHolds(db);
        return ['', ''];
      case 'withdraw':
        await withdraw(db, slotIds[step.slot]!);
        model.slots[step.slot]!.withdrawn = true;
        return ['', ''];
      case 'start':
        await start(step.slot);
        model.slots[step.slot]!.started = true;
        return ['', ''];
      default: {
        const nth = holdIds.length - 1 - step.hold;
        return nth < 0 ? ['', ''] : takeWithHold(step, nth);
      }
    }
  }

  async function takeWithHold(step: Extract<Step, { hold: number }>, nth: number): Promise<[string, string]> {
    const holdId = holdIds[nth]!;
    const it = model.holds[nth]!;
    switch (step.do) {
      case 'extend': {
        const said: string[] = [];
        const expected: string[] = [];
        for (let time = 0; time < step.times; time++) {
          const outcome = await extendHold(db, holdId, rules);
          said.push(outcome.ok ? 'extended' : outcome.reason);
          expected.push(model.extend(nth));
        }
        return [said.join(), expected.join()];
      }
      case 'release': {
        const outcome = await releaseHold(db, holdId);
        return [outcome.ok ? 'released' : outcome.reason, model.release(nth)];
      }
      case 'confirm': {
        const outcome = await confirmHold(db, holdId, patients[step.patient]!, step);
        const expected = model.confirm(nth, step.patient, step.soft);
        if (!outcome.ok) return [outcome.reason, expected];
        if (outcome.already) return [`before ${appointmentIds.indexOf(outcome.appointmentId)}`, expected];
        appointmentIds.push(outcome.appointmentId);
        return ['confirmed', expected];
      }
      case 'move': {
        if (it.moves === null) return ['', ''];
        const outcome = await moveAppointment(db, appointmentIds[it.moves]!, holdId, 0);
        const said = outcome.ok ? (outcome.already ? 'moved before' : 'moved') : outcome.reason;
        return [said, model.move(nth)];
      }
      case 'run out':
        if (it.state === 'open' && it.live) await endsIn(db, holdId);
        it.live = false;
        return ['', ''];
      case 'type':
        if (it.state === 'open') await type(db, holdId, { name: 'Ada' });
        it.draft ||= it.state === 'open';
        return ['', ''];
    }
  }

  /** An hour of its own in the past for each doctor's slot, so that the two never overlap. */
  async function start(slot: number) {
    await db.sql`
      UPDATE time_slots SET during = tstzrange(t, t + interval '1 hour')
      FROM (SELECT date_trunc('day', now()) - make_interval(days => 2, hours => ${model.slots[slot]!.hour}) AS t) AS start
      WHERE id = ${slotIds[slot]!} AND starts_at > now()`;
  }

  /** What is in the database, in the model's words: an expired hold and one that ran out are the same to everyone. */
  async function inDatabase() {
    const slots = await db.sql<{ status: string; by: string | null }[]>`
      SELECT CASE WHEN status = 'held' AND held_until <= clock_timestamp() THEN 'available' ELSE status END AS status,
             CASE WHEN held_until > clock_timestamp() THEN held_by END AS by
      FROM time_slots WHERE id = ANY (${slotIds}) ORDER BY id`;
    const holds = await db.sql<
      { id: string; ended: string | null; live: boolean; extensions: number; draft: boolean }[]
    >`
      SELECT id, ended, ended IS NULL AND expires_at > clock_timestamp() AS live, extensions, draft IS NOT NULL AS draft
      FROM slot_holds WHERE id = ANY (${holdIds})`;
    const appointments = await db.sql<{ id: number; slot: number; status: string; sequence: number }[]>`
      SELECT id, time_slot_id AS slot, status, sequence FROM appointments WHERE id = ANY (${appointmentIds}) ORDER BY id`;
    return {
      slots: slots.map(({ status, by }) => (by ? `${status} by ${holdIds.indexOf(by)}` : status)),
      holds: holds
        .toSorted((a, b) => holdIds.indexOf(a.id) - holdIds.indexOf(b.id))
        .map(({ ended, live, extensions, draft }) => ({
          state: ended === null || ended === 'expired' ? 'open' : ended,
          live,
          extensions,
          draft,
        })),
      appointments: appointments.map(({ slot, status, sequence }) => ({
        slot: slotIds.indexOf(slot),
        status,
        sequence,
      })),
    };
  }

  function inModel() {
    return {
      slots: model.slots.map((_, slot) => {
        if (model.booked(slot)) return 'booked';
        return model.holder(slot) < 0 ? 'available' : `held by ${model.holder(slot)}`;
      }),
      holds: model.holds.map(({ state, live, extensions, draft }) => ({ state, live, extensions, draft })),
      appointments: model.appointments.map(({ slot, cancelled, sequence }) => ({
        slot,
        status: cancelled ? 'cancelled' : 'scheduled',
        sequence,
      })),
    };
  }

  /** Leaves nothing live behind, so that the next clinic's sweeps and promises are about itself. */
  async function close() {
    await db.sql`TRUNCATE appointments, slot_holds, time_slots, patients, doctors CASCADE`;
  }

  return { take, inDatabase, inModel, close };
}
