/**
 * One app process of a race. Node runs this file as it is; tests/booking/race.ts starts it and tells it what to do, all at
 * one instant. It calls the app's own verbs through the app's own pool.
 */
import { cancelAppointment } from '../../src/booking/cancel.ts';
import { type Booking, confirmHold, type Intake } from '../../src/booking/confirm.ts';
import { extendHold } from '../../src/booking/extend.ts';
import { holdSlot, type Visitor } from '../../src/booking/hold.ts';
import { moveAppointment } from '../../src/booking/move.ts';
import { releaseHold } from '../../src/booking/release.ts';
import { sweepHolds } from '../../src/booking/sweep.ts';
import { connect, type Db } from '../../src/db/client.ts';
import { acceptOffer, declineOffer, passOffersOn } from '../../src/waiting/offer.ts';
import { joinWaiting, leaveWaiting } from '../../src/waiting/waiting.ts';
import { rules } from './clinic.ts';
import { anyTime } from './waiting-list.ts';

export type Move =
  | { verb: 'hold'; slotId: number; visitor: Visitor; holdsPerAddress?: number }
  | { verb: 'extend' | 'release'; holdId: string }
  | { verb: 'confirm'; holdId: string; booking: Booking; soft?: boolean; most?: number }
  | { verb: 'cancel'; appointmentId: number }
  | { verb: 'move'; appointmentId: number; holdId: string }
  | { verb: 'accept' | 'decline'; offerId: string }
  | { verb: 'join'; intake: Intake; doctorId: number }
  | { verb: 'leave'; waitingId: number }
  | { verb: 'pass' | 'sweep' };

/** What the verb answered; `error` is what it threw. */
export type Answer = {
  verb: Move['verb'];
  ok?: boolean;
  reason?: string;
  holdId?: string;
  appointmentId?: number;
  already?: boolean;
  error?: string;
};

export type Order =
  | { do: 'connect'; url: string; connections: number }
  | { do: 'race'; moves: Move[]; at: number }
  | { do: 'freeze'; slotId: number; visitor: Visitor; idle?: number };

/**
 * `interrupted`: the codes with which Postgres stopped a statement, also where the verb then tried again. `failed`: why the
 * order could not be carried out.
 */
export type Report = { done: Order['do']; answers: Answer[]; interrupted: string[]; failed?: string };

let db: Db | undefined;
let interrupted: string[] = [];

process.on('message', async (order: Order) => {
  interrupted = [];
  const report: Report = await obey(order).then(
    (answers) => ({ done: order.do, answers, interrupted }),
    (error) => ({ done: order.do, answers: [], interrupted, failed: String(error) }),
  );
  process.send?.(report);
});

async function obey(order: Order): Promise<Answer[]> {
  if (order.do === 'connect') return connected(order);
  if (!db) throw new Error('connect comes first');
  const { sql } = db;
  if (order.do === 'freeze') return freeze(db, order);
  while (Date.now() < order.at);
  return Promise.all(
    order.moves.map((move) =>
      play({ sql, orm: db!.orm }, move).then(
        (outcome) => ({ verb: move.verb, ...outcome }),
        (error) => ({ verb: move.verb, error: String(error.code ?? error) }),
      ),
    ),
  );
}

/** Opens all connections before the race. A server on a loaded machine may be slow to let the ones before go. */
async function connected(order: Order & { do: 'connect' }, attempt = 1): Promise<Answer[]> {
  await db?.sql.end({ timeout: 5 });
  db = watched(connect(order.url, { max: order.connections }));
  const { sql } = db;
  try {
    await Promise.all(Array.from({ length: order.connections }, () => sql`SELECT pg_sleep(0.02)`));
    return [];
  } catch (error) {
    if (attempt === 5) throw error;
    await new Promise((resolve) => setTimeout(resolve, 200 * attempt));
    return connected(order, attempt + 1);
  }
}

function play(db: Db, move: Move): Promise<object> {
  switch (move.verb) {
    case 'hold':
      return holdSlot(db, move.slotId, move.visitor, { holdMinutes: 5, holdsPerAddress: move.holdsPerAddress ?? 1000 });
    case 'extend':
      return extendHold(db, move.holdId, rules);
    case 'release':
      return releaseHold(db, move.holdId);
    case 'confirm':
      return confirmHold(db, move.holdId, move.booking, {
        soft: move.soft ?? true,
        ...(move.most !== undefined && { most: move.most }),
      });
    case 'cancel':
      return cancelAppointment(db, move.appointmentId, null);
    case 'move':
      return moveAppointment(db, move.appointmentId, move.holdId, 0);
    case 'accept':
      return acceptOffer(db, move.offerId);
    case 'decline':
      return declineOffer(db, move.offerId);
    case 'join':
      return joinWaiting(db, move.intake, { doctorId: move.doctorId, specialization: null }, anyTime);
    case 'leave':
      return leaveWaiting(db, move.waitingId).then(() => ({ ok: true }));
    case 'pass':
      return passOffersOn(db).then(() => ({ ok: true }));
    case 'sweep':
      return sweepHolds(db);
  }
}

/** Stops this process dead (SIGSTOP) between a hold and its commit. */
async function freeze({ sql }: Db, { slotId, visitor, idle }: Order & { do: 'freeze' }): Promise<Answer[]> {
  await sql
    .begin(async (own) => {
      if (idle !== undefined)
        await own`SELECT set_config('idle_in_transaction_session_timeout', ${String(idle)}, false)`;
      await own`SELECT hold_slot(${slotId}, ${'frozen'.repeat(5)}, ${visitor.id}, ${visitor.address}, 5, 20)`;
      process.send?.({ done: 'freeze', answers: [], interrupted: [] } satisfies Report, () =>
        process.kill(process.pid, 'SIGSTOP'),
      );
      await new Promise(() => {});
    })
    .catch(() => {});
  return [];
}

function watched(db: Db): Db {
  const sql = new Proxy(db.sql, {
    apply(target, self, args) {
      const query = Reflect.apply(target as never, self, args) as Promise<unknown>;
      query.catch((error) => interrupted.push(String(error.code ?? error)));
      return query;
    },
  });
  return { ...db, sql };
}
