CREATE TABLE appointments (
  id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  reference text NOT NULL UNIQUE,
  patient_id bigint NOT NULL REFERENCES patients (id),
  doctor_id bigint NOT NULL REFERENCES doctors (id),
  time_slot_id bigint REFERENCES time_slots (id),
  overbooked_reason text,
  date date NOT NULL,
  start_time time NOT NULL,
  end_time time NOT NULL,
  during tstzrange NOT NULL CHECK (NOT isempty(during)),
  starts_at timestamptz GENERATED ALWAYS AS (lower(during)) STORED,
  ends_at timestamptz GENERATED ALWAYS AS (upper(during)) STORED,
  status text NOT NULL DEFAULT 'scheduled' CHECK (status IN ('scheduled', 'completed', 'cancelled', 'no-show')),
  arrived_at timestamptz,
  reason text,
  notes text,
  intake jsonb NOT NULL,
  booked_by jsonb,
  sequence integer NOT NULL DEFAULT 0,
  link_version integer NOT NULL DEFAULT 1,
  google_event_id text,
  hold_id text UNIQUE REFERENCES slot_holds (id),
  cancelled_at timestamptz,
  cancel_reason text,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT an_overbooking_gives_its_reason CHECK (time_slot_id IS NOT NULL OR COALESCE(btrim(overbooked_reason), '') <> ''),
  CONSTRAINT cancelled_says_when CHECK ((status = 'cancelled') = (cancelled_at IS NOT NULL)),
  CONSTRAINT appointments_of_a_doctor_never_overlap EXCLUDE USING gist (doctor_id WITH =, during WITH &&)
    WHERE (status <> 'cancelled' AND time_slot_id IS NOT NULL),
  CONSTRAINT a_patient_is_never_in_two_places EXCLUDE USING gist (patient_id WITH =, during WITH &&)
    WHERE (status = 'scheduled')
);
--> statement-breakpoint
CREATE UNIQUE INDEX one_live_appointment_a_slot ON appointments (time_slot_id) WHERE status <> 'cancelled';
--> statement-breakpoint
CREATE INDEX appointments_by_doctor_and_time ON appointments (doctor_id, starts_at);
--> statement-breakpoint
CREATE INDEX appointments_by_patient ON appointments (patient_id);
