import { describe, expect, test } from 'vitest';
import { booking, endsIn, held, readHold, readSlot, slot, slots, visitor } from '../support/clinic.ts';
import type { Move } from '../support/racer.ts';
import { type Cut, count, faults, racing, type Scenario, unguarded } from './race.ts';

const { wrongs, shows } = racing();

const lock = 'PERFORM FROM time_slots WHERE id = (SELECT slot_id FROM slot_holds WHERE id = p_hold_id) FOR UPDATE;';
const unlocked = (verb: 'extend' | 'release' | 'confirm'): Cut => ({ verb, text: lock });
/** Between what a verb has read and what it writes, the others have time. */
const slowly = (verb: 'extend', text: string): Cut => ({ verb, text, by: `PERFORM pg_sleep(0.01); ${text}` });
const noRecordPromise: Cut = { sql: 'DROP INDEX patients_are_one_record' };
const looksFirst: Cut[] = [
  {
    verb: 'confirm',
    text: '  LOOP\n    INSERT INTO patients',
    by: "  LOOP\n    SELECT id INTO v_patient FROM patients WHERE email = p_intake->>'email'; EXIT WHEN FOUND;\n    INSERT INTO patients",
  },
  {
    verb: 'confirm',
    text: 'ON CONFLICT (email_folded, name_folded, date_of_birth) DO NOTHING RETURNING',
    by: 'RETURNING',
  },
];
const noPatientLock: Cut = { verb: 'confirm', text: 'PERFORM FROM patients WHERE id = v_patient FOR NO KEY UPDATE;' };
const noPlacePromise: Cut = { sql: 'ALTER TABLE appointments DROP CONSTRAINT a_patient_is_never_in_two_places' };
const noAppointmentPromises: Cut = {
  sql: `DROP INDEX one_live_appointment_a_slot; ALTER TABLE appointments DROP CONSTRAINT appointments_hold_id_key,
        DROP CONSTRAINT appointments_of_a_doctor_never_overlap, DROP CONSTRAINT a_patient_is_never_in_two_places`,
};

describe('60 confirmations of one hold', () => {
  const clicks: Scenario = async (db, race) => {
    const holdId = await held(db, await slot(db), visitor('Ada'));
    const typed = booking(`Ada ${holdId}`);
    const result = await race(Array.from({ length: 60 }, (): Move => ({ verb: 'confirm', holdId, booking: typed })));
    const good = count(result.answers, { ok: true });
    const made = count(result.answers, { ok: true, already: false });
    const ids = new Set(result.answers.map((answer) => answer.appointmentId)).size;
    const right = good === 60 && made === 1 && ids === 1;
    return right ? faults(result) : [`${good} good answers, ${made} made, ${ids} ids`, ...faults(result)];
  };

  test('make one appointment and 60 good answers', async () => {
    expect(await wrongs(clicks, { rounds: 10 })).toEqual([]);
  });

  unguarded(() => {
    test.each([
      ['without the lock some are refused', [unlocked('confirm')], /^[1-5]?\d good answers/],
      [
        'without the lock and the promises of the tables some book twice',
        [unlocked('confirm'), noAppointmentPromises],
        /has ([2-9]|\d\d+) live appointments/,
      ],
    ])('%s', async (_, cuts, wrong) => {
      await shows(clicks, cuts, wrong);
    });
  });
});

describe('one patient is booked with eight doctors at one time', () => {
  const everywhere: Scenario = async (db, race) => {
    const typed = booking(`Ada ${Math.random()}`);
    const moves = Array.from({ length: 8 }, async (): Promise<Move> => {
      return { verb: 'confirm', holdId: await held(db, await slot(db), visitor('Ada')), booking: typed };
    });
    const result = await race(await Promise.all(moves));
    const good = count(result.answers, { ok: true });
    const busy = count(result.answers, { reason: 'patient_busy' });
    return good === 1 && busy === 7 ? faults(result) : [`${good} booked, ${busy} busy`, ...faults(result)];
  };

  test('and is with one', async () => {
    expect(await wrongs(everywhere, { rounds: 20 })).toEqual([]);
  });

  unguarded(() => {
    test('without the promise of the tables the patient is in two places', async () => {
      await shows(everywhere, [noPlacePromise], /is in two places/);
    });
  });
});

describe('eight bookings for a patient who may have two more', () => {
  const lastPlaces: Scenario = async (db, race) => {
    const typed = booking(`Ada ${Math.random()}`);
    const moves = (await slots(db, 8)).map(async (slotId): Promise<Move> => {
      return { verb: 'confirm', holdId: await held(db, slotId, visitor('Ada')), booking: typed, most: 2 };
    });
    const result = await race(await Promise.all(moves));
    const good = count(result.answers, { ok: true });
    const tooMany = count(result.answers, { reason: 'too_many_appointments' });
    return good === 2 && tooMany === 6 ? faults(result) : [`${good} booked, ${tooMany} too many`, ...faults(result)];
  };

  test('make two', async () => {
    expect(await wrongs(lastPlaces, { rounds: 30 })).toEqual([]);
  });

  unguarded(() => {
    test('without the lock on the patient’s record, more', async () => {
      await shows(lastPlaces, [noPatientLock], /^[3-8] booked/);
    });
  });
});

