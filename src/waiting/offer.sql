-- offer: a slot that has become free is held for the first who waits for one like it, and they are mailed. Silence passes it
-- to the next, before anybody else can have it; who declines passes it on at once.
--
-- The order of locks goes on from that of the verbs: slots by id, the entry, its offer. A slot is offered behind its own lock;
-- an entry that somebody works on just now is skipped, as it is being offered another slot or has just ended.

-- Until when an offer that is made at `t` is to be answered: in so many minutes; at night, in so many after it is morning.
CREATE OR REPLACE FUNCTION answer_by(t timestamptz, rules offer_rules) RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
DECLARE
  local timestamp := t AT TIME ZONE rules.time_zone;
  v_more interval := make_interval(mins => rules.minutes);
BEGIN
  IF local::time >= rules.opens AND local::time < rules.closes THEN RETURN t + v_more; END IF;
  RETURN (local::date + CASE WHEN local::time < rules.opens THEN 0 ELSE 1 END + rules.opens) AT TIME ZONE rules.time_zone + v_more;
END $$;

-- By the clinic's clock, as a patient would say it.
CREATE OR REPLACE FUNCTION part_of_day(p_time time) RETURNS text LANGUAGE sql IMMUTABLE
RETURN CASE WHEN p_time < '12:00' THEN 'morning' WHEN p_time < '17:00' THEN 'afternoon' ELSE 'evening' END;

-- Whether a yes to this slot could become their appointment: they are nowhere else then, have not had this very slot and left
-- it, and have fewer appointments to come than p_most; or have one with this doctor that is later, and is to become earlier.
CREATE OR REPLACE FUNCTION may_take(entry waiting, slot time_slots, p_most int) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT NOT EXISTS (SELECT FROM appointments a WHERE a.patient_id = patient.id AND a.status = 'scheduled' AND a.during && slot.during
                     AND a.id IS DISTINCT FROM entry.appointment_id)
    AND NOT EXISTS (SELECT FROM slot_holds h WHERE h.slot_id = slot.id AND h.ended = 'confirmed' AND h.patient_id = patient.id)
    AND CASE WHEN entry.appointment_id IS NULL
      THEN (SELECT count(*) FROM appointments a WHERE a.patient_id = patient.id AND a.status = 'scheduled' AND a.starts_at > now()) < p_most
      ELSE EXISTS (SELECT FROM appointments a WHERE a.id = entry.appointment_id AND a.status = 'scheduled'
                   AND a.doctor_id = slot.doctor_id AND a.starts_at > slot.starts_at) END
  FROM (SELECT patient_known(entry.intake) AS id) AS patient;
$$;

-- Offers the slot to the first whom it suits; false where there is none, or where the answer would come too late for an hour's
-- way to the clinic, or no mail is sent: then it is everybody's. The caller has the slot's lock.
CREATE OR REPLACE FUNCTION offer_slot(p_slot_id bigint) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  slot time_slots;
  entry waiting;
  rules offer_rules;
  t timestamptz := clock_timestamp();
  v_until timestamptz;
  v_specialization text;
  v_offer text := replace(gen_random_uuid()::text, '-', '');
  v_hold text := replace(gen_random_uuid()::text, '-', '');
BEGIN
  SELECT * INTO slot FROM time_slots WHERE id = p_slot_id;
  SELECT * INTO rules FROM offer_rules;
  v_until := answer_by(t, rules);
  IF NOT rules.mailed OR NOT slot_is_free(slot, t) OR slot.starts_at < v_until + interval '1 hour' THEN RETURN false; END IF;

  -- One that ran out and was not passed on in time, as nobody swept: others have had the slot since. To end it passes the slot on.
  PERFORM end_offer(o, 'silent') FROM offers o WHERE o.slot_id = slot.id AND o.answer IS NULL;
  IF FOUND THEN RETURN EXISTS (SELECT FROM offers WHERE slot_id = slot.id AND answer IS NULL); END IF;

  -- open_offer is a column of the entry: one that another transaction has offered a slot meanwhile is read again behind its
  -- lock, and is no match any more. Somebody who waits for more than one thing is asked for one at a time, and once of a slot.
  -- Of the doctor beforehand: joined here, may_take would be asked of everybody on the list, whomever they wait for.
  SELECT specialization INTO v_specialization FROM doctors WHERE id = slot.doctor_id AND active;
  IF NOT FOUND THEN RETURN false; END IF;
  SELECT w.* INTO entry FROM waiting w
    WHERE w.ended IS NULL AND w.confirmed_at IS NOT NULL AND w.open_offer IS NULL
      AND (w.doctor_id = slot.doctor_id OR w.specialization = v_specialization)
      AND extract(isodow FROM slot.date) = ANY (w.days) AND part_of_day(slot.start_time) = ANY (w.parts)
      AND NOT EXISTS (SELECT FROM waiting same WHERE same.person = w.person AND (same.open_offer IS NOT NULL
                      OR EXISTS (SELECT FROM offers o WHERE o.waiting_id = same.id AND o.slot_id = slot.id)))
      AND may_take(w, slot, rules.most)
    ORDER BY w.created_at, w.id LIMIT 1 FOR UPDATE OF w SKIP LOCKED;
  IF NOT FOUND THEN RETURN false; END IF;

  -- By another entry of theirs, another transaction may be offering them a slot just now: of two, this one goes to the next.
  PERFORM pg_advisory_xact_lock(hashtextextended('offers to ' || entry.person, 0));
  IF EXISTS (SELECT FROM waiting w WHERE w.person = entry.person AND w.open_offer IS NOT NULL) THEN RETURN offer_slot(p_slot_id); END IF;

  -- The hold is the offer's own: it moves nobody's hold, and counts for nobody's network.
  PERFORM hold_slot(slot.id, v_hold, 'offer ' || v_offer, 'offer ' || v_offer,
                    ceil(extract(epoch FROM v_until - t) / 60)::int + 1, 1);
  UPDATE slot_holds SET moves_appointment_id = entry.appointment_id WHERE id = v_hold;
  INSERT INTO offers (id, waiting_id, slot_id, hold_id, told_until) VALUES (v_offer, entry.id, slot.id, v_hold, v_until);
  UPDATE waiting SET open_offer = v_offer WHERE id = entry.id;
  PERFORM queue_mail('offer', entry.intake->>'email', jsonb_build_object('offerId', v_offer), 'offer ' || v_offer);
  RETURN true;
