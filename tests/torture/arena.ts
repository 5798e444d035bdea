import type { Db } from '../../src/db/client.ts';
import type { Dice } from './random.ts';

/** The few times that everybody fights for; one that is booked makes room for the next. */
export type Arena = Awaited<ReturnType<typeof openArena>>;

export async function openArena({ sql }: Db, size: number, { between }: Dice) {
  const rows = await sql<{ id: number; doctor: string }[]>`
    SELECT s.id, d.slug AS doctor FROM time_slots s JOIN doctors d ON d.id = s.doctor_id
    WHERE s.status = 'available' AND s.starts_at > now() + interval '1 day'
    ORDER BY s.doctor_id, s.starts_at`;
  const doctors = [...new Set(rows.map((row) => row.doctor))];
  const [most, ...quiet] = doctors.map((doctor) => rows.filter((row) => row.doctor === doctor));
  // At a quiet doctor a change that goes unheard is not made good by the next one.
  const others = quiet.slice(0, Math.floor(size / 3));
  const slots = [...most!.splice(0, size - others.length), ...others.map((theirs) => theirs.shift()!)];
  if (slots.length < size) throw new Error(`The demo clinic has only ${slots.length} free times.`);
  const waiting = [...most!, ...quiet.flat()];
  return {
    /** The one that most fight for, then the quiet ones. */
    doctors: doctors.slice(0, 1 + others.length),
    /** The first ones are the hottest. */
    some: () => slots[Math.floor(between(0, 1) ** 2 * slots.length)]!.id,
    booked(slot: number) {
      const at = slots.findIndex(({ id }) => id === slot);
      if (at < 0) return;
      const ofTheSame = waiting.findIndex(({ doctor }) => doctor === slots[at]!.doctor);
      const [next] = waiting.splice(Math.max(ofTheSame, 0), 1);
      if (next) slots[at] = next;
    },
  };
}
