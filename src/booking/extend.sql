-- extend: p_hold_minutes more while the slot is this hold's; p_hold_minutes from now where it ran out and is still free.
-- Never beyond the beginning of the slot.
--
-- extended         expires_at is the new end
-- hold_not_found
-- confirmed        an appointment stands already
-- ended            released, or moved to another slot
-- taken            run out, and the slot is another's, withdrawn or started
-- limit            extended p_most times already; expires_at is the end that stands
-- too_many_holds   run out, and its address holds p_holds_per_address others: expires_at says when the first of them ends
CREATE OR REPLACE FUNCTION extend_hold(p_hold_id text, p_hold_minutes int, p_most int, p_holds_per_address int)
RETURNS TABLE (outcome text, expires_at timestamptz) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  slot time_slots;
  hold slot_holds;
  t timestamptz;
  v_until timestamptz;
BEGIN
  PERFORM FROM time_slots WHERE id = (SELECT slot_id FROM slot_holds WHERE id = p_hold_id) FOR UPDATE;
  SELECT * INTO hold FROM slot_holds WHERE id = p_hold_id;
  IF NOT FOUND THEN RETURN QUERY SELECT 'hold_not_found', NULL::timestamptz; RETURN; END IF;
  PERFORM lock_address(hold.address);
  SELECT * INTO slot FROM time_slots WHERE id = hold.slot_id;
  t := clock_timestamp();

  IF hold.ended = 'confirmed' THEN RETURN QUERY SELECT 'confirmed', NULL::timestamptz; RETURN; END IF;
  IF hold.ended IN ('released', 'moved') THEN RETURN QUERY SELECT 'ended', NULL::timestamptz; RETURN; END IF;
  IF NOT hold_may_have(slot, hold, t) THEN RETURN QUERY SELECT 'taken', NULL::timestamptz; RETURN; END IF;
  IF hold.extensions >= p_most THEN RETURN QUERY SELECT 'limit', hold.expires_at; RETURN; END IF;

  -- To hold again what ran out is to hold: the cap counts.
  IF hold.expires_at <= t THEN
    v_until := address_is_full_until(hold.address, hold.visitor, p_holds_per_address, t);
    IF v_until IS NOT NULL THEN RETURN QUERY SELECT 'too_many_holds', v_until; RETURN; END IF;
  END IF;

  PERFORM expire_hold_of(slot, hold.id);
  v_until := least(greatest(hold.expires_at, t) + make_interval(mins => p_hold_minutes), slot.starts_at);
  UPDATE slot_holds SET expires_at = v_until, extensions = extensions + 1, ended = NULL WHERE id = hold.id;
  UPDATE time_slots SET status = 'held', held_by = hold.id, held_until = v_until WHERE id = slot.id;
  RETURN QUERY SELECT 'extended', v_until;
END $$;