describe('one new patient is booked eight times on one day', () => {
  const oneRecord: Scenario = async (db, race) => {
    const typed = booking(`Ada ${Math.random()}`);
    const moves = (await slots(db, 8)).map(async (slotId): Promise<Move> => {
      return { verb: 'confirm', holdId: await held(db, slotId, visitor('Ada')), booking: typed };
    });
    const result = await race(await Promise.all(moves));
    const [records] = await db.sql`SELECT count(*) FROM patients WHERE email = ${typed.patient.email}`;
    const right = count(result.answers, { ok: true }) === 8 && records!.count === 1;
    return right ? faults(result) : [`${records!.count} records`, ...faults(result)];
  };

  test('and has one record', async () => {
    expect(await wrongs(oneRecord, { rounds: 15 })).toEqual([]);
  });

  unguarded(() => {
    test.each([
      ['the promise of the table stops some', looksFirst, /stopped a statement with 23505/],
      ['and without that promise, has more', [...looksFirst, noRecordPromise], /^[2-8] records/],
    ])('where each looks first and then writes, %s', async (_, cuts, wrong) => {
      await shows(oneRecord, cuts, wrong);
    });
  });
});

describe('20 cancellations of one appointment, while Ben waits for its slot', () => {
  const cancels: Scenario = async (db, race) => {
    const slotId = await slot(db);
    const holdId = await held(db, slotId, visitor('Ada'));
    const { answers } = await race([{ verb: 'confirm', holdId, booking: booking(`Ada ${holdId}`) }]);
    const appointmentId = answers[0]!.appointmentId!;
    const moves: Move[] = Array.from({ length: 20 }, () => ({ verb: 'cancel', appointmentId }));
    for (let nth = 0; nth < 10; nth++) moves.push({ verb: 'hold', slotId, visitor: visitor('Ben') });
    const result = await race(moves);
    const [row] = await db.sql`SELECT sequence FROM appointments WHERE id = ${appointmentId}`;
    const right = count(result.answers, { verb: 'cancel', ok: true }) === 20 && row!.sequence === 1;
    return right ? faults(result) : [`cancelled ${row!.sequence} times`, ...faults(result)];
  };

  test('cancel it once', async () => {
    expect(await wrongs(cancels, { rounds: 25 })).toEqual([]);
  });

  unguarded(() => {
    test('without the locks it is cancelled twice, and a slot that Ben holds is given away', async () => {
      const cuts: Cut[] = [
        { verb: 'cancel', text: 'PERFORM FROM time_slots WHERE id = v_slot FOR UPDATE;' },
        { verb: 'cancel', text: 'WHERE id = p_appointment_id FOR UPDATE', by: 'WHERE id = p_appointment_id' },
      ];
      await shows(cancels, cuts, /^cancelled ([2-9]|\d\d)/);
    });
  });
});

describe('Ada books, releases and extends a hold that is just running out, while Ben wants the slot and the sweep passes', () => {
  const melee: Scenario = async (db, race) => {
    const slotId = await slot(db);
    const holdId = await held(db, slotId, visitor('Ada'));
    const typed = booking(`Ada ${holdId}`);
    await endsIn(db, holdId, 2 + Math.random() * 12);
    const moves: Move[] = [
      { verb: 'confirm', holdId, booking: typed, soft: true },
      { verb: 'confirm', holdId, booking: typed, soft: false },
      { verb: 'release', holdId },
      { verb: 'extend', holdId },
      { verb: 'extend', holdId },
      { verb: 'hold', slotId, visitor: visitor('Ben') },
      { verb: 'hold', slotId, visitor: visitor('Ben') },
      { verb: 'sweep' },
      { verb: 'sweep' },
    ];
    // Not all of them each time, else a release or a booking nearly always comes first.
    const result = await race(moves.filter(() => Math.random() < 0.6));
    const { answers } = result;
    const now = await readSlot(db, slotId);
    const found = faults(result);
    const booked = count(answers, { verb: 'confirm', ok: true });
    const released = count(answers, { verb: 'release', ok: true });
    const bens = answers.filter((answer) => answer.verb === 'hold' && answer.ok);
    const extended = count(answers, { verb: 'extend', ok: true });
    if (booked && released) found.push('booked and released');
    if (booked && bens.length > 0) found.push('booked, and held by Ben');
    if (bens.length > 1) found.push('held twice');
    if (booked && now.status !== 'booked') found.push(`booked, but the slot is ${now.status}`);
    if (!booked && now.status === 'booked') found.push('nobody booked, but the slot is booked');
    if (!booked && bens.length > 0 && now.held_by !== bens[0]!.holdId)
      found.push('held by Ben, but the slot is not his');
    if (!booked && bens.length === 0 && !released && extended && now.held_by !== holdId) {
      found.push(`extended, but the slot is ${now.status} and the hold ${(await readHold(db, holdId)).ended}`);
    }
    if (!booked && bens.length === 0 && released && now.status !== 'available') found.push('released, but not free');
    return found;
  };

  test('and every answer stays true', async () => {
    expect(await wrongs(melee, { rounds: 150 })).toEqual([]);
  });

  unguarded(() => {
    test.each([
      [
        'confirm',
        [unlocked('confirm')],
        /^booked( and released|, and held by Ben|, but the slot is (held|available))$/,
      ],
      [
        'release',
        [unlocked('release')],
        /^(booked and released|held by Ben, but the slot is not his|booked, but the slot is available)$/,
      ],
      [
        'extend',
        [unlocked('extend'), slowly('extend', 'PERFORM expire_hold_of(slot, hold.id);')],
        /^(held by Ben, but the slot is not his|booked, but the slot is held)$/,
      ],
      [
        'sweep',
        [
          {
            verb: 'sweep',
            text: 'LIMIT p_most FOR UPDATE SKIP LOCKED',
            by: 'LIMIT p_most OFFSET (SELECT 0 FROM pg_sleep(0.01))',
          },
        ],
        /^(held by Ben, but the slot is not his|(booked|extended), but the slot is available)/,
      ],
    ] as [string, Cut[], RegExp][])('without the lock in %s one is not', async (_, cuts, wrong) => {
      await shows(melee, cuts, wrong);
    });
  });
});
