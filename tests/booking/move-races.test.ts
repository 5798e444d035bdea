import { describe, expect, test } from 'vitest';
import { moveAppointment } from '../../src/booking/move.ts';
import type { Db } from '../../src/db/client.ts';
import { bookedAt, booking, endsIn, held, readAppointment, readSlot, slot, slots, visitor } from '../support/clinic.ts';
import type { Move } from '../support/racer.ts';
import { type Cut, count, faults, racing, type Scenario, unguarded } from './race.ts';

const { wrongs, shows } = racing();

const locksSlots =
  'PERFORM FROM time_slots\n    WHERE id = ANY (ARRAY[v_from, (SELECT slot_id FROM slot_holds WHERE id = p_hold_id)]) ORDER BY id FOR UPDATE;';
const noSlotLocks: Cut = { verb: 'move', text: locksSlots };
const noAppointmentLock: Cut = {
  verb: 'move',
  text: 'WHERE id = p_appointment_id FOR UPDATE',
  by: 'WHERE id = p_appointment_id',
};
const noPatientLock: Cut = {
  verb: 'move',
  text: 'PERFORM FROM patients WHERE id = appointment.patient_id FOR NO KEY UPDATE;',
};
const ownFirst: Cut = {
  verb: 'move',
  text: locksSlots,
  by: `PERFORM FROM time_slots WHERE id = v_from FOR UPDATE; PERFORM pg_sleep(0.02);
       PERFORM FROM time_slots WHERE id = (SELECT slot_id FROM slot_holds WHERE id = p_hold_id) FOR UPDATE;`,
};
/** Between what is read and what is written, the others have time. */
const slowly: Cut = {
  verb: 'move',
  text: 'PERFORM expire_hold_of(slot, hold.id);',
  by: 'PERFORM pg_sleep(0.01); PERFORM expire_hold_of(slot, hold.id);',
};

async function aboutToMove(db: Db) {
  const [from, to] = (await slots(db, 2)) as [number, number];
  const appointmentId = await bookedAt(db, from);
  return { appointmentId, from, to, holdId: await held(db, to, visitor('Ada'), appointmentId) };
}

describe('40 clicks on one move, while Ben waits for the old time', () => {
  const clicks: Scenario = async (db, race) => {
    const { appointmentId, holdId, from } = await aboutToMove(db);
    const moves = Array.from({ length: 40 }, (): Move => ({ verb: 'move', appointmentId, holdId }));
    for (let nth = 0; nth < 8; nth++) moves.push({ verb: 'hold', slotId: from, visitor: visitor('Ben') });
    const result = await race(moves);
    const good = count(result.answers, { verb: 'move', ok: true });
    const made = count(result.answers, { verb: 'move', ok: true, already: false });
    const { sequence } = await readAppointment(db, appointmentId);
    const right = good === 40 && made === 1 && sequence === 1;
    return right ? faults(result) : [`${good} good answers, moved ${sequence} times`, ...faults(result)];
  };

  test('move once and give 40 good answers', async () => {
    expect(await wrongs(clicks, { rounds: 15 })).toEqual([]);
  });

  unguarded(() => {
    test('without the locks it moves twice', async () => {
      await shows(clicks, [noSlotLocks, noAppointmentLock, noPatientLock, slowly], /moved ([2-9]|\d\d) times/);
    });
  });
});

describe('Ada moves and cancels at once, while Ben wants both times', () => {
  const changesHerMind: Scenario = async (db, race) => {
    const { appointmentId, holdId, from, to } = await aboutToMove(db);
    const moves: Move[] = [
      { verb: 'move', appointmentId, holdId },
      { verb: 'cancel', appointmentId },
      { verb: 'cancel', appointmentId },
      { verb: 'move', appointmentId, holdId },
      { verb: 'hold', slotId: from, visitor: visitor('Ben') },
      { verb: 'hold', slotId: to, visitor: visitor('Ben') },
    ];
    const result = await race(moves);
    const found = faults(result);
    const moved = count(result.answers, { verb: 'move', ok: true, already: false });
    const { status, sequence, time_slot_id } = await readAppointment(db, appointmentId);
    if (count(result.answers, { verb: 'cancel', ok: true }) !== 2 || status !== 'cancelled')
      found.push('not cancelled');
    if (sequence !== 1 + moved) found.push(`moved ${moved} times and cancelled: sequence ${sequence}`);
    if (time_slot_id !== (moved ? to : from)) found.push('cancelled at another time than its own');
    if ((await readSlot(db, from)).status === 'booked') found.push('the old time is nobody’s, and booked');
    return found;
  };

  test('and it is cancelled, wherever it was', async () => {
    expect(await wrongs(changesHerMind, { rounds: 60 })).toEqual([]);
  });

  unguarded(() => {
    test('without the locks it is not', async () => {
      const cuts = [noSlotLocks, noAppointmentLock, noPatientLock, slowly];
      await shows(changesHerMind, cuts, /^(moved 1 times and cancelled|not cancelled|slot \d+ is)/);
    });
  });
});

