-- cancel: the appointment goes and its slot is free again, in one transaction. Again: the same answer.
--
-- cancelled
-- appointment_not_found
-- over             completed, or marked as no-show: nothing to cancel
-- moved_meanwhile  to another slot while this waited for the old one: ask again, with no lock kept
CREATE OR REPLACE FUNCTION cancel_appointment(p_appointment_id bigint, p_reason text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  appointment appointments;
  v_slot bigint;
BEGIN
  -- Slot before appointment, like every verb: to wait for the new slot with the appointment locked would be a circle.
  SELECT time_slot_id INTO v_slot FROM appointments WHERE id = p_appointment_id;
  IF NOT FOUND THEN RETURN 'appointment_not_found'; END IF;
  PERFORM FROM time_slots WHERE id = v_slot FOR UPDATE;
  SELECT * INTO appointment FROM appointments WHERE id = p_appointment_id FOR UPDATE;
  IF appointment.time_slot_id IS DISTINCT FROM v_slot THEN RETURN 'moved_meanwhile'; END IF;

  IF appointment.status = 'cancelled' THEN RETURN 'cancelled'; END IF;
  IF appointment.status <> 'scheduled' THEN RETURN 'over'; END IF;
  UPDATE appointments SET status = 'cancelled', cancelled_at = clock_timestamp(), cancel_reason = p_reason, sequence = sequence + 1
    WHERE id = appointment.id;
  PERFORM free_slot(appointment.time_slot_id);
  RETURN 'cancelled';
END $$;
