CREATE TABLE time_slots (
  id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  doctor_id bigint NOT NULL REFERENCES doctors (id),
  date date NOT NULL,
  start_time time NOT NULL,
  end_time time NOT NULL,
  during tstzrange NOT NULL CHECK (NOT isempty(during) AND lower_inc(during) AND NOT upper_inc(during)),
  starts_at timestamptz GENERATED ALWAYS AS (lower(during)) STORED,
  ends_at timestamptz GENERATED ALWAYS AS (upper(during)) STORED,
  status text NOT NULL DEFAULT 'available' CHECK (status IN ('available', 'held', 'booked')),
  held_by text,
  held_until timestamptz,
  withdrawn_at timestamptz,
  -- held means held_by and held_until are set; nothing else does
  CONSTRAINT held_says_by_whom_and_until_when CHECK (
    (status = 'held') = (held_by IS NOT NULL) AND (held_by IS NULL) = (held_until IS NULL)),
  -- whatever is offered, held or booked of one doctor never overlaps; only a withdrawn free slot does not count
  CONSTRAINT slots_of_a_doctor_never_overlap EXCLUDE USING gist (doctor_id WITH =, during WITH &&)
    WHERE (withdrawn_at IS NULL OR status <> 'available')
);
--> statement-breakpoint
CREATE INDEX time_slots_by_doctor_and_time ON time_slots (doctor_id, starts_at);
--> statement-breakpoint
CREATE INDEX time_slots_held ON time_slots (held_until) WHERE status = 'held';
--> statement-breakpoint
-- Doctors in whose hours a gap has opened: a slot that was held or booked when their hours changed is free now, and is not
-- offered again, but what the hours want instead can be made. Any number of rows of a doctor, so that nobody waits here.
CREATE TABLE refresh_due (
  doctor_id bigint NOT NULL REFERENCES doctors (id) ON DELETE CASCADE
);
--> statement-breakpoint
CREATE FUNCTION withdrawn_slots_leave_gaps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO refresh_due VALUES (NEW.doctor_id);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER gap_opened AFTER UPDATE OF status ON time_slots FOR EACH ROW
  WHEN (NEW.withdrawn_at IS NOT NULL AND NEW.status = 'available' AND OLD.status <> 'available')
  EXECUTE FUNCTION withdrawn_slots_leave_gaps();
