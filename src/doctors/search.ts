import type { Db } from '../db/client.ts';
import { plainWords } from './plain-words.ts';

/** How like a misspelt word must be (pg_trgm): "okfor" is 0.44 like "okafor", "neurology" 0.40 like "ophthalmology". */
const LIKE = 0.42;

/** Said of every doctor, or of nobody in particular. */
const SAYS_NOTHING = [
  'dr',
  'doctor',
  'prof',
  'professor',
  'mr',
  'mrs',
  'ms',
  'miss',
  'and',
  'for',
  'the',
  'with',
  'in',
];

/** Nobody types more, and every word costs. */
const MOST_LETTERS = 100;
const MOST_WORDS = 6;

/** Words of names and specialities that one typed word may stand inside of, or be meant for. */
const MOST_INSIDE = 50;
const MOST_ALIKE = 12;

export type Search = { specialization?: string | undefined; q?: string | undefined };

/**
 * A table (id, score) of the active doctors that these words find, the higher the better; all of them, with score 0,
 * where there are no words. Accents, case and apostrophes do not count. A word is found at the start of a word of the
 * name, the speciality or the bio, inside one of the name or the speciality, and "skin" in dermatology (plain-words.ts);
 * only a word found nowhere is taken for a typing error and looked for by likeness, and not in bios. Of several words the
 * doctors with most of them are found.
 *
 * Anyone may ask, and anything: each step is a bounded number of looks into an index, whatever the words. `doctors.search`
 * knows whole words and how they begin; the far fewer `known_words` know what is inside words and alike.
 */
export const found = ({ sql }: Db, { specialization = '', q = '' }: Search) => sql`(
  WITH words AS MATERIALIZED (
    SELECT row_number() OVER () AS nth, word FROM (
      SELECT DISTINCT left(word, 50) AS word FROM (
        SELECT word FROM regexp_split_to_table(fold_text(${q.slice(0, MOST_LETTERS)}), ' ') word
        WHERE word <> '' AND word <> ALL (${SAYS_NOTHING}) LIMIT ${MOST_WORDS}) AS typed) AS different
  ), places AS (
    SELECT nth, begins_with('n', word) AS query, 6 AS score FROM words
    UNION ALL SELECT nth, begins_with('s', word), 5 FROM words
    UNION ALL
    SELECT nth, meant::tsquery, 5 FROM words
    JOIN unnest(${plainWords.map(({ word }) => word)}::text[], ${plainWords.map(({ query }) => query)}::text[]) AS plain (word, meant) USING (word)
    UNION ALL SELECT nth, CASE WHEN length(word) < 3 THEN exactly('b', word) ELSE begins_with('b', word) END, 4 FROM words
    UNION ALL
    SELECT nth, inside.query, 3 FROM words CROSS JOIN LATERAL (
      SELECT exactly(mark, known.word) AS query FROM known_words AS known
      WHERE known.word LIKE '%' || words.word || '%' ORDER BY length(known.word), known.word LIMIT ${MOST_INSIDE}) AS inside
    WHERE word ~ '^[[:alnum:]]{4,}$'
  ), literal AS MATERIALIZED (
    SELECT id, nth, max(score) AS score FROM places CROSS JOIN LATERAL (${looked(sql)}) AS d
    WHERE ${offered(sql, specialization)} GROUP BY id, nth
  ), alike AS (
    SELECT id, nth, max(near.score) AS score FROM words CROSS JOIN LATERAL (
      SELECT exactly(mark, known.word) AS query, likeness + CASE mark WHEN 'n' THEN 1 ELSE 0 END AS score
      FROM known_words AS known CROSS JOIN LATERAL (SELECT word_similarity(words.word, known.word) AS likeness) AS so
      WHERE known.word % words.word AND likeness >= ${LIKE} ORDER BY likeness DESC, known.word LIMIT ${MOST_ALIKE}) AS near
    CROSS JOIN LATERAL (${looked(sql)}) AS d
    WHERE ${offered(sql, specialization)} AND length(word) > 2 AND nth NOT IN (SELECT nth FROM literal)
    GROUP BY id, nth
  ), hits AS (
    SELECT id, count(*) AS words, sum(score) AS score
    FROM (SELECT * FROM literal UNION ALL SELECT * FROM alike) AS both_ways GROUP BY id
  )
  SELECT id, score FROM hits WHERE words = (SELECT max(words) FROM hits)
  UNION ALL SELECT id, 0 FROM doctors WHERE ${offered(sql, specialization)} AND NOT EXISTS (SELECT FROM words)
)`;

/** OFFSET 0 keeps the index in front: a plan made for a small speciality would read everyone's words in a large one. */
const looked = (sql: Db['sql']) => sql`
  SELECT id, active, specialization_folded FROM doctors WHERE search @@ query OFFSET 0`;

const offered = (sql: Db['sql'], specialization: string) =>
  specialization ? sql`active AND specialization_folded = fold_text(${specialization})` : sql`active`;
