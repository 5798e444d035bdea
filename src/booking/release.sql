-- release: the visitor lets the slot go. Again, or after it ran out or moved: the same answer.
--
-- released
-- hold_not_found
-- confirmed        an appointment stands; nothing changes
CREATE OR REPLACE FUNCTION release_hold(p_hold_id text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  hold slot_holds;
BEGIN
  PERFORM FROM time_slots WHERE id = (SELECT slot_id FROM slot_holds WHERE id = p_hold_id) FOR UPDATE;
  SELECT * INTO hold FROM slot_holds WHERE id = p_hold_id;
  IF NOT FOUND THEN RETURN 'hold_not_found'; END IF;
  IF hold.ended = 'confirmed' THEN RETURN 'confirmed'; END IF;

  UPDATE time_slots SET status = 'available', held_by = NULL, held_until = NULL WHERE held_by = hold.id;
  UPDATE slot_holds SET ended = 'released', draft = NULL WHERE id = hold.id AND (ended IS NULL OR ended = 'expired');
  RETURN 'released';
END $$;
