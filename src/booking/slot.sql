-- What every verb asks of a slot, and what every verb but hold does to it.

-- Free at the instant `t`: offered, not started, and nobody's, or only a hold's that has run out. Whether the sweep has
-- already tidied that hold away makes no difference to anyone.
CREATE OR REPLACE FUNCTION slot_is_free(slot time_slots, t timestamptz) RETURNS boolean LANGUAGE sql IMMUTABLE
RETURN slot.withdrawn_at IS NULL AND slot.starts_at > t
   AND (slot.status = 'available' OR (slot.status = 'held' AND slot.held_until <= t));

-- Takes the slot from a run-out hold of somebody else, which becomes expired.
CREATE OR REPLACE FUNCTION expire_other_hold(p_slot time_slots, p_keep text) RETURNS void LANGUAGE sql AS $$
  UPDATE slot_holds SET ended = 'expired' WHERE id = p_slot.held_by AND id IS DISTINCT FROM p_keep AND ended IS NULL;
$$;

-- Whether the hold still has the slot at `t`, or may have it back: soft expiry. A started slot is nobody's.
CREATE OR REPLACE FUNCTION hold_may_have(slot time_slots, hold slot_holds, t timestamptz) RETURNS boolean LANGUAGE sql IMMUTABLE
RETURN slot.starts_at > t
   AND ((slot.held_by IS NOT DISTINCT FROM hold.id AND slot.held_until > t) OR slot_is_free(slot, t));
