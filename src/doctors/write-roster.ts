import { type Sql, takeTime } from './horizon.ts';
import type { RosterDoctor } from './roster.ts';
import { distinctSlugs } from './slug.ts';

export type Written = {
  added: number;
  updated: number;
  unchanged: number;
  /** Active doctors who are not in the roster. */
  missing: { name: string; email: string }[];
  /** Whose slots may have to change: everyone in the roster, and those retired. */
  ids: number[];
};

/** Writes doctors, hours and time off within the caller's transaction: a statement each, for all doctors at once. */
export async function writeRoster(sql: Sql, roster: RosterDoctor[], retireMissing: boolean): Promise<Written> {
  await lockRoster(sql);
  await layOut(sql, roster);
  const changed = await updateKnown(sql);
  const added = new Set(await addNew(sql));
  changed.push(...(await replaceHours(sql)), ...(await replaceTimeOff(sql)));
  const updated = new Set(changed).difference(added).size;

  const missing = await sql<{ id: number; name: string; email: string }[]>`
    SELECT id, name, email FROM doctors WHERE active AND id NOT IN (SELECT doctor_id FROM roster) ORDER BY name, id`;
  const retired = retireMissing ? missing.map(({ id }) => id) : [];
  await sql`UPDATE doctors SET active = false WHERE id = ANY (${retired})`;
  const ids = [...(await idsOf(sql`SELECT doctor_id AS id FROM roster ORDER BY 1`)), ...retired];
  // Whoever comes to it first makes their slots: the import itself, or, where it is killed, a MediBook that runs.
  await sql`INSERT INTO refresh_due SELECT unnest(${ids}::bigint[])`;
  return {
    added: added.size,
    updated,
    unchanged: roster.length - added.size - updated,
    missing: missing.map(({ name, email }) => ({ name, email })),
    ids,
  };
}

/** One at a time changes doctors' hours: an import, or a change at reception, which has the time to wait for it. */
export async function lockRoster(sql: Sql): Promise<void> {
  await takeTime(sql);
  await sql`SELECT pg_advisory_xact_lock(hashtextextended('roster', 0))`;
}

/** The roster as a table of this transaction, with the id of each doctor who is known already and a slug for the rest. */
async function layOut(sql: Sql, roster: RosterDoctor[]): Promise<void> {
  await sql`
    CREATE TEMP TABLE roster (
      nth int, doctor_id bigint, slug text, name text, email text, specialization text, qualification text,
      experience smallint, bio text, "consultationFee" integer, currency char(3), "slotDuration" smallint,
      "workingHours" jsonb, "timeOff" jsonb
    ) ON COMMIT DROP`;
  await sql`
    INSERT INTO roster
    SELECT line.* FROM jsonb_array_elements(${JSON.stringify(roster)}::text::jsonb) WITH ORDINALITY AS lines (line, nth)
    CROSS JOIN LATERAL jsonb_populate_record(NULL::roster, line || jsonb_build_object('nth', nth)) AS line`;
  await sql`UPDATE roster SET doctor_id = d.id FROM doctors d WHERE lower(d.email) = lower(roster.email)`;

  const fresh = await sql<{ nth: number; name: string; email: string }[]>`
    SELECT nth, fold_text(name) AS name, fold_text(split_part(email, '@', 1)) AS email FROM roster WHERE doctor_id IS NULL ORDER BY nth`;
  const taken = await sql<{ slug: string }[]>`SELECT slug FROM doctors`;
  const slugs = distinctSlugs(
    fresh.map(({ name, email }) => [name, email]),
    taken.map(({ slug }) => slug),
  );
  await sql`
    UPDATE roster SET slug = fresh.slug
    FROM unnest(${fresh.map(({ nth }) => nth)}::int[], ${slugs}::text[]) AS fresh (nth, slug) WHERE roster.nth = fresh.nth`;
  await sql`ANALYZE roster`;
}

const updateKnown = (sql: Sql) =>
  idsOf(sql`
    UPDATE doctors d
    SET (name, email, specialization, qualification, experience, bio, consultation_fee, currency, slot_duration, active) =
        (r.name, r.email, r.specialization, r.qualification, r.experience, r.bio, r."consultationFee", r.currency, r."slotDuration", true)
    FROM roster r
    WHERE r.doctor_id = d.id
      AND (d.name, d.email, d.specialization, d.qualification, d.experience, d.bio, d.consultation_fee, d.currency, d.slot_duration, d.active)
          IS DISTINCT FROM
          (r.name, r.email, r.specialization, r.qualification, r.experience, r.bio, r."consultationFee", r.currency, r."slotDuration", true)
    RETURNING d.id`);

async function addNew(sql: Sql): Promise<number[]> {
  const added = await idsOf(sql`
    INSERT INTO doctors (slug, name, email, specialization, qualification, experience, bio, consultation_fee, currency, slot_duration)
    SELECT slug, name, email, specialization, qualification, experience, bio, "consultationFee", currency, "slotDuration"
    FROM roster WHERE doctor_id IS NULL ORDER BY nth
    RETURNING id`);
  await sql`UPDATE roster SET doctor_id = d.id FROM doctors d WHERE d.slug = roster.slug AND doctor_id IS NULL`;
  return added;
}

/** Only what differs is written; whose hours changed is returned. */
async function replaceHours(sql: Sql): Promise<number[]> {
  await sql`
    CREATE TEMP TABLE roster_hours ON COMMIT DROP AS
    SELECT doctor_id, hours.* FROM roster, jsonb_to_recordset("workingHours") AS hours (weekday smallint, starts time, ends time)`;
  await sql`ANALYZE roster_hours`;
  const removed = await idsOf(sql`
    DELETE FROM working_hours w WHERE doctor_id IN (SELECT doctor_id FROM roster) AND NOT EXISTS (
      SELECT FROM roster_hours r WHERE (r.doctor_id, r.weekday, r.starts, r.ends) = (w.doctor_id, w.weekday, w.starts, w.ends))
    RETURNING doctor_id AS id`);
  const made = await idsOf(sql`
    INSERT INTO working_hours (doctor_id, weekday, starts, ends)
    SELECT * FROM roster_hours EXCEPT SELECT doctor_id, weekday, starts, ends FROM working_hours ORDER BY 1, 2, 3
    RETURNING doctor_id AS id`);
  return [...removed, ...made];
}

async function replaceTimeOff(sql: Sql): Promise<number[]> {
  await sql`
    CREATE TEMP TABLE roster_time_off ON COMMIT DROP AS
    SELECT doctor_id, off.* FROM roster, jsonb_to_recordset("timeOff") AS off ("firstDay" date, "lastDay" date, reason text)`;
  await sql`ANALYZE roster_time_off`;
  const removed = await idsOf(sql`
    DELETE FROM time_off t WHERE doctor_id IN (SELECT doctor_id FROM roster) AND NOT EXISTS (
      SELECT FROM roster_time_off r WHERE (r.doctor_id, r."firstDay", r."lastDay", r.reason) = (t.doctor_id, t.first_day, t.last_day, t.reason))
    RETURNING doctor_id AS id`);
  const made = await idsOf(sql`
    INSERT INTO time_off (doctor_id, first_day, last_day, reason)
    SELECT * FROM roster_time_off EXCEPT SELECT doctor_id, first_day, last_day, reason FROM time_off ORDER BY 1, 2
    RETURNING doctor_id AS id`);
  return [...removed, ...made];
}

async function idsOf(rows: PromiseLike<readonly unknown[]>): Promise<number[]> {
  return ((await rows) as { id: number }[]).map(({ id }) => id);
}
