import type { Db } from '../../src/db/client.ts';
import { brokenPromises } from '../support/clinic.ts';

/** Milliseconds after its end until a hold must be off its slot: every app sweeps once a second. */
export const SWEPT_WITHIN = 5_000;

export type HoldRow = {
  id: string;
  slot: number;
  visitor: string;
  createdAt: number;
  expiresAt: number;
  ended: string | null;
};

export type AppointmentRow = {
  id: number;
  reference: string;
  slot: number;
  hold: string | null;
  status: string;
  patient: string;
  createdAt: number;
};

export type SlotRow = { id: number; status: string; heldBy: string | null; heldUntil: number | null };

/** A time of a doctor, and whether everybody may see it as free. */
export type OfferedRow = { slot: number; doctor: string; date: string; startsAt: number; isFree: boolean };

/** What the database says in the end. Times are milliseconds since 1970. */
export type State = {
  holds: HoldRow[];
  appointments: AppointmentRow[];
  slots: SlotRow[];
  offered: OfferedRow[];
  /** Promises of the tables that do not hold, as sentences. */
  broken: string[];
  readAt: number;
};

export async function readState(db: Db): Promise<State> {
  const broken = await brokenPromises(db);
  const [holds, appointments, slots, offered] = await Promise.all([
    db.sql<HoldRow[]>`
      SELECT id, slot_id AS slot, visitor, ${ms(db, 'created_at')} AS "createdAt", ${ms(db, 'expires_at')} AS "expiresAt", ended
      FROM slot_holds`,
    db.sql<AppointmentRow[]>`
      SELECT id, reference, time_slot_id AS slot, hold_id AS hold, status, intake->>'email' AS patient,
             ${ms(db, 'created_at')} AS "createdAt"
      FROM appointments`,
    db.sql<SlotRow[]>`
      SELECT id, status, held_by AS "heldBy", ${ms(db, 'held_until')} AS "heldUntil" FROM time_slots
      WHERE status <> 'available' OR id IN (SELECT slot_id FROM slot_holds)`,
    db.sql<OfferedRow[]>`
      SELECT s.id AS slot, d.slug AS doctor, s.date, ${ms(db, 'starts_at')} AS "startsAt",
             slot_is_free(s, now()) AND s.withdrawn_at IS NULL AND s.starts_at > now() AND d.active AS "isFree"
      FROM time_slots s JOIN doctors d ON d.id = s.doctor_id`,
  ]);
  return { holds, appointments, slots, offered, broken, readAt: Date.now() };
}

const ms = ({ sql }: Db, column: string) => sql`(extract(epoch FROM ${sql(column)}) * 1000)::float8`;
