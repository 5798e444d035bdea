-- A calendar at Google that somebody lets MediBook write into: a patient's, connected from the page of an appointment, or a
-- doctor's. Tokens stood on the patient before: one may have two calendars, and so may a family of one address.
CREATE TABLE google_connections (
  -- 128 random bits; the tokens are sealed for it, and open for no other
  id text PRIMARY KEY,
  patient_id bigint REFERENCES patients (id),
  doctor_id bigint REFERENCES doctors (id),
  -- the one from whose page a patient connected it
  appointment_id bigint REFERENCES appointments (id),
  -- the Google address, which is known when something was first written there
  account text CHECK (btrim(account) <> ''),
  -- sealed with AES-256-GCM
  google_access_token text,
  google_refresh_token text,
  access_until timestamptz,
  -- of the consent that it came from: an answer that arrives twice is one
  consent text NOT NULL UNIQUE,
  connected_at timestamptz NOT NULL DEFAULT now(),
  -- Google lets us in no more
  lost_at timestamptz,
  lost_why text,
  -- appointments that are booked from then on are added by themselves
  adds_later_since timestamptz,
  -- the patient said no to that
  stopped_at timestamptz,
  CONSTRAINT a_calendar_is_somebodys CHECK (num_nonnulls(patient_id, doctor_id) = 1),
  CONSTRAINT patients_connect_from_an_appointment CHECK ((patient_id IS NULL) = (appointment_id IS NULL)),
  CONSTRAINT tokens_are_kept_while_they_open CHECK (
    (lost_at IS NULL) = (google_refresh_token IS NOT NULL) AND (google_access_token IS NULL OR lost_at IS NULL)),
  CONSTRAINT lost_says_why CHECK ((lost_at IS NULL) = (lost_why IS NULL)),
  CONSTRAINT later_ones_are_added_or_not CHECK (adds_later_since IS NULL OR stopped_at IS NULL)
);
--> statement-breakpoint
CREATE UNIQUE INDEX one_calendar_a_doctor ON google_connections (doctor_id);
--> statement-breakpoint
CREATE UNIQUE INDEX an_account_once_a_patient ON google_connections (patient_id, lower(account));
--> statement-breakpoint
CREATE UNIQUE INDEX one_calendar_gets_later_ones ON google_connections (patient_id) WHERE adds_later_since IS NOT NULL;
--> statement-breakpoint
-- An appointment in a calendar: what is to be so there, and what was last written.
CREATE TABLE google_events (
  appointment_id bigint NOT NULL REFERENCES appointments (id),
  connection_id text NOT NULL REFERENCES google_connections (id) ON DELETE CASCADE ON UPDATE CASCADE,
  -- null until it is first tried
  google_event_id text,
  -- how often it was made anew, as what was there is gone
  made smallint NOT NULL DEFAULT 0,
  -- waiting: to be written, or taken out; added, removed: it was; refused: it is not tried any more
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'added', 'removed', 'refused')),
  -- the appointment's SEQUENCE, as it is to be in the calendar, and as it is; null where it is not there
  wanted_sequence integer NOT NULL,
  written_sequence integer,
  trouble text,
  tried_at timestamptz,
  -- who writes it has it until then; nobody else does meanwhile
  busy_until timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (appointment_id, connection_id),
  CONSTRAINT what_is_added_is_there CHECK (state <> 'added' OR (written_sequence IS NOT NULL AND google_event_id IS NOT NULL))
);
--> statement-breakpoint
CREATE INDEX google_events_by_connection ON google_events (connection_id);
--> statement-breakpoint
CREATE INDEX google_events_that_wait ON google_events (created_at) WHERE state = 'waiting';
--> statement-breakpoint
-- When a doctor's own calendar says that they are busy.
CREATE TABLE busy_times (
  doctor_id bigint NOT NULL REFERENCES doctors (id) ON DELETE CASCADE,
  during tstzrange NOT NULL CHECK (NOT isempty(during)),
  CONSTRAINT busy_times_never_overlap EXCLUDE USING gist (doctor_id WITH =, during WITH &&)
);
--> statement-breakpoint
-- How the last look at a doctor's busy times went.
ALTER TABLE google_connections ADD COLUMN busy_read_at timestamptz, ADD COLUMN busy_trouble text;
--> statement-breakpoint
-- Raised, it revokes the link to a doctor's own page and calendar that was given out before.
ALTER TABLE doctors ADD COLUMN calendar_version integer NOT NULL DEFAULT 1;
--> statement-breakpoint
ALTER TABLE patients DROP COLUMN google_access_token, DROP COLUMN google_refresh_token;
--> statement-breakpoint
ALTER TABLE appointments DROP COLUMN google_event_id;
--> statement-breakpoint
-- Whether a patient has a calendar that we may write into: kept by this, never written by hand.
CREATE FUNCTION patient_is_connected() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  v_patient bigint := COALESCE(NEW.patient_id, OLD.patient_id);
BEGIN
  UPDATE patients SET google_calendar_connected = now_is.so
    FROM (SELECT EXISTS (SELECT FROM google_connections WHERE patient_id = v_patient AND lost_at IS NULL) AS so) AS now_is
    WHERE id = v_patient AND google_calendar_connected <> now_is.so;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER patients_know AFTER INSERT OR DELETE OR UPDATE OF lost_at ON google_connections
  FOR EACH ROW EXECUTE FUNCTION patient_is_connected();
