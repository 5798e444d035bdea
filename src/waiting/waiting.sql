-- join: the patient waits. Who waits for the same already keeps their place. Where only words say who asks (p_appointment_id
-- is null) nothing else changes, as anybody may type them: the entry's link is mailed again, by which it can be changed. Who
-- asks for an appointment has its link, and says what suits now.
--
-- outcome    waiting_id
-- waiting    the entry
-- too_many   none: p_most entries stand under this e-mail address
CREATE OR REPLACE FUNCTION join_waiting(
  p_intake jsonb, p_doctor_id bigint, p_specialization text, p_days smallint[], p_parts text[], p_appointment_id bigint, p_most int
) RETURNS TABLE (outcome text, waiting_id bigint) LANGUAGE plpgsql AS $$
DECLARE
  v_entry bigint;
BEGIN
  -- Two entries of one address at once must count each other.
  PERFORM pg_advisory_xact_lock(hashtextextended('waiting ' || lower(btrim(p_intake->>'email')), 0));
  SELECT id INTO v_entry FROM waiting w
    WHERE w.ended IS NULL AND w.person = person_of(p_intake) AND w.doctor_id IS NOT DISTINCT FROM p_doctor_id
      AND w.specialization IS NOT DISTINCT FROM p_specialization AND w.appointment_id IS NOT DISTINCT FROM p_appointment_id;
  IF NOT FOUND THEN
    IF (SELECT count(*) FROM waiting w WHERE w.ended IS NULL AND lower(btrim(w.intake->>'email')) = lower(btrim(p_intake->>'email'))) >= p_most THEN
      RETURN QUERY SELECT 'too_many', NULL::bigint; RETURN;
    END IF;
    INSERT INTO waiting (intake, doctor_id, specialization, days, parts, appointment_id)
      VALUES (p_intake, p_doctor_id, p_specialization, p_days, p_parts, p_appointment_id) RETURNING id INTO v_entry;
  ELSIF p_appointment_id IS NOT NULL THEN
    PERFORM change_waiting(v_entry, p_days, p_parts);
  END IF;
  -- Once a day: nobody's mailbox is filled by whoever types their address.
  PERFORM queue_mail('waiting', p_intake->>'email', jsonb_build_object('waitingId', v_entry), format('waiting %s %s', v_entry, current_date));
  RETURN QUERY SELECT 'waiting', v_entry;
END $$;

-- change: what suits from now on; who says so is there, so that silences count anew. Nothing where the entry has ended.
CREATE OR REPLACE FUNCTION change_waiting(p_waiting_id bigint, p_days smallint[], p_parts text[]) RETURNS void LANGUAGE sql AS $$
  UPDATE waiting SET days = p_days, parts = p_parts, silences = 0 WHERE id = p_waiting_id AND ended IS NULL;
$$;

-- leave: nothing is offered any more; what is, is passed on by the next sweep. Again, or after it ended: the same answer.
CREATE OR REPLACE FUNCTION leave_waiting(p_waiting_id bigint, p_how text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE waiting SET ended = p_how, ended_at = clock_timestamp(), open_offer = NULL WHERE id = p_waiting_id AND ended IS NULL;
  UPDATE offers SET answer = 'withdrawn', answered_at = clock_timestamp() WHERE waiting_id = p_waiting_id AND answer IS NULL;
END $$;

-- Who books with the doctor, or in the speciality, waits no more, however they booked. The offer that they accept by it is left
-- to accept_offer.
CREATE OR REPLACE FUNCTION booked_waits_no_more() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM leave_waiting(w.id, 'booked') FROM waiting w JOIN doctors d ON d.id = NEW.doctor_id
    WHERE w.ended IS NULL AND w.appointment_id IS NULL
      AND w.person = person_of(NEW.intake)
      AND (w.doctor_id = NEW.doctor_id OR w.specialization = d.specialization);
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER booked_waits_no_more AFTER INSERT ON appointments FOR EACH ROW EXECUTE FUNCTION booked_waits_no_more();

-- Who has no appointment any more waits for no earlier one.
CREATE OR REPLACE FUNCTION cancelled_waits_no_more() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM leave_waiting(id, 'over') FROM waiting WHERE appointment_id = NEW.id AND ended IS NULL;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER cancelled_waits_no_more AFTER UPDATE OF status ON appointments
  FOR EACH ROW WHEN (OLD.status = 'scheduled' AND NEW.status <> 'scheduled') EXECUTE FUNCTION cancelled_waits_no_more();

-- Entries older than p_days end: what suited then is long past. Those of an appointment end with it. At most 200 a call; whoever
-- works on an entry just now is left alone.
CREATE OR REPLACE FUNCTION end_old_waiting(p_days int) RETURNS bigint LANGUAGE sql AS $$
  SELECT count(leave_waiting(id, 'over')::text) FROM (
    SELECT id FROM waiting w
    WHERE ended IS NULL AND (created_at < now() - make_interval(days => p_days) OR EXISTS (
      SELECT FROM appointments a WHERE a.id = w.appointment_id AND (a.status <> 'scheduled' OR a.starts_at <= now())))
    ORDER BY id LIMIT 200 FOR UPDATE SKIP LOCKED) AS old;
$$;

-- Deletes what ended three months ago, with its offers: who waited, and for what, is nobody's business then. At most 200 a call.
CREATE OR REPLACE FUNCTION forget_old_waiting() RETURNS void LANGUAGE sql AS $$
  WITH old AS (
    SELECT id FROM waiting WHERE ended_at < now() - interval '90 days' ORDER BY id LIMIT 200 FOR UPDATE SKIP LOCKED
  ), gone AS (DELETE FROM offers WHERE waiting_id IN (SELECT id FROM old))
  DELETE FROM waiting WHERE id IN (SELECT id FROM old);
$$;
