-- A booked slot that its appointment has left, cancelled or moved, goes to who waits for one like it, else it is free; null, an
-- overbooking's, is none. The caller has the slot's lock. A withdrawn or started slot is not offered whatever its status says
-- (slot_is_free).
CREATE OR REPLACE FUNCTION free_slot(p_slot_id bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE time_slots SET status = 'available' WHERE id = p_slot_id;
  IF FOUND THEN PERFORM offer_slot(p_slot_id); END IF;
END $$;
