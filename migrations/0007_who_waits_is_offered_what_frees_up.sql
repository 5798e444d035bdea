-- The person whom these words mean, as a patient's record is found: e-mail address and name (folded), and date of birth.
CREATE FUNCTION person_of(p_intake jsonb) RETURNS text LANGUAGE sql IMMUTABLE
RETURN lower(btrim(p_intake->>'email')) || ' / ' || fold_text(p_intake->>'name') || ' / ' || COALESCE(p_intake->>'dateOfBirth', '');
--> statement-breakpoint
-- Who waits for an earlier time, with a doctor or with anyone of a speciality.
CREATE TABLE waiting (
  id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  -- what was typed of the patient, as at booking
  intake jsonb NOT NULL,
  doctor_id bigint REFERENCES doctors (id),
  specialization text,
  -- ISO weekdays, and times of day, that suit
  days smallint[] NOT NULL,
  parts text[] NOT NULL,
  -- the appointment that is to become an earlier one; null where there is none yet
  appointment_id bigint REFERENCES appointments (id),
  -- the offer that stands: on this row, so that whoever locks it knows
  open_offer text,
  -- offers in a row that were not answered
  silences smallint NOT NULL DEFAULT 0,
  -- the place in the order counts from here
  created_at timestamptz NOT NULL DEFAULT now(),
  -- when the link in its mail was used to say yes: before, nothing is offered, as anybody may type anybody's address
  confirmed_at timestamptz,
  ended text CHECK (ended IN ('booked', 'left', 'silent', 'over')),
  ended_at timestamptz,
  person text GENERATED ALWAYS AS (person_of(intake)) STORED,
  CONSTRAINT waits_for_a_doctor_or_for_a_speciality CHECK ((doctor_id IS NULL) <> (specialization IS NULL)),
  CONSTRAINT some_day_of_the_week_suits CHECK (days <> '{}' AND days <@ '{1,2,3,4,5,6,7}'),
  CONSTRAINT some_time_of_day_suits CHECK (parts <> '{}' AND parts <@ '{morning,afternoon,evening}'),
  CONSTRAINT who_waits_no_more_says_since_when CHECK ((ended IS NULL) = (ended_at IS NULL)),
  CONSTRAINT who_waits_no_more_has_no_offer CHECK (ended IS NULL OR open_offer IS NULL)
);
--> statement-breakpoint
CREATE UNIQUE INDEX a_person_waits_once_for_each ON waiting (person, doctor_id, specialization, appointment_id) NULLS NOT DISTINCT WHERE ended IS NULL;
--> statement-breakpoint
CREATE INDEX waiting_of_a_person ON waiting (person);
--> statement-breakpoint
CREATE INDEX waiting_of_an_appointment ON waiting (appointment_id) WHERE ended IS NULL;
--> statement-breakpoint
CREATE INDEX waiting_to_forget ON waiting (ended_at) WHERE ended IS NOT NULL;
--> statement-breakpoint
-- Who has had a slot and left it.
CREATE INDEX slot_holds_confirmed ON slot_holds (slot_id) WHERE ended = 'confirmed';
--> statement-breakpoint
CREATE INDEX waiting_in_order ON waiting (created_at, id) WHERE ended IS NULL;
--> statement-breakpoint
-- A slot that has become free, held for one of them until they answer.
CREATE TABLE offers (
  id text PRIMARY KEY CHECK (length(id) >= 20),
  waiting_id bigint NOT NULL REFERENCES waiting (id),
  slot_id bigint NOT NULL REFERENCES time_slots (id),
  hold_id text NOT NULL UNIQUE REFERENCES slot_holds (id),
  created_at timestamptz NOT NULL DEFAULT now(),
  -- what the patient is told: a minute before the hold ends, so that it is passed on before anybody else can have it
  told_until timestamptz NOT NULL,
  answer text CHECK (answer IN ('accepted', 'declined', 'silent', 'withdrawn')),
  answered_at timestamptz,
  CONSTRAINT nobody_is_offered_a_time_twice UNIQUE (waiting_id, slot_id),
  CONSTRAINT an_answered_offer_says_when CHECK ((answer IS NULL) = (answered_at IS NULL))
);
--> statement-breakpoint
CREATE UNIQUE INDEX one_open_offer_a_person ON offers (waiting_id) WHERE answer IS NULL;
--> statement-breakpoint
CREATE UNIQUE INDEX one_open_offer_a_slot ON offers (slot_id) WHERE answer IS NULL;
--> statement-breakpoint
CREATE INDEX offers_to_pass_on ON offers (told_until) WHERE answer IS NULL OR answer = 'withdrawn';
--> statement-breakpoint
-- The clinic's rules, in one row that each start writes from the settings: so that a slot is offered by them whoever frees it.
CREATE TABLE offer_rules (
  one boolean PRIMARY KEY DEFAULT true CONSTRAINT there_is_one_set_of_rules CHECK (one),
  minutes smallint NOT NULL DEFAULT 30,
  -- at other hours of the clinic's clock nobody has to answer
  opens time NOT NULL DEFAULT '08:00',
  closes time NOT NULL DEFAULT '20:00',
  time_zone text NOT NULL DEFAULT 'Europe/London',
  -- appointments to come that one patient may have
  most int NOT NULL DEFAULT 10,
  -- nobody can be offered what they cannot be told of
  mailed boolean NOT NULL DEFAULT true
);
--> statement-breakpoint
INSERT INTO offer_rules DEFAULT VALUES;
