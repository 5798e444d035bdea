import type { Db } from '../../src/db/client.ts';
import type { Dice } from './random.ts';

/** The few times that everybody fights for; one that is booked makes room for the next. */
export type Arena = Awaited<ReturnType<typeof openArena>>;

export async function openArena({ sql }: Db, size: number, { between }: Dice) {
  const rows = await sql<{ id: number }[]>`
    SELECT id FROM time_slots WHERE status = 'available' AND starts_at > now() + interval '1 day'
    ORDER BY doctor_id, starts_at`;
  const waiting = rows.map((row) => row.id);
  const slots = waiting.splice(0, size);
  if (slots.length < size) throw new Error(`The demo clinic has only ${slots.length} free times.`);
  return {
    /** The first ones are the hottest. */
    some: () => slots[Math.floor(between(0, 1) ** 2 * slots.length)]!,
    booked(slot: number) {
      const at = slots.indexOf(slot);
      const next = waiting.shift();
      if (at >= 0 && next !== undefined) slots[at] = next;
    },
  };
}
