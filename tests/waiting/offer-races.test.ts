import { describe, expect, test } from 'vitest';
import { cancelAppointment } from '../../src/booking/cancel.ts';
import type { Db } from '../../src/db/client.ts';
import { type Cut, count, faults, racing, type Scenario, unguarded } from '../booking/race.ts';
import { bookedAt, booking, slot } from '../support/clinic.ts';
import type { Move } from '../support/racer.ts';
import { dayAndNight, joins, openOffer, specialist, timePasses } from '../support/waiting-list.ts';

const { wrongs, shows } = racing();

const days = 24 * 60;
const names = ['Ada', 'Eve', 'Tom', 'Zoe', 'Kit'];

/** A doctor with so many appointments, and so many who wait for one. */
async function practice(db: Db, { appointments, waiting }: { appointments: number; waiting: number }) {
  await dayAndNight(db);
  const { id: doctorId } = await specialist(db);
  const slotIds: number[] = [];
  const appointmentIds: number[] = [];
  for (let nth = 0; nth < appointments; nth++) {
    const slotId = await slot(db, { doctorId, inMinutes: (3 + nth) * days });
    slotIds.push(slotId);
    appointmentIds.push(await bookedAt(db, slotId, booking(`Ben ${slotId}`)));
  }
  const entries: number[] = [];
  for (let nth = 0; nth < waiting; nth++) entries.push(await joins(db, `${names[nth]} ${slotIds[0]}`, doctorId));
  return { doctorId, slotIds, appointmentIds, entries };
}

/** Who was offered what, in the order in which they wait: `1` where they were offered something. */
async function asked({ sql }: Db, entries: number[]): Promise<string> {
  const rows = await sql<{ count: number }[]>`
    SELECT count(o.id) FROM unnest(${entries}::bigint[]) WITH ORDINALITY AS w (id, nth)
    LEFT JOIN offers o ON o.waiting_id = w.id GROUP BY nth ORDER BY nth`;
  return rows.map(({ count }) => count).join('');
}

/** What tells whoever waits for the entry's lock, or the person's, that they were offered something meanwhile. */
const entryUnmarked: Cut = { verb: 'offer', text: 'AND w.open_offer IS NULL\n' };
const personUnmarked: Cut = {
  verb: 'offer',
  text: 'IF EXISTS (SELECT FROM waiting w WHERE w.person = entry.person AND w.open_offer IS NOT NULL) THEN RETURN offer_slot(p_slot_id); END IF;',
};
const noPromise: Cut = { sql: 'DROP INDEX one_open_offer_a_person' };

describe('six cancellations at once, while five wait', () => {
  const cancellations: Scenario = async (db, race) => {
    const { appointmentIds, entries } = await practice(db, { appointments: 6, waiting: 5 });
    const result = await race(appointmentIds.map((appointmentId): Move => ({ verb: 'cancel', appointmentId })));
    const seen = await asked(db, entries);
    const right = count(result.answers, { ok: true }) === 6 && seen === '11111';
    return right ? faults(result) : [`offered ${seen}`, ...faults(result)];
  };

  test('offer each of them one time, and the sixth is everybody’s', async () => {
    expect(await wrongs(cancellations, { rounds: 20 })).toEqual([]);
  });

  unguarded(() => {
    test('where nobody looked at the entry behind its lock, one would have two', async () => {
      await shows(
        cancellations,
        [entryUnmarked, personUnmarked, noPromise],
        /offered .*[2-9]|does not know of its offer/,
      );
    });
  });
});

describe('two cancellations at once, while Ada waits before Eve', () => {
  const cancellations: Scenario = async (db, race) => {
    const { appointmentIds, entries } = await practice(db, { appointments: 2, waiting: 2 });
    const result = await race(appointmentIds.map((appointmentId): Move => ({ verb: 'cancel', appointmentId })));
    const seen = await asked(db, entries);
    return seen === '11' ? faults(result) : [`offered ${seen}`, ...faults(result)];
  };

  test('offer each of them one', async () => {
    expect(await wrongs(cancellations, { rounds: 40 })).toEqual([]);
  });
});

