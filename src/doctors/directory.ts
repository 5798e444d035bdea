import type { Db } from '../db/client.ts';
import { found, type Search } from './search.ts';

/** The soonest slot that can be held now. `date` and `startTime` are the clinic's local ones. */
export type NextFree = { slotId: number; startsAt: Temporal.Instant; date: string; startTime: string };

/** What everyone may know of a doctor. */
export type Doctor = {
  id: number;
  slug: string;
  name: string;
  specialization: string;
  qualification: string;
  /** Years in practice. */
  experience: number;
  avatar: string | null;
  bio: string;
  /** Minor units (pence, cents) of `currency`, an ISO 4217 code. */
  consultationFee: number;
  currency: string;
  /** Minutes. */
  slotDuration: number;
  nextFree: NextFree | null;
};

/** At most `limit` of them, after the first `offset`; all where it is left out. */
export type Part = { limit?: number; offset?: number };

export type Speciality = {
  specialization: string;
  doctors: number;
  /** The soonest with anyone of this speciality. */
  soonest: (NextFree & { doctor: { slug: string; name: string } }) | null;
};

/** The specialities that an active doctor has, by name. */
export async function namesOfSpecialities(db: Db): Promise<string[]> {
  const rows = await db.sql<{ specialization: string }[]>`
    SELECT DISTINCT specialization FROM doctors WHERE active ORDER BY specialization`;
  return rows.map(({ specialization }) => specialization);
}

/** Every speciality that an active doctor has, by name, with the soonest free time in each. */
export async function listSpecialities(db: Db): Promise<Speciality[]> {
  type Row = NextFreeColumns & { specialization: string; doctors: number; slug: string; name: string };
  const rows = await db.sql<Row[]>`
    SELECT DISTINCT ON (d.specialization) d.specialization, count(*) OVER (PARTITION BY d.specialization) AS doctors,
           d.slug, d.name, free.*
    FROM doctors d LEFT JOIN LATERAL (${firstFree(db)}) AS free ON true
    WHERE d.active
    ORDER BY d.specialization, free."startsAt" NULLS LAST, d.id`;
  return rows.map(({ specialization, doctors, slug, name, ...free }) => {
    const next = nextFreeOf(free);
    return { specialization, doctors, soonest: next && { ...next, doctor: { slug, name } } };
  });
}

/**
 * Active doctors, of one speciality where it is given: by family name, or the best hit first where `q` asks for words.
 * What counts as a hit is in search.ts.
 */
export async function searchDoctors(db: Db, search: Search & Part = {}): Promise<Doctor[]> {
  return (await partOfDirectory(db, search)).doctors;
}

/** The same, and how many there are in all; 0 also where the part lies beyond the last. */
export async function partOfDirectory(
  db: Db,
  search: Search & Part = {},
): Promise<{ doctors: Doctor[]; total: number }> {
  // The part is cut before whole rows are read and free times looked for, so that a page costs the same however many
  // doctors there are.
  const rows = await db.sql<(DoctorRow & { total: number })[]>`
    SELECT ${columns(db)}, part.total
    FROM (SELECT id, score, family_name, name, count(*) OVER () AS total FROM ${found(db, search)} AS found JOIN doctors USING (id)
          ORDER BY score DESC, family_name, name, id LIMIT ${search.limit ?? null} OFFSET ${search.offset ?? 0}) AS part
    JOIN doctors d ON d.id = part.id
    LEFT JOIN LATERAL (${firstFree(db)}) AS free ON true
    ORDER BY part.score DESC, part.family_name, part.name, part.id`;
  return { doctors: rows.map(({ total: _, ...row }) => asDoctor(row)), total: rows[0]?.total ?? 0 };
}

/** The active doctor whose page this is; null for an unknown or a retired one. */
export async function findDoctor(db: Db, slug: string): Promise<Doctor | null> {
  const [row] = await db.sql<DoctorRow[]>`
    SELECT ${columns(db)} FROM doctors d LEFT JOIN LATERAL (${firstFree(db)}) AS free ON true
    WHERE d.active AND d.slug = ${slug}`;
  return row ? asDoctor(row) : null;
}

/** The doctor's first slot that can be held now, on `from` (local date, `YYYY-MM-DD`) or later; null where none is. */
export async function nextFree(db: Db, doctorId: number, from?: string): Promise<NextFree | null> {
  const [row] = await db.sql<NextFree[]>`
    SELECT free.* FROM doctors d CROSS JOIN LATERAL (${firstFree(db, from)}) AS free WHERE d.active AND d.id = ${doctorId}`;
  return row ?? null;
}

type NextFreeColumns = { [column in keyof NextFree]: NextFree[column] | null };
type DoctorRow = Omit<Doctor, 'nextFree'> & NextFreeColumns;

const columns = ({ sql }: Db) => sql`
  d.id, d.slug, d.name, d.specialization, d.qualification, d.experience, d.avatar, d.bio,
  d.consultation_fee AS "consultationFee", d.currency, d.slot_duration AS "slotDuration", free.*`;

/** The first free slot of doctor `d`. Walks the index by doctor and time from now on and stops at the first. */
const firstFree = ({ sql }: Db, from?: string) => sql`
  SELECT s.id AS "slotId", s.starts_at AS "startsAt", s.date, s.start_time AS "startTime"
  FROM time_slots s
  WHERE s.doctor_id = d.id AND slot_is_free(s, now()) AND s.starts_at > now()
        ${from ? sql`AND s.date >= ${from} AND s.starts_at > ${from}::date - interval '1 day'` : sql``}
  ORDER BY s.starts_at LIMIT 1`;

function asDoctor({ slotId, startsAt, date, startTime, ...doctor }: DoctorRow): Doctor {
  return { ...doctor, nextFree: nextFreeOf({ slotId, startsAt, date, startTime }) };
}

function nextFreeOf({ slotId, startsAt, date, startTime }: NextFreeColumns): NextFree | null {
  return slotId && startsAt && date && startTime ? { slotId, startsAt, date, startTime } : null;
}
