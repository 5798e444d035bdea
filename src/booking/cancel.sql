-- cancel: the appointment goes and its slot is free again, in one transaction. Again: the same answer.
--
-- cancelled
-- appointment_not_found
-- over             completed, or marked as no-show: nothing to cancel; to the patient, also past
-- too_late         to the patient: see open_to_patient
-- moved_meanwhile  to another slot while this waited for the old one: ask again, with no lock kept
--
-- p_cutoff_hours: the patient's own rule; null: the practice cancels, which may at any time.
CREATE OR REPLACE FUNCTION cancel_in_time(p_appointment_id bigint, p_reason text, p_cutoff_hours int) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  appointment appointments;
  v_slot bigint;
  v_open text;
BEGIN
  -- Slot before appointment, like every verb: to wait for the new slot with the appointment locked would be a circle.
  SELECT time_slot_id INTO v_slot FROM appointments WHERE id = p_appointment_id;
  IF NOT FOUND THEN RETURN 'appointment_not_found'; END IF;
  PERFORM FROM time_slots WHERE id = v_slot FOR UPDATE;
  SELECT * INTO appointment FROM appointments WHERE id = p_appointment_id FOR UPDATE;
  IF appointment.time_slot_id IS DISTINCT FROM v_slot THEN RETURN 'moved_meanwhile'; END IF;

  IF appointment.status = 'cancelled' THEN RETURN 'cancelled'; END IF;
  IF appointment.status <> 'scheduled' THEN RETURN 'over'; END IF;
  v_open := open_to_patient(appointment, p_cutoff_hours, clock_timestamp());
  IF p_cutoff_hours IS NOT NULL AND v_open <> 'open' THEN RETURN v_open; END IF;
  UPDATE appointments SET status = 'cancelled', cancelled_at = clock_timestamp(), cancel_reason = p_reason, sequence = sequence + 1
    WHERE id = appointment.id;
  PERFORM free_slot(appointment.time_slot_id);
  RETURN 'cancelled';
END $$;

CREATE OR REPLACE FUNCTION cancel_appointment(p_appointment_id bigint, p_reason text) RETURNS text LANGUAGE sql AS $$
  SELECT cancel_in_time(p_appointment_id, p_reason, NULL);
$$;

-- What the patient may still do by themselves with the appointment at `t`.
--
-- open       cancel it, or move it
-- cancelled
-- over       completed, marked as no-show, or past
-- too_late   it begins in less than p_cutoff_hours, or has begun: the practice may still be called
CREATE OR REPLACE FUNCTION open_to_patient(appointment appointments, p_cutoff_hours int, t timestamptz) RETURNS text LANGUAGE sql STABLE
RETURN CASE
  WHEN appointment.status = 'cancelled' THEN 'cancelled'
  WHEN appointment.status <> 'scheduled' OR appointment.ends_at <= t THEN 'over'
  WHEN appointment.starts_at - make_interval(hours => p_cutoff_hours) <= t THEN 'too_late'
  ELSE 'open' END;
