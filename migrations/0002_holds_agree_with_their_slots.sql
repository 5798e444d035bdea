CREATE TABLE patients (
  id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  name text NOT NULL CHECK (btrim(name) <> ''),
  email text NOT NULL,
  phone text,
  date_of_birth date,
  gender text,
  address text,
  medical_history text,
  google_calendar_connected boolean NOT NULL DEFAULT false,
  google_access_token text,
  google_refresh_token text,
  email_folded text GENERATED ALWAYS AS (lower(btrim(email))) STORED,
  name_folded text GENERATED ALWAYS AS (fold_text(name)) STORED,
  created_at timestamptz NOT NULL DEFAULT now()
);
--> statement-breakpoint
-- Same e-mail, same name, same date of birth is the same person; families share an address.
CREATE UNIQUE INDEX patients_are_one_record ON patients (email_folded, name_folded, date_of_birth) NULLS NOT DISTINCT;
--> statement-breakpoint
CREATE TABLE slot_holds (
  id text PRIMARY KEY CHECK (length(id) >= 20),
  slot_id bigint NOT NULL REFERENCES time_slots (id),
  visitor text NOT NULL,
  address text NOT NULL,
  patient_id bigint REFERENCES patients (id),
  doctor_id bigint NOT NULL REFERENCES doctors (id),
  date date NOT NULL,
  start_time time NOT NULL,
  end_time time NOT NULL,
  expires_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  extensions smallint NOT NULL DEFAULT 0,
  ended text CHECK (ended IN ('confirmed', 'released', 'moved', 'expired')),
  draft jsonb,
  -- when the last of it was typed
  typed_at timestamptz,
  UNIQUE (id, slot_id, expires_at),
  -- what was typed goes when the hold ends for good; an expired one can still be taken up again for a while
  CONSTRAINT an_ended_hold_keeps_no_draft CHECK (draft IS NULL OR ended IS NULL OR ended = 'expired')
);
--> statement-breakpoint
CREATE UNIQUE INDEX one_open_hold_a_visitor ON slot_holds (visitor) WHERE ended IS NULL;
--> statement-breakpoint
CREATE UNIQUE INDEX one_open_hold_a_slot ON slot_holds (slot_id) WHERE ended IS NULL;
--> statement-breakpoint
CREATE INDEX slot_holds_expired_by_visitor ON slot_holds (visitor) WHERE ended = 'expired';
--> statement-breakpoint
CREATE INDEX slot_holds_open_by_address ON slot_holds (address) WHERE ended IS NULL;
--> statement-breakpoint
CREATE INDEX slot_holds_drafts_to_erase ON slot_holds (greatest(expires_at, typed_at)) WHERE draft IS NOT NULL;
--> statement-breakpoint
-- The slot's two words about its hold are the hold's own, and the hold is one on this slot. Deferred, because a verb
-- writes both rows.
ALTER TABLE time_slots ADD CONSTRAINT a_held_slot_agrees_with_its_hold
  FOREIGN KEY (held_by, id, held_until) REFERENCES slot_holds (id, slot_id, expires_at) DEFERRABLE INITIALLY DEFERRED;
--> statement-breakpoint
CREATE INDEX time_slots_held_by ON time_slots (held_by) WHERE held_by IS NOT NULL;
