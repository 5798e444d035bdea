import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';

/** Whom the benches look at: one with 36 times a day, one whose page shows about 140. */
export const LISTED = 'dr-listed';
export const SHOWN = 'dr-shown';

const ZONE = 'Europe/London';
const HORIZON_DAYS = 60;

/** A database of the benches' own: `sql` is one connection to it. */
export type Clinic = { url: string; sql: postgres.Sql };

/**
 * Fills an empty clinic: the two, `others` with nine times a day, and `past` times gone by of each. The times to come are
 * made as the application makes them, so that it finds nothing to mend. Returns how many slots there are.
 */
export async function fill({ sql }: Clinic, { others, past }: { others: number; past: number }): Promise<number> {
  await sql`
    INSERT INTO doctors (slug, name, email, specialization, qualification, experience, bio, consultation_fee, currency, slot_duration)
    SELECT slug, 'Dr ' || initcap(substr(slug, 4)), slug || '@clinic.example', 'General practice', 'MBBS', 12,
           'Sees patients of all ages.', 4500, 'GBP', length
    FROM (VALUES (${LISTED}, 15), (${SHOWN}, 30)) AS two (slug, length)
    UNION ALL SELECT 'dr-' || translate(nth::text, '0123456789', 'abcdefghij'), 'Dr Other', nth || '@clinic.example',
                     'General practice', 'MBBS', 12, '', 4500, 'GBP', 60
    FROM generate_series(1, ${others}::int) nth`;
  await sql`
    INSERT INTO working_hours (doctor_id, weekday, starts, ends)
    SELECT id, weekday, '09:00', CASE slug WHEN ${SHOWN} THEN '16:30'::time ELSE '18:00' END
    FROM doctors CROSS JOIN generate_series(1, 7) weekday`;
  const doctors = await sql<{ id: string }[]>`SELECT id FROM doctors ORDER BY id`;
  for (let first = 0; first < doctors.length; first += 20) {
    const some = doctors.slice(first, first + 20).map(({ id }) => id);
    await sql`SELECT FROM refresh_slots(${ZONE}, ${HORIZON_DAYS}, ${some}::bigint[])`;
  }
  if (past > 0) await addPast(sql, past);
  await sql`VACUUM ANALYZE`;
  const [slots] = await sql`SELECT count(*)::int AS count FROM time_slots`;
  return slots!.count;
}

/** Nine times a day, from yesterday backwards; one in ten was held and let go. */
async function addPast(sql: postgres.Sql, past: number): Promise<void> {
  await sql`
    INSERT INTO time_slots (doctor_id, date, start_time, end_time, during)
    SELECT d.id, wall::date, wall::time, (wall + interval '1 hour')::time,
           tstzrange(wall AT TIME ZONE ${ZONE}, (wall + interval '1 hour') AT TIME ZONE ${ZONE})
    FROM doctors d CROSS JOIN generate_series(0, ${past - 1}::int) nth
    CROSS JOIN LATERAL (SELECT current_date - 1 - nth / 9 + make_interval(hours => 9 + nth % 9) AS wall) AS clock
    ORDER BY d.id, clock.wall`;
  await sql`
    INSERT INTO slot_holds (id, slot_id, visitor, address, doctor_id, date, start_time, end_time, expires_at, created_at, ended)
    SELECT md5('hold ' || id), id, md5('visitor ' || id), md5('address ' || id % 1000), doctor_id, date, start_time, end_time,
           starts_at, starts_at - interval '5 minutes', 'released'
    FROM time_slots WHERE starts_at < now() AND id % 10 = 0`;
}

export async function idOf({ sql }: Clinic, slug: string): Promise<number> {
  const [doctor] = await sql`SELECT id::int FROM doctors WHERE slug = ${slug}`;
  return doctor!.id;
}

/** Those that nobody has, from tomorrow on, in no order of the tables'. */
export async function freeSlots({ sql }: Clinic): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    SELECT id::int FROM time_slots
    WHERE status = 'available' AND withdrawn_at IS NULL AND starts_at > now() + interval '1 day' ORDER BY md5(id::text)`;
  return rows.map(({ id }) => id);
}

/** As it was before anybody asked, so that each round finds the same. */
export async function restore({ sql }: Clinic): Promise<void> {
  // What was asked last is still under way when the visitors have gone: again until nothing more comes of it.
  do await sleep(150);
  while ((await undo(sql)) > 0);
  await sql`VACUUM slot_holds, appointments, patients, time_slots`;
}

/** How many holds there were. */
function undo(sql: postgres.Sql): Promise<number> {
  return sql.begin(async (tx) => {
    await tx`LOCK TABLE time_slots IN EXCLUSIVE MODE`;
    const free = tx`UPDATE time_slots SET status = 'available', held_by = NULL, held_until = NULL`;
    await tx`${free} WHERE status = 'held'`;
    await tx`${free} WHERE id IN (SELECT time_slot_id FROM appointments)`;
    await tx`DELETE FROM appointments`;
    const holds = await tx`DELETE FROM slot_holds WHERE created_at > now() - interval '1 hour'`;
    await tx`DELETE FROM patients`;
    return holds.count;
  });
}

/** The local date in a week, `YYYY-MM-DD`. */
export const inAWeek = () => Temporal.Now.plainDateISO(ZONE).add({ days: 7 }).toString();

export const open = (url: string): Clinic => ({ url, sql: postgres(url, { max: 1, onnotice: () => {} }) });