describe('Ada says yes in two tabs and no in a third, in the moment in which it is passed on to Eve', () => {
  const answers: Scenario = async (db, race) => {
    const { appointmentIds, slotIds } = await practice(db, { appointments: 1, waiting: 2 });
    await cancelAppointment(db, appointmentIds[0]!, null);
    const offerId = await openOffer(db, slotIds[0]!);
    await timePasses(db, offerId);
    const moves: Move[] = [
      ...Array.from({ length: 6 }, (): Move => ({ verb: 'accept', offerId })),
      ...Array.from({ length: 3 }, (): Move => ({ verb: 'decline', offerId })),
      ...Array.from({ length: 6 }, (): Move => ({ verb: 'pass' })),
      { verb: 'sweep' },
    ];
    const result = await race(moves);
    const booked = count(result.answers, { verb: 'accept', ok: true });
    const [row] = await db.sql<{ live: number; eve: number }[]>`
      SELECT (SELECT count(*) FROM appointments WHERE time_slot_id = ${slotIds[0]!} AND status = 'scheduled') AS live,
             (SELECT count(*) FROM offers WHERE slot_id = ${slotIds[0]!} AND id <> ${offerId}) AS eve`;
    // Either she has it, whoever said what, or Eve was asked: never both, and never neither.
    const right = booked > 0 ? row!.live === 1 && row!.eve === 0 : row!.live === 0 && row!.eve === 1;
    return right
      ? faults(result)
      : [`${booked} accepted, ${row!.live} live, Eve asked ${row!.eve} times`, ...faults(result)];
  };

  test('either she has the time or Eve is asked', async () => {
    expect(await wrongs(answers, { rounds: 40 })).toEqual([]);
  });
});

describe('Ada joins, leaves and books in the moment in which two times free up', () => {
  const bustle: Scenario = async (db, race) => {
    const { doctorId, appointmentIds, entries, slotIds } = await practice(db, { appointments: 3, waiting: 3 });
    const intake = booking(`Ada ${slotIds[0]}`).patient;
    const result = await race([
      ...appointmentIds.map((appointmentId): Move => ({ verb: 'cancel', appointmentId })),
      ...Array.from({ length: 4 }, (): Move => ({ verb: 'join', intake, doctorId })),
      ...entries.map((waitingId): Move => ({ verb: 'leave', waitingId })),
      ...Array.from({ length: 4 }, (): Move => ({ verb: 'pass' })),
    ]);
    // What is left to pass on is, by the next sweep; then the promises are looked at.
    for (const verb of ['pass', 'sweep'] as const) await race([{ verb }]);
    return faults(result);
  };

  test('nobody waits in a circle, and every promise holds', async () => {
    expect(await wrongs(bustle, { rounds: 40 })).toEqual([]);
  });
});

describe('Ada says yes to an earlier time and leaves the list, in two tabs at once', () => {
  const both: Scenario = async (db, race) => {
    await dayAndNight(db);
    const { id: doctorId } = await specialist(db);
    const [soon, late] = [
      await slot(db, { doctorId, inMinutes: 3 * days }),
      await slot(db, { doctorId, inMinutes: 9 * days }),
    ];
    const bens = await bookedAt(db, soon, booking(`Ben ${soon}`));
    const appointmentId = await bookedAt(db, late, booking(`Ada ${soon}`));
    const waitingId = await joins(db, `Ada ${soon}`, doctorId, { appointmentId });
    await cancelAppointment(db, bens, null);
    const offerId = await openOffer(db, soon);
    const result = await race([
      ...Array.from({ length: 4 }, (): Move => ({ verb: 'accept', offerId })),
      ...Array.from({ length: 4 }, (): Move => ({ verb: 'leave', waitingId })),
      ...Array.from({ length: 2 }, (): Move => ({ verb: 'pass' })),
    ]);
    for (const verb of ['pass', 'sweep'] as const) await race([{ verb }]);
    return faults(result);
  };

  test('nobody waits in a circle, and every promise holds', async () => {
    expect(await wrongs(both, { rounds: 20 })).toEqual([]);
  });
});
