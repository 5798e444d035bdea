CREATE EXTENSION IF NOT EXISTS btree_gist;
--> statement-breakpoint
CREATE EXTENSION IF NOT EXISTS pg_trgm;
--> statement-breakpoint
CREATE EXTENSION IF NOT EXISTS unaccent;
--> statement-breakpoint
-- One way to fold words, for search and for recognising a patient: case, accents, apostrophes and spacing do not count.
-- unaccent() is only STABLE because its dictionary could be changed; naming the dictionary makes IMMUTABLE honest here.
-- The punctuation is listed, because [[:alnum:]] knows no letters but a to z where the database's locale is C.
CREATE FUNCTION fold_text(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN btrim(regexp_replace(
  regexp_replace(lower(public.unaccent('public.unaccent'::regdictionary, normalize(words, NFKC))), '[''’‘`´]', '', 'g'),
  '[-‐–—\s.,;:/\\()"&+*_]+', ' ', 'g'));
--> statement-breakpoint
-- The folded words, at most fifty letters of each.
CREATE FUNCTION marked_words(mark text, words text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN ARRAY(SELECT mark || left(word, 50) FROM unnest(string_to_array(fold_text(words), ' ')) AS word WHERE word <> '');
--> statement-breakpoint
-- What search can find a doctor by, each word marked with where it stands: n in the name, s in the speciality, b in the
-- bio. A mark is part of the word and not a weight, because a weight is not in the index: it would be read from the rows.
CREATE FUNCTION search_words(name text, specialization text, bio text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN array_to_tsvector(marked_words('n', name) || marked_words('s', specialization) || marked_words('b', bio));
--> statement-breakpoint
-- What to look for there. fold_text leaves no quotation mark and no backslash in a word.
CREATE FUNCTION exactly(mark text, word text) RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN ('''' || mark || word || '''')::tsquery;
--> statement-breakpoint
CREATE FUNCTION begins_with(mark text, word text) RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN ('''' || mark || word || ''':*')::tsquery;
--> statement-breakpoint
CREATE TABLE doctors (
  id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  slug text NOT NULL UNIQUE,
  name text NOT NULL CHECK (btrim(name) <> ''),
  email text NOT NULL,
  specialization text NOT NULL CHECK (btrim(specialization) <> ''),
  qualification text NOT NULL,
  experience smallint NOT NULL CHECK (experience >= 0),
  avatar text,
  bio text NOT NULL DEFAULT '',
  consultation_fee integer NOT NULL CHECK (consultation_fee >= 0),
  currency char(3) NOT NULL,
  available_days smallint[] NOT NULL DEFAULT '{}',
  working_hours jsonb NOT NULL DEFAULT '[]',
  slot_duration smallint NOT NULL CHECK (slot_duration > 0),
  active boolean NOT NULL DEFAULT true,
  family_name text COLLATE "C" GENERATED ALWAYS AS (substring(fold_text(name) FROM '[^ ]+$')) STORED,
  specialization_folded text GENERATED ALWAYS AS (fold_text(specialization)) STORED,
  search tsvector GENERATED ALWAYS AS (search_words(name, specialization, bio)) STORED
);
--> statement-breakpoint
CREATE UNIQUE INDEX doctors_email ON doctors (lower(email));
--> statement-breakpoint
CREATE INDEX doctors_search ON doctors USING gin (search) WITH (fastupdate = off);
--> statement-breakpoint
CREATE INDEX doctors_by_speciality ON doctors (specialization) WHERE active;
--> statement-breakpoint
-- Every word of three letters or more that stands, or ever stood, in a doctor's name (n) or speciality (s): what a typing
-- error is compared with. A roster of thousands has few of them; their bios have very many, and are not here.
CREATE TABLE known_words (
  mark char(1) NOT NULL,
  word text NOT NULL,
  PRIMARY KEY (word, mark)
);
--> statement-breakpoint
CREATE INDEX known_words_alike ON known_words USING gin (word gin_trgm_ops) WITH (fastupdate = off);
--> statement-breakpoint
CREATE FUNCTION doctors_make_words_known() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO known_words (mark, word)
    SELECT DISTINCT left(lexeme, 1), substr(lexeme, 2)
    FROM (SELECT DISTINCT name, specialization FROM changed) AS doctor, unnest(tsvector_to_array(search_words(name, specialization, ''))) AS lexeme
    WHERE length(lexeme) > 3
    ORDER BY 2, 1
    ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER words_added AFTER INSERT ON doctors REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION doctors_make_words_known();
--> statement-breakpoint
CREATE TRIGGER words_changed AFTER UPDATE ON doctors REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION doctors_make_words_known();
--> statement-breakpoint
CREATE TABLE working_hours (
  id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  doctor_id bigint NOT NULL REFERENCES doctors (id) ON DELETE CASCADE,
  weekday smallint NOT NULL CHECK (weekday BETWEEN 1 AND 7),
  starts time NOT NULL,
  ends time NOT NULL,
  CHECK (starts < ends),
  -- int4range needs a discrete number: minutes of the day
  CONSTRAINT working_hours_never_overlap EXCLUDE USING gist (doctor_id WITH =, weekday WITH =,
    int4range((extract(epoch FROM starts) / 60)::int, (extract(epoch FROM ends) / 60)::int) WITH &&)
);
--> statement-breakpoint
CREATE TABLE time_off (
  id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  doctor_id bigint NOT NULL REFERENCES doctors (id) ON DELETE CASCADE,
  first_day date NOT NULL,
  last_day date NOT NULL,
  reason text NOT NULL DEFAULT '',
  CHECK (first_day <= last_day)
);
--> statement-breakpoint
CREATE INDEX time_off_doctor ON time_off (doctor_id, first_day);
--> statement-breakpoint
-- doctors.available_days and doctors.working_hours are the specification's columns; the rows above are the truth.
CREATE FUNCTION doctors_show_their_hours() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE doctors SET
    available_days = ARRAY(SELECT DISTINCT weekday FROM working_hours w WHERE w.doctor_id = doctors.id ORDER BY 1),
    working_hours = COALESCE((
      SELECT jsonb_agg(jsonb_build_object('weekday', weekday, 'starts', to_char(starts, 'HH24:MI'), 'ends', to_char(ends, 'HH24:MI'))
                       ORDER BY weekday, starts)
      FROM working_hours w WHERE w.doctor_id = doctors.id), '[]')
  WHERE id IN (SELECT doctor_id FROM changed);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER hours_added AFTER INSERT ON working_hours REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION doctors_show_their_hours();
--> statement-breakpoint
CREATE TRIGGER hours_changed AFTER UPDATE ON working_hours REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION doctors_show_their_hours();
--> statement-breakpoint
CREATE TRIGGER hours_removed AFTER DELETE ON working_hours REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION doctors_show_their_hours();
