-- join: the patient asks to wait. Where only words say who asks (p_appointment_id is null) nothing is offered before the link in
-- the mail was used to say yes, and nothing changes of an entry for which it was: anybody may type anybody's words. Who asks for
-- an appointment has its link: they wait at once. Who waits for the same already keeps their place.
--
-- outcome    waiting_id
-- waiting    the entry
-- too_many   none: p_most entries stand under this e-mail address, or p_most more wait for a yes
CREATE OR REPLACE FUNCTION join_waiting(
  p_intake jsonb, p_doctor_id bigint, p_specialization text, p_days smallint[], p_parts text[], p_appointment_id bigint, p_most int
) RETURNS TABLE (outcome text, waiting_id bigint) LANGUAGE plpgsql AS $$
DECLARE
  entry waiting;
  v_sure boolean := p_appointment_id IS NOT NULL;
BEGIN
  PERFORM lock_waiting_of(p_intake->>'email');
  SELECT * INTO entry FROM waiting w
    WHERE w.ended IS NULL AND w.person = person_of(p_intake) AND w.doctor_id IS NOT DISTINCT FROM p_doctor_id
      AND w.specialization IS NOT DISTINCT FROM p_specialization AND w.appointment_id IS NOT DISTINCT FROM p_appointment_id;
  IF NOT FOUND THEN
    IF count_waiting_of(p_intake->>'email', v_sure) >= p_most THEN RETURN QUERY SELECT 'too_many', NULL::bigint; RETURN; END IF;
    INSERT INTO waiting (intake, doctor_id, specialization, days, parts, appointment_id, confirmed_at)
      VALUES (p_intake, p_doctor_id, p_specialization, p_days, p_parts, p_appointment_id, CASE WHEN v_sure THEN now() END)
      RETURNING * INTO entry;
  ELSIF v_sure OR entry.confirmed_at IS NULL THEN
    PERFORM change_waiting(entry.id, p_days, p_parts);
  END IF;
  PERFORM mail_link_of(entry, p_most);
  RETURN QUERY SELECT 'waiting', entry.id;
END $$;

-- Once in ten minutes, and 2 * p_most to an address in a day: nobody's mailbox is filled by whoever types their address.
CREATE OR REPLACE FUNCTION mail_link_of(entry waiting, p_most int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_email text := entry.intake->>'email';
BEGIN
  IF (SELECT count(*) FROM mails WHERE kind = 'waiting' AND created_at > now() - interval '1 day' AND lower(recipient) = lower(v_email)) < 2 * p_most THEN
    PERFORM queue_mail('waiting', v_email, jsonb_build_object('waitingId', entry.id),
                       format('waiting %s %s', entry.id, floor(extract(epoch FROM now()) / 600)));
  END IF;
END $$;

-- Until when there can be a yes.
CREATE OR REPLACE FUNCTION confirm_by(entry waiting) RETURNS timestamptz LANGUAGE sql STABLE
  RETURN entry.created_at + interval '24 hours';

-- confirm: the patient read the mail and waits from now on, in the place that they have had since they asked.
--
-- waiting    also again; nothing changes of one that has ended
-- too_many   p_most entries stand under this e-mail address; this one may be confirmed when one of them has ended
CREATE OR REPLACE FUNCTION confirm_waiting(p_waiting_id bigint, p_most int) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  v_email text := (SELECT intake->>'email' FROM waiting WHERE id = p_waiting_id);
BEGIN
  PERFORM lock_waiting_of(v_email);
  IF EXISTS (SELECT FROM waiting WHERE id = p_waiting_id AND confirmed_at IS NULL AND ended IS NULL) THEN
    IF count_waiting_of(v_email, true) >= p_most THEN RETURN 'too_many'; END IF;
    UPDATE waiting SET confirmed_at = now() WHERE id = p_waiting_id AND ended IS NULL;
  END IF;
  RETURN 'waiting';
END $$;

-- Two entries of one address at once must count each other.
CREATE OR REPLACE FUNCTION lock_waiting_of(p_email text) RETURNS void LANGUAGE sql AS $$
  SELECT pg_advisory_xact_lock(hashtextextended('waiting ' || lower(btrim(p_email)), 0));
$$;

CREATE OR REPLACE FUNCTION count_waiting_of(p_email text, p_confirmed boolean) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT count(*) FROM waiting w
  WHERE w.ended IS NULL AND (w.confirmed_at IS NOT NULL) = p_confirmed AND lower(btrim(w.intake->>'email')) = lower(btrim(p_email));
$$;

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

-- Entries older than p_days end: what suited then is long past; those that nobody said yes to do by confirm_by. Those of an
-- appointment end with it. At most 200 a call; whoever works on an entry just now is left alone.
CREATE OR REPLACE FUNCTION end_old_waiting(p_days int) RETURNS bigint LANGUAGE sql AS $$
  SELECT count(leave_waiting(id, 'over')::text) FROM (
    SELECT id FROM waiting w
    WHERE ended IS NULL AND (CASE WHEN confirmed_at IS NULL THEN confirm_by(w) ELSE created_at + make_interval(days => p_days) END < now() OR EXISTS (
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
