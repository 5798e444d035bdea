-- confirm: the hold becomes an appointment, and the patient's record is found or made.
--
-- outcome                appointment_id
-- confirmed              the new appointment
-- confirmed_before       the appointment this hold made before, also for simultaneous duplicates
-- hold_not_found
-- hold_ended             released, moved to another slot, or for an appointment that is to move
-- hold_expired           run out, the slot still free, and p_soft is false (page: true, soft expiry; JSON API: false)
-- taken                  run out, and the slot is another's, withdrawn or started
-- too_many_appointments  this patient has p_most appointments to come; the hold stays
-- patient_busy           this patient has a scheduled appointment that overlaps; the hold stays
-- reference_taken        p_reference is in use: try another
--
-- p_most: null, any number.
-- p_intake is what was typed: { name, email, phone, dateOfBirth, gender, address, medicalHistory }. Unverified, so it
-- makes a patient's record but never changes one; it stands on the appointment.
CREATE OR REPLACE FUNCTION confirm_hold_within(
  p_hold_id text, p_soft boolean, p_reference text, p_intake jsonb, p_reason text, p_booked_by jsonb, p_most int
) RETURNS TABLE (outcome text, appointment_id bigint) LANGUAGE plpgsql AS $$
DECLARE
  slot time_slots;
  hold slot_holds;
  t timestamptz;
  v_patient bigint;
  v_appointment bigint;
BEGIN
  PERFORM FROM time_slots WHERE id = (SELECT slot_id FROM slot_holds WHERE id = p_hold_id) FOR UPDATE;
  SELECT * INTO hold FROM slot_holds WHERE id = p_hold_id;
  IF NOT FOUND THEN RETURN QUERY SELECT 'hold_not_found', NULL::bigint; RETURN; END IF;
  SELECT * INTO slot FROM time_slots WHERE id = hold.slot_id;
  t := clock_timestamp();

  -- move_appointment has those.
  IF hold.moves_appointment_id IS NOT NULL THEN RETURN QUERY SELECT 'hold_ended', NULL::bigint; RETURN; END IF;
  IF hold.ended = 'confirmed' THEN
    RETURN QUERY SELECT 'confirmed_before', id FROM appointments WHERE hold_id = hold.id; RETURN;
  END IF;
  IF hold.ended IN ('released', 'moved') THEN RETURN QUERY SELECT 'hold_ended', NULL::bigint; RETURN; END IF;
  IF NOT hold_may_have(slot, hold, t) THEN RETURN QUERY SELECT 'taken', NULL::bigint; RETURN; END IF;
  IF NOT p_soft AND hold.expires_at <= t THEN RETURN QUERY SELECT 'hold_expired', NULL::bigint; RETURN; END IF;

  v_patient := patient_record(p_intake);
  -- Slot before patient, as in move: two bookings for a patient's last place must count each other.
  PERFORM FROM patients WHERE id = v_patient FOR NO KEY UPDATE;
  IF (SELECT count(*) FROM appointments a WHERE a.patient_id = v_patient AND a.status = 'scheduled' AND a.starts_at > t) >= p_most THEN
    RETURN QUERY SELECT 'too_many_appointments', NULL::bigint; RETURN;
  END IF;
  -- DO NOTHING waits for a booking of the same patient that is on its way; a plain INSERT would deadlock with it.
  INSERT INTO appointments (reference, patient_id, doctor_id, time_slot_id, date, start_time, end_time, during,
                            reason, intake, booked_by, hold_id, created_at)
    VALUES (p_reference, v_patient, slot.doctor_id, slot.id, slot.date, slot.start_time, slot.end_time, slot.during,
            p_reason, p_intake, p_booked_by, hold.id, t)
    ON CONFLICT DO NOTHING RETURNING id INTO v_appointment;
  IF v_appointment IS NULL THEN
    RETURN QUERY SELECT CASE
      WHEN EXISTS (SELECT FROM appointments a WHERE a.patient_id = v_patient AND a.status = 'scheduled' AND a.during && slot.during)
        THEN 'patient_busy'
      WHEN EXISTS (SELECT FROM appointments a WHERE a.reference = p_reference) THEN 'reference_taken'
      ELSE 'taken' END, NULL::bigint;
    RETURN;
  END IF;

  PERFORM expire_hold_of(slot, hold.id);
  UPDATE time_slots SET status = 'booked', held_by = NULL, held_until = NULL WHERE id = slot.id;
  UPDATE slot_holds SET ended = 'confirmed', draft = NULL, patient_id = v_patient WHERE id = hold.id;
  RETURN QUERY SELECT 'confirmed', v_appointment;
END $$;

CREATE OR REPLACE FUNCTION confirm_hold(
  p_hold_id text, p_soft boolean, p_reference text, p_intake jsonb, p_reason text, p_booked_by jsonb
) RETURNS TABLE (outcome text, appointment_id bigint) LANGUAGE sql AS $$
  SELECT * FROM confirm_hold_within(p_hold_id, p_soft, p_reference, p_intake, p_reason, p_booked_by, NULL);
$$;

-- The patient whom these words mean: same e-mail, name and date of birth (folded) is the same record; null where there is none.
CREATE OR REPLACE FUNCTION patient_known(p_intake jsonb) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT id FROM patients
  WHERE email_folded = lower(btrim(p_intake->>'email')) AND name_folded = fold_text(p_intake->>'name')
    AND date_of_birth IS NOT DISTINCT FROM (p_intake->>'dateOfBirth')::date;
$$;

-- The same, and a new one where there is none.
CREATE OR REPLACE FUNCTION patient_record(p_intake jsonb) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  v_patient bigint;
BEGIN
  -- Reception may change the record that was in the way before it is read: look again.
  LOOP
    INSERT INTO patients (name, email, phone, date_of_birth, gender, address, medical_history)
      VALUES (p_intake->>'name', p_intake->>'email', p_intake->>'phone', (p_intake->>'dateOfBirth')::date,
              p_intake->>'gender', p_intake->>'address', p_intake->>'medicalHistory')
      ON CONFLICT (email_folded, name_folded, date_of_birth) DO NOTHING RETURNING id INTO v_patient;
    EXIT WHEN FOUND;
    v_patient := patient_known(p_intake);
    EXIT WHEN v_patient IS NOT NULL;
  END LOOP;
  RETURN v_patient;
END $$;
