-- A booked slot that its appointment has left, cancelled or moved, is free again; null, an overbooking's, is none. The
-- caller has the slot's lock. A withdrawn or started slot is not offered whatever its status says (slot_is_free).
CREATE OR REPLACE FUNCTION free_slot(p_slot_id bigint) RETURNS void LANGUAGE sql AS $$
  UPDATE time_slots SET status = 'available' WHERE id = p_slot_id;
$$;