describe('two patients each want the other’s time, once held for them, and one of them cancels', () => {
  const swap: Scenario = async (db, race) => {
    const [one, two, three] = (await slots(db, 3)) as [number, number, number];
    const bens = await bookedAt(db, three, booking(`Ben ${three}`));
    const bensWish = await held(db, one, visitor('Ben'), bens);
    await endsIn(db, bensWish);
    const adas = await bookedAt(db, one);
    const adasWish = await held(db, two, visitor('Ada'), adas);
    await endsIn(db, adasWish);
    await moveAppointment(db, bens, await held(db, two, visitor('Ben'), bens), 0);
    const result = await race([
      { verb: 'move', appointmentId: adas, holdId: adasWish },
      { verb: 'move', appointmentId: bens, holdId: bensWish },
      ...(Math.random() < 0.5 ? [{ verb: 'cancel' as const, appointmentId: adas }] : []),
    ]);
    return faults(result);
  };

  test('and none waits for another in a circle', async () => {
    expect(await wrongs(swap, { rounds: 60 })).toEqual([]);
  });

  unguarded(() => {
    test('where each locks its own time first, they deadlock', async () => {
      await shows(swap, [ownFirst], /with 40P01/);
    });
  });
});

describe('a patient moves eight appointments to one time with eight doctors', () => {
  const everywhere: Scenario = async (db, race) => {
    const typed = booking(`Ada ${Math.random()}`);
    const moves: Move[] = [];
    for (let nth = 0; nth < 8; nth++) {
      const appointmentId = await bookedAt(db, await slot(db, { inMinutes: 60 + 40 * nth }), typed);
      const [doctor] = await db.sql`SELECT doctor_id FROM appointments WHERE id = ${appointmentId}`;
      const to = await slot(db, { inMinutes: 1000, doctorId: doctor!.doctor_id });
      moves.push({ verb: 'move', appointmentId, holdId: await held(db, to, visitor('Ada'), appointmentId) });
    }
    const result = await race(moves);
    const good = count(result.answers, { ok: true });
    const busy = count(result.answers, { reason: 'patient_busy' });
    return good === 1 && busy === 7 ? faults(result) : [`${good} moved, ${busy} busy`, ...faults(result)];
  };

  test('and is there with one', async () => {
    expect(await wrongs(everywhere, { rounds: 10 })).toEqual([]);
  });

  unguarded(() => {
    test('without the queue of the patient, the promise of the tables stops them, with faults', async () => {
      await shows(everywhere, [noPatientLock], /stopped a statement with (40P01|23P01)/);
    });
  });
});

describe('a patient moves one appointment and books another, both to one time', () => {
  const both: Scenario = async (db, race) => {
    const { appointmentId, holdId } = await aboutToMove(db);
    const { patient_id } = await readAppointment(db, appointmentId);
    const [patient] = await db.sql`SELECT name FROM patients WHERE id = ${patient_id}`;
    const elsewhere = await held(db, await slot(db, { inMinutes: 95 }), visitor('Ada'));
    const result = await race([
      { verb: 'move', appointmentId, holdId },
      { verb: 'confirm', holdId: elsewhere, booking: booking(patient!.name) },
    ]);
    const good = count(result.answers, { ok: true });
    const busy = count(result.answers, { reason: 'patient_busy' });
    return good === 1 && busy === 1 ? faults(result) : [`${good} good answers, ${busy} busy`, ...faults(result)];
  };

  test('and one of them is refused', async () => {
    expect(await wrongs(both, { rounds: 60 })).toEqual([]);
  });

  unguarded(() => {
    test('without the queue of the patient, the promise of the tables stops the move', async () => {
      await shows(both, [noPatientLock], /stopped a statement with 23P01/);
    });
  });
});

describe('Ada moves by a hold that is just running out, while Ben wants the time and the sweep passes', () => {
  const melee: Scenario = async (db, race) => {
    const { appointmentId, holdId, from, to } = await aboutToMove(db);
    await endsIn(db, holdId, 2 + Math.random() * 12);
    const moves: Move[] = [
      { verb: 'move', appointmentId, holdId },
      { verb: 'move', appointmentId, holdId },
      { verb: 'release', holdId },
      { verb: 'extend', holdId },
      { verb: 'confirm', holdId, booking: booking(`Ada ${from}`) },
      { verb: 'hold', slotId: to, visitor: visitor('Ben') },
      { verb: 'hold', slotId: to, visitor: visitor('Ben') },
      { verb: 'sweep' },
    ];
    const result = await race(moves.filter(() => Math.random() < 0.6));
    const found = faults(result);
    const moved = count(result.answers, { verb: 'move', ok: true }) > 0;
    const released = count(result.answers, { verb: 'release', ok: true }) > 0;
    const bens = count(result.answers, { verb: 'hold', ok: true });
    const { time_slot_id } = await readAppointment(db, appointmentId);
    if (moved && released) found.push('moved and released');
    if (moved && bens > 0) found.push('moved, and held by Ben');
    if (count(result.answers, { verb: 'confirm', ok: true }) > 0) found.push('booked a second time');
    if (time_slot_id !== (moved ? to : from)) found.push('the answer is not true');
    return found;
  };

  test('and every answer stays true', async () => {
    expect(await wrongs(melee, { rounds: 120 })).toEqual([]);
  });

  unguarded(() => {
    test('without the locks of the slots one is not', async () => {
      await shows(melee, [noSlotLocks, slowly], /^(moved and released|moved, and held by Ben|slot \d+ is|hold )/);
    });
  });
});
