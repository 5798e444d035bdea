-- hold: the visitor takes the slot until now + p_hold_minutes, at most until it begins, and leaves any slot held before.
--
-- outcome          hold_id, expires_at
-- held             the new hold
-- already_yours    the visitor's own live hold on this very slot
-- slot_not_found   none
-- taken            none: held live by another, booked, withdrawn or started; a hold on another slot stays as it was
-- too_many_holds   expires_at says when the first of this address's holds ends
--
-- p_moves: the appointment that is to move to the slot; null: one is to be booked there. Of a hold that the visitor has on
-- the slot already, the last click says which.
--
-- The order of locks is the same in every verb, so none waits in a circle: visitor, slots by id, address. A hold's row is
-- written only behind the lock of its slot, but for what was typed.
CREATE OR REPLACE FUNCTION hold_slot_for(
  p_moves bigint, p_slot_id bigint, p_hold_id text, p_visitor text, p_address text, p_hold_minutes int, p_holds_per_address int
) RETURNS TABLE (outcome text, hold_id text, expires_at timestamptz) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  slot time_slots;
  mine slot_holds;
  t timestamptz := clock_timestamp();
  v_until timestamptz;
  v_draft jsonb;
  v_typed timestamptz;
BEGIN
  -- Most of a crowd is answered here, without a lock: what is visibly taken stays so for the moment.
  SELECT * INTO slot FROM time_slots WHERE id = p_slot_id;
  IF NOT FOUND THEN
    RETURN QUERY SELECT 'slot_not_found', NULL::text, NULL::timestamptz; RETURN;
  END IF;
  SELECT * INTO mine FROM slot_holds WHERE id = slot.held_by AND visitor = p_visitor;
  IF mine.id IS NULL AND NOT slot_is_free(slot, t) THEN
    RETURN QUERY SELECT 'taken', NULL::text, NULL::timestamptz; RETURN;
  END IF;

  PERFORM pg_advisory_xact_lock(hashtextextended('holds of visitor ' || p_visitor, 0));
  -- As an array: an OR with a subquery would read every slot there is.
  PERFORM FROM time_slots
    WHERE id = ANY (p_slot_id || ARRAY(
      SELECT slot_id FROM slot_holds WHERE visitor = p_visitor AND (ended IS NULL OR ended = 'expired')))
    ORDER BY id FOR UPDATE;
  PERFORM lock_address(p_address);

  -- Only what is read now, behind the locks, counts; and the clock as it is after the wait.
  t := clock_timestamp();
  SELECT * INTO slot FROM time_slots WHERE id = p_slot_id;
  SELECT * INTO mine FROM slot_holds WHERE id = slot.held_by AND visitor = p_visitor AND expires_at > t;
  IF FOUND AND slot.starts_at > t THEN
    UPDATE slot_holds SET moves_appointment_id = p_moves WHERE id = mine.id AND moves_appointment_id IS DISTINCT FROM p_moves;
    RETURN QUERY SELECT 'already_yours', mine.id, mine.expires_at; RETURN;
  END IF;
  IF NOT slot_is_free(slot, t) THEN
    RETURN QUERY SELECT 'taken', NULL::text, NULL::timestamptz; RETURN;
  END IF;

  v_until := address_is_full_until(p_address, p_visitor, p_holds_per_address, t);
  IF v_until IS NOT NULL THEN
    RETURN QUERY SELECT 'too_many_holds', NULL::text, v_until; RETURN;
  END IF;

  -- The visitor's other hold becomes moved, an expired one too: what could be taken up again must not compete with this
  -- one. What was typed there comes along, unless the hold has been over and left alone for as long as a hold lasts: at a
  -- computer that people share, the next one is not shown the last one's details.
  -- FOR UPDATE: what is being saved at this moment comes along too.
  SELECT CASE WHEN at_it THEN h.draft END, CASE WHEN at_it THEN h.typed_at END INTO v_draft, v_typed
    FROM slot_holds h
    CROSS JOIN LATERAL (SELECT greatest(h.expires_at, h.typed_at) > t - make_interval(mins => p_hold_minutes) AS at_it) AS seen
    WHERE h.visitor = p_visitor AND (h.ended IS NULL OR h.ended = 'expired') FOR UPDATE OF h;
  UPDATE time_slots SET status = 'available', held_by = NULL, held_until = NULL
    WHERE held_by IN (SELECT h.id FROM slot_holds h WHERE h.visitor = p_visitor AND h.ended IS NULL);
  UPDATE slot_holds SET ended = 'moved', draft = NULL
    WHERE visitor = p_visitor AND (ended IS NULL OR ended = 'expired');
  PERFORM expire_hold_of(slot, p_hold_id);

  v_until := least(t + make_interval(mins => p_hold_minutes), slot.starts_at);
  INSERT INTO slot_holds (id, slot_id, visitor, address, doctor_id, date, start_time, end_time, expires_at, created_at,
                          draft, typed_at, moves_appointment_id)
    VALUES (p_hold_id, slot.id, p_visitor, p_address, slot.doctor_id, slot.date, slot.start_time, slot.end_time, v_until, t,
            v_draft, v_typed, p_moves);
  UPDATE time_slots SET status = 'held', held_by = p_hold_id, held_until = v_until WHERE id = slot.id;
  RETURN QUERY SELECT 'held', p_hold_id, v_until;
END $$;

-- To book, as instances of before the moves know it.
CREATE OR REPLACE FUNCTION hold_slot(
  p_slot_id bigint, p_hold_id text, p_visitor text, p_address text, p_hold_minutes int, p_holds_per_address int
) RETURNS TABLE (outcome text, hold_id text, expires_at timestamptz) LANGUAGE sql AS $$
  SELECT * FROM hold_slot_for(NULL, p_slot_id, p_hold_id, p_visitor, p_address, p_hold_minutes, p_holds_per_address);
$$;

-- Makes the hold this visitor's, so that their next hold moves it, with what was typed: who names it is at it now. What
-- they could have taken up again before becomes moved, as in hold. A visitor with an open hold keeps that one, and a hold
-- that has ended for good is nobody's.
CREATE OR REPLACE FUNCTION adopt_hold(p_hold_id text, p_visitor text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('holds of visitor ' || p_visitor, 0));
  PERFORM FROM time_slots
    WHERE id IN (SELECT slot_id FROM slot_holds WHERE id = p_hold_id OR (visitor = p_visitor AND ended = 'expired'))
    ORDER BY id FOR UPDATE;
  IF EXISTS (SELECT FROM slot_holds WHERE visitor = p_visitor AND ended IS NULL)
     OR NOT EXISTS (SELECT FROM slot_holds WHERE id = p_hold_id AND (ended IS NULL OR ended = 'expired')) THEN
    RETURN;
  END IF;
  UPDATE slot_holds SET ended = 'moved', draft = NULL WHERE visitor = p_visitor AND ended = 'expired' AND id <> p_hold_id;
  UPDATE slot_holds SET visitor = p_visitor, typed_at = CASE WHEN draft IS NULL THEN typed_at ELSE clock_timestamp() END
    WHERE id = p_hold_id;
END $$;
