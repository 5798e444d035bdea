-- move: the appointment goes to the slot of a hold that was made for it, and the slot that it leaves is free, in one
-- transaction: the patient has the old time until they have the new one. Again: the same answer.
--
-- moved
-- moved_before     by this hold, also for simultaneous duplicates
-- appointment_not_found
-- hold_not_found   none, or not one for this appointment
-- other_doctor     its slot is with another: that is another appointment
-- cancelled, over, too_late    see open_to_patient
-- hold_ended       released, or left for another slot
-- taken            run out, and the slot is another's, withdrawn or started; the appointment stays where it is
-- patient_busy     this patient has another scheduled appointment that overlaps the new time; the hold stays
-- moved_meanwhile  to another slot while this waited for the old one: ask again, with no lock kept
--
-- p_cutoff_hours: the patient's own rule; null: the practice moves it, which may at any time.
CREATE OR REPLACE FUNCTION move_appointment(p_appointment_id bigint, p_hold_id text, p_cutoff_hours int) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  appointment appointments;
  hold slot_holds;
  slot time_slots;
  t timestamptz;
  v_from bigint;
  v_open text;
BEGIN
  -- Both slots before the appointment, as in cancel; by id, as in hold.
  SELECT time_slot_id INTO v_from FROM appointments WHERE id = p_appointment_id;
  IF NOT FOUND THEN RETURN 'appointment_not_found'; END IF;
  PERFORM FROM time_slots
    WHERE id = ANY (ARRAY[v_from, (SELECT slot_id FROM slot_holds WHERE id = p_hold_id)]) ORDER BY id FOR UPDATE;
  SELECT * INTO appointment FROM appointments WHERE id = p_appointment_id FOR UPDATE;
  -- Two moves of one patient to one time must count each other: to wait for each other at the promise of the tables would
  -- be a circle.
  PERFORM FROM patients WHERE id = appointment.patient_id FOR NO KEY UPDATE;
  SELECT * INTO hold FROM slot_holds WHERE id = p_hold_id AND moves_appointment_id = p_appointment_id;
  IF NOT FOUND THEN RETURN 'hold_not_found'; END IF;
  IF hold.ended = 'confirmed' THEN RETURN 'moved_before'; END IF;
  IF appointment.time_slot_id IS DISTINCT FROM v_from THEN RETURN 'moved_meanwhile'; END IF;
  SELECT * INTO slot FROM time_slots WHERE id = hold.slot_id;
  t := clock_timestamp();

  IF slot.doctor_id <> appointment.doctor_id THEN RETURN 'other_doctor'; END IF;
  v_open := open_to_patient(appointment, COALESCE(p_cutoff_hours, 0), t);
  IF appointment.status <> 'scheduled' OR (p_cutoff_hours IS NOT NULL AND v_open <> 'open') THEN RETURN v_open; END IF;
  IF hold.ended IN ('released', 'moved') THEN RETURN 'hold_ended'; END IF;
  IF NOT hold_may_have(slot, hold, t) THEN RETURN 'taken'; END IF;
  IF EXISTS (SELECT FROM appointments a WHERE a.patient_id = appointment.patient_id AND a.id <> appointment.id
             AND a.status = 'scheduled' AND a.during && slot.during) THEN
    RETURN 'patient_busy';
  END IF;

  PERFORM expire_hold_of(slot, hold.id);
  UPDATE time_slots SET status = 'booked', held_by = NULL, held_until = NULL WHERE id = slot.id;
  UPDATE slot_holds SET ended = 'confirmed', draft = NULL, patient_id = appointment.patient_id WHERE id = hold.id;
  UPDATE appointments SET time_slot_id = slot.id, date = slot.date, start_time = slot.start_time, end_time = slot.end_time,
                          during = slot.during, moved_at = t, sequence = sequence + 1
    WHERE id = appointment.id;
  PERFORM free_slot(v_from);
  RETURN 'moved';
END $$;