END $$;

-- A time that was somebody's and that its doctor could not offer again at once, as their calendar was busy or their hours had
-- changed, is freed when it comes back. Who makes slots anew has its lock.
CREATE OR REPLACE FUNCTION slot_comes_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM offer_slot(NEW.id) WHERE EXISTS (SELECT FROM slot_holds WHERE slot_id = NEW.id AND ended = 'confirmed');
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER slot_comes_back AFTER UPDATE OF withdrawn_at ON time_slots
  FOR EACH ROW WHEN (OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS NULL AND NEW.status = 'available')
  EXECUTE FUNCTION slot_comes_back();

-- The offer ends with this answer, and its slot goes on to the next who waits, else to everybody. The caller has the slot's
-- lock. An entry that let two in a row pass in silence is at its end: nobody else shall wait half an hour for it a third time.
-- Of whom the mail server was away for, nobody was silent: they were not asked. Nor where MediBook was away at the end: it may
-- have been for longer.
CREATE OR REPLACE FUNCTION end_offer(p_offer offers, p_answer text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  entry waiting;
  v_silent boolean := p_answer = 'silent' AND clock_timestamp() < p_offer.told_until + interval '2 minutes' AND NOT EXISTS (
    SELECT FROM mails WHERE key = 'offer ' || p_offer.id AND (ended IS NULL OR ended = 'needless'));
BEGIN
  SELECT * INTO entry FROM waiting WHERE id = p_offer.waiting_id FOR UPDATE;
  UPDATE offers SET answer = p_answer, answered_at = clock_timestamp() WHERE id = p_offer.id AND answer IS NULL;
  IF FOUND THEN
    UPDATE waiting SET open_offer = NULL, silences = CASE WHEN v_silent THEN silences + 1 WHEN p_answer = 'silent' THEN silences ELSE 0 END
      WHERE id = entry.id AND open_offer = p_offer.id;
    IF v_silent AND entry.silences >= 1 AND entry.ended IS NULL THEN
      UPDATE waiting SET ended = 'silent', ended_at = clock_timestamp() WHERE id = entry.id;
      PERFORM queue_mail('waiting-ended', entry.intake->>'email', jsonb_build_object('waitingId', entry.id), 'waiting-ended ' || entry.id);
    END IF;
  END IF;
  UPDATE slot_holds SET ended = CASE p_answer WHEN 'silent' THEN 'expired' ELSE 'released' END
    WHERE id = p_offer.hold_id AND ended IS NULL;
  UPDATE time_slots SET status = 'available', held_by = NULL, held_until = NULL WHERE id = p_offer.slot_id AND held_by = p_offer.hold_id;
  -- Also where the sweep of holds was here before.
  PERFORM offer_slot(p_offer.slot_id);
END $$;

-- Whom the mail cannot reach is not waited for: the next look passes the slot on.
CREATE OR REPLACE FUNCTION untold_offer_is_over() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE offers SET told_until = clock_timestamp()
    WHERE id = NEW.about->>'offerId' AND answer IS NULL AND told_until > clock_timestamp();
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER untold_offer_is_over AFTER UPDATE OF ended ON mails
  FOR EACH ROW WHEN (NEW.kind = 'offer' AND NEW.ended = 'refused') EXECUTE FUNCTION untold_offer_is_over();

-- Passes on one slot whose offer was not answered in time, or is needed no more as the patient has left the list; null where
-- there is none. One slot a transaction, so that nobody waits in a circle; whoever works on a slot just now is left alone.
CREATE OR REPLACE FUNCTION pass_on_an_offer() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  offer offers;
  v_offer text;
BEGIN
  SELECT o.id INTO v_offer
    FROM offers o JOIN slot_holds h ON h.id = o.hold_id JOIN time_slots s ON s.id = o.slot_id
    WHERE (o.answer IS NULL AND o.told_until <= clock_timestamp()) OR (o.answer = 'withdrawn' AND h.ended IS NULL)
    ORDER BY o.told_until LIMIT 1 FOR UPDATE OF s SKIP LOCKED;
  IF NOT FOUND THEN RETURN NULL; END IF;
  -- Answered meanwhile: what is read behind the lock counts.
  SELECT * INTO offer FROM offers WHERE id = v_offer;
  IF offer.answer IS NULL OR offer.answer = 'withdrawn' THEN PERFORM end_offer(offer, COALESCE(offer.answer, 'silent')); END IF;
  RETURN v_offer;
END $$;

-- decline: the patient does not want this slot, and waits on for others.
--
-- declined         also again
-- offer_not_found
-- accepted         an appointment stands
-- passed           not answered in time, or the patient has left the list
CREATE OR REPLACE FUNCTION decline_offer(p_offer_id text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  offer offers;
BEGIN
  PERFORM FROM time_slots WHERE id = (SELECT slot_id FROM offers WHERE id = p_offer_id) FOR UPDATE;
  SELECT * INTO offer FROM offers WHERE id = p_offer_id;
  IF NOT FOUND THEN RETURN 'offer_not_found'; END IF;
  IF offer.answer IS NULL THEN PERFORM end_offer(offer, 'declined'); RETURN 'declined'; END IF;
  RETURN CASE offer.answer WHEN 'declined' THEN 'declined' WHEN 'accepted' THEN 'accepted' ELSE 'passed' END;
END $$;

-- accept: the offered slot becomes the patient's appointment, or the appointment that they have moves there. Late, it still
-- does where nobody else has the slot.
--
-- outcome                appointment_id
-- accepted               the appointment; also again
-- offer_not_found
-- declined               the patient said no before
-- passed                 too late: another has it, or it has begun
-- too_many_appointments  the patient has p_most to come (null: any number); the offer stands
-- patient_busy           the patient has another appointment at that time; the offer stands
-- reference_taken        p_reference is in use: try another
-- moved_meanwhile        the appointment moved while this waited: ask again, with no lock kept
-- not_to_move            the appointment that was to move is cancelled or over
CREATE OR REPLACE FUNCTION accept_offer(p_offer_id text, p_reference text, p_most int) RETURNS TABLE (outcome text, appointment_id bigint) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  offer offers;
  entry waiting;
  v_outcome text;
  v_appointment bigint;
BEGIN
  SELECT * INTO offer FROM offers WHERE id = p_offer_id;
  IF NOT FOUND THEN RETURN QUERY SELECT 'offer_not_found', NULL::bigint; RETURN; END IF;
  SELECT * INTO entry FROM waiting WHERE id = offer.waiting_id;
  v_appointment := entry.appointment_id;
  IF v_appointment IS NULL THEN
    SELECT c.outcome, c.appointment_id INTO v_outcome, v_appointment
      FROM confirm_hold_within(offer.hold_id, true, p_reference, entry.intake, NULL, NULL, p_most) AS c;
  ELSE
    v_outcome := move_appointment(v_appointment, offer.hold_id, NULL);
  END IF;
  v_outcome := CASE
    WHEN v_outcome IN ('confirmed', 'confirmed_before', 'moved', 'moved_before') THEN 'accepted'
    WHEN v_outcome IN ('too_many_appointments', 'patient_busy', 'reference_taken', 'moved_meanwhile') THEN v_outcome
    WHEN v_outcome IN ('cancelled', 'over', 'too_late') THEN 'not_to_move'
    WHEN v_outcome = 'hold_ended' AND (SELECT answer FROM offers WHERE id = offer.id) = 'declined' THEN 'declined'
    ELSE 'passed' END;
  IF v_outcome = 'accepted' THEN
    PERFORM FROM waiting WHERE id = entry.id FOR UPDATE;
    UPDATE offers SET answer = 'accepted', answered_at = clock_timestamp() WHERE id = offer.id AND answer IS DISTINCT FROM 'accepted';
    -- With what else stands for it by now: who accepts late may have been offered another time since.
    PERFORM leave_waiting(entry.id, 'booked');
  END IF;
  RETURN QUERY SELECT v_outcome, CASE v_outcome WHEN 'accepted' THEN v_appointment END;
END $$;
