import type { Db } from '../db/client.ts';
import { plainWords } from './plain-words.ts';

/** How like a misspelt word must be (pg_trgm): "okfor" is 0.44 like "okafor", "neurology" 0.40 like "ophthalmology". */
const LIKE_IN_NAME = 0.42;
/** Stricter in a bio, whose many words come near anything. */
const LIKE_IN_BIO = 0.55;

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
const MOST_WORDS = 8;

export type Search = { specialization?: string | undefined; q?: string | undefined };

/**
 * A table (id, score) of the active doctors that these words find, the higher the better; all of them, with score 0,
 * where there are no words. Accents, case and apostrophes do not count. A word is found in the name, the speciality or
 * the bio, at the start of a word or inside it, and "skin" in dermatology (plain-words.ts); only a word found nowhere is
 * taken for a typing error and looked for by likeness. Of several words the doctors with most of them are found.
 */
export const found = ({ sql }: Db, { specialization = '', q = '' }: Search) => sql`(
  WITH words AS (
    SELECT DISTINCT word FROM (
      SELECT word FROM regexp_split_to_table(fold_text(${q.slice(0, MOST_LETTERS)}), ' ') word
      WHERE word <> '' AND word <> ALL (${SAYS_NOTHING}) LIMIT ${MOST_WORDS}) AS typed
  ), texts AS MATERIALIZED (
    SELECT id, ' ' || fold_text(name) AS name, ' ' || fold_text(specialization) AS specialization, ' ' || search_text AS everything
    FROM doctors
    WHERE active AND (${specialization} = '' OR fold_text(specialization) = fold_text(${specialization}))
  ), meant AS (
    SELECT * FROM unnest(${plainWords.map(({ word }) => word)}::text[], ${plainWords.map(({ speciality }) => speciality)}::text[])
      AS plain (word, speciality) WHERE word IN (SELECT word FROM words)
  ), literal AS (
    SELECT id, word, CASE
      WHEN strpos(name, ' ' || word) > 0 THEN 6
      WHEN strpos(specialization, ' ' || word) > 0 OR means THEN 5
      WHEN strpos(everything, ' ' || word) > 0 THEN 4
      ELSE 3 END AS score
    FROM texts CROSS JOIN words
    CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM meant WHERE meant.word = words.word
                                       AND strpos(specialization, ' ' || meant.speciality) > 0) AS means) AS plain
    WHERE means OR strpos(everything, CASE WHEN length(word) > 3 THEN word ELSE ' ' || word END) > 0
  ), alike AS (
    SELECT id, word, CASE
      WHEN in_name >= ${LIKE_IN_NAME} THEN 1 + in_name
      WHEN in_specialization >= ${LIKE_IN_NAME} THEN in_specialization
      ELSE in_bio / 2 END AS score
    FROM words CROSS JOIN texts
    CROSS JOIN LATERAL (SELECT word_similarity(word, name) AS in_name, word_similarity(word, specialization) AS in_specialization,
                               word_similarity(word, everything) AS in_bio OFFSET 0) AS likeness
    WHERE word NOT IN (SELECT word FROM literal)
      AND (in_name >= ${LIKE_IN_NAME} OR in_specialization >= ${LIKE_IN_NAME} OR in_bio >= ${LIKE_IN_BIO})
  ), hits AS (
    SELECT id, count(*) AS words, sum(score) AS score
    FROM (SELECT * FROM literal UNION ALL SELECT * FROM alike) AS both_ways GROUP BY id
  )
  SELECT id, score FROM hits WHERE words = (SELECT max(words) FROM hits)
  UNION ALL SELECT id, 0 FROM texts WHERE NOT EXISTS (SELECT FROM words)
)`;
