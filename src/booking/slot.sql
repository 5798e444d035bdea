-- What every verb asks of a slot, and what every verb but hold does to it.

-- Free at the instant `t`: offered, not started, and nobody's, or only a hold's that has run out. Whether the sweep has
-- already tidied that hold away makes no difference to anyone.
CREATE OR REPLACE FUNCTION slot_is_free(slot time_slots, t timestamptz) RETURNS boolean LANGUAGE sql IMMUTABLE
RETURN slot.withdrawn_at IS NULL AND slot.starts_at > t
   AND (slot.status = 'available' OR (slot.status = 'held' AND slot.held_until <= t));

-- The run-out hold that still stands on the slot becomes expired, because p_by takes the slot; p_by's own row is left to
-- the verb, which writes it anyway.
CREATE OR REPLACE FUNCTION expire_hold_of(p_slot time_slots, p_by text) RETURNS void LANGUAGE sql AS $$
  UPDATE slot_holds SET ended = 'expired' WHERE id = p_slot.held_by AND id <> p_by AND ended IS NULL;
$$;

-- Two holds of one address at once must count each other. The last lock that a verb takes, and for a moment only: half a
-- town may share an address, and nobody there waits for a slot that they do not want.
CREATE OR REPLACE FUNCTION lock_address(p_address text) RETURNS void LANGUAGE sql AS $$
  SELECT pg_advisory_xact_lock(hashtextextended('holds of address ' || p_address, 0));
$$;

-- When the first live hold of this address ends, where others than this visitor hold p_most there already; else null.
CREATE OR REPLACE FUNCTION address_is_full_until(p_address text, p_visitor text, p_most int, t timestamptz)
RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN count(*) >= p_most THEN min(expires_at) END FROM slot_holds
  WHERE address = p_address AND ended IS NULL AND expires_at > t AND visitor <> p_visitor;
$$;

-- Whether the hold still has the slot at `t`, or may have it back: soft expiry. A started slot is nobody's.
CREATE OR REPLACE FUNCTION hold_may_have(slot time_slots, hold slot_holds, t timestamptz) RETURNS boolean LANGUAGE sql IMMUTABLE
RETURN slot.starts_at > t
   AND ((slot.held_by IS NOT DISTINCT FROM hold.id AND slot.held_until > t) OR slot_is_free(slot, t));
