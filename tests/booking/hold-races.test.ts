import { describe, expect, test } from 'vitest';
import { sweepHolds } from '../../src/booking/sweep.ts';
import { booking, endsIn, held, slot, slots, visitor } from '../support/clinic.ts';
import type { Move } from '../support/racer.ts';
import { type Cut, count, faults, racing, type Scenario, unguarded } from './race.ts';

const { wrongs, shows } = racing();

const noLock: Cut = { verb: 'hold', text: 'ORDER BY id FOR UPDATE', by: 'ORDER BY id' };
const noSecondLook: Cut = {
  verb: 'hold',
  text: 't := clock_timestamp();\n  SELECT * INTO slot FROM time_slots WHERE id = p_slot_id;',
};
const noQueueOfVisitor: Cut = {
  verb: 'hold',
  text: "PERFORM pg_advisory_xact_lock(hashtextextended('holds of visitor ' || p_visitor, 0));",
};
const noQueueOfAddress: Cut = {
  verb: 'hold',
  text: 'PERFORM lock_address(p_address);',
};
const oneAfterTheOther: Cut = {
  verb: 'hold',
  text: 'WHERE id = ANY (p_slot_id || ARRAY(',
  // Long enough that the others lock theirs, on one core, too.
  by: 'WHERE id = p_slot_id FOR UPDATE;\n  PERFORM pg_sleep(0.05);\n  PERFORM FROM time_slots WHERE id = ANY (ARRAY(',
};
const noSlotPromise: Cut = { sql: 'DROP INDEX one_open_hold_a_slot' };
const noVisitorPromise: Cut = { sql: 'DROP INDEX one_open_hold_a_visitor' };

describe('200 visitors want one slot', () => {
  const crowd =
    (address?: string): Scenario =>
    async (db, race) => {
      const slotId = await slot(db);
      const moves = Array.from(
        { length: 200 },
        (): Move => ({ verb: 'hold', slotId, visitor: visitor('Ada', address) }),
      );
      const result = await race(moves);
      const winners = count(result.answers, { ok: true });
      const losers = count(result.answers, { reason: 'taken' });
      return winners === 1 && losers === 199 ? faults(result) : [`${winners} held, ${losers} taken`, ...faults(result)];
    };

  test('and one has it, each from an address of its own', async () => {
    expect(await wrongs(crowd(), { rounds: 8 })).toEqual([]);
  });

  test('and one has it, all from one address', async () => {
    expect(await wrongs(crowd('one library'), { rounds: 3 })).toEqual([]);
  });

  unguarded(() => {
    test.each([
      ['without the lock, the index alone stops them, with faults', [noLock], /stopped a statement with 23505/],
      ['without the lock and the index two hold it', [noLock, noSlotPromise], /^([2-9]|\d\d+) held/],
      ['without the second look behind the lock, too', [noSecondLook, noSlotPromise], /^([2-9]|\d\d+) held/],
    ])('%s', async (_, cuts, wrong) => {
      await shows(crowd(), cuts, wrong);
    });
  });
});

describe('one visitor clicks in four tabs, some on the home network and some on the phone’s', () => {
  const tabs: Scenario = async (db, race) => {
    const ada = visitor('Ada');
    const ids = await slots(db, 4);
    const result = await race(
      ids.map((slotId, nth) => ({ verb: 'hold', slotId, visitor: { ...ada, address: `${ada.address} ${nth % 3}` } })),
    );
    const [open] = await db.sql`SELECT count(*) FROM slot_holds WHERE visitor = ${ada.id} AND ended IS NULL`;
    const good = count(result.answers, { ok: true });
    return open!.count === 1 && good === 4 ? faults(result) : [`${good} held, ${open!.count} open`, ...faults(result)];
  };

  test('and has one open hold: the others moved', async () => {
    expect(await wrongs(tabs, { rounds: 60 })).toEqual([]);
  });

  unguarded(() => {
    test.each([
      ['without the queue the index stops them, with faults', [noQueueOfVisitor], /stopped a statement with 23505/],
      ['without the queue and the index more than one is open', [noQueueOfVisitor, noVisitorPromise], /[2-4] open$/],
    ])('%s', async (_, cuts, wrong) => {
      await shows(tabs, cuts, wrong);
    });
  });
});

describe('visitors whose holds ran out swap their slots, in pairs and all around', () => {
  const swap: Scenario = async (db, race) => {
    const ids = await slots(db, 24);
    const moves = ids.map(async (slotId, nth): Promise<Move> => {
      const ada = visitor('Ada');
      await endsIn(db, await held(db, slotId, ada));
      const wanted = nth < 12 ? ids[nth ^ 1] : (ids[nth + 1] ?? ids[12]);
      return { verb: 'hold', slotId: wanted!, visitor: ada };
    });
    const result = await race(await Promise.all(moves));
    return count(result.answers, { ok: true }) === 24 ? faults(result) : ['no swap', ...faults(result)];
  };

  test('and none waits for another in a circle', async () => {
    expect(await wrongs(swap, { rounds: 20 })).toEqual([]);
  });

  unguarded(() => {
    test('where each locks the wanted slot first, they deadlock', async () => {
      await shows(swap, [oneAfterTheOther], /with 40P01/);
    });
  });
});

describe('Ada takes up in one tab the hold that ran out, and holds another slot in a second tab', () => {
  const takenUp: Scenario = async (db, race) => {
    const [first, second] = (await slots(db, 2)) as [number, number];
    const ada = visitor('Ada');
    const holdId = await held(db, first, ada);
    await endsIn(db, holdId);
    await sweepHolds(db);
    const take: Move =
      Math.random() < 0.5
        ? { verb: 'extend', holdId }
        : { verb: 'confirm', holdId, booking: booking(`Ada ${holdId}`), soft: true };
    const result = await race([{ verb: 'hold', slotId: second, visitor: ada }, take]);
    return count(result.answers, { verb: 'hold', ok: true }) === 1 ? faults(result) : ['no hold', ...faults(result)];
  };

  test('and has one open hold', async () => {
    expect(await wrongs(takenUp, { rounds: 80 })).toEqual([]);
  });

  unguarded(() => {
    test('where hold does not lock the slot of the hold that ran out, something is left over', async () => {
      const unlockedSlot: Cut = {
        verb: 'hold',
        text: " AND (ended IS NULL OR ended = 'expired')))\n    ORDER BY",
        by: ' AND ended IS NULL))\n    ORDER BY',
      };
      await shows(
        takenUp,
        [unlockedSlot],
        /stopped a statement|held by a hold that does not say so|and has 1 appointments/,
      );
    });
  });
});

describe('50 visitors from one address hold 50 slots, of which it may have 20', () => {
  const rush: Scenario = async (db, race) => {
    const address = `library-${Math.random()}`;
    const ids = await slots(db, 50);
    const result = await race(
      ids.map((slotId) => ({ verb: 'hold', slotId, visitor: visitor('Ada', address), holdsPerAddress: 20 })),
    );
    const winners = count(result.answers, { ok: true });
    const losers = count(result.answers, { reason: 'too_many_holds' });
    return winners === 20 && losers === 30
      ? faults(result)
      : [`${winners} held, ${losers} too many`, ...faults(result)];
  };

  test('and it has exactly 20', async () => {
    expect(await wrongs(rush, { rounds: 6 })).toEqual([]);
  });

  unguarded(() => {
    test('without the queue it has more', async () => {
      await shows(rush, [noQueueOfAddress], /^(2[1-9]|[345]\d) held/);
    });
  });
});
