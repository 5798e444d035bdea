-- Whoever changes an appointment, the calendars that have it hear of it, and those that are to have it: the patient's where
-- later ones are added by themselves, and the doctor's. As with mail, what is to be done is written down in the booking's own
-- transaction, and a job does it. A connection that is just being made anew or disconnected is not waited for, and one that is
-- gone a moment later fails no booking: what was missed is found later (find_missing_events).
CREATE OR REPLACE FUNCTION appointment_in_calendars() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.status <> 'scheduled' OR NEW.starts_at <= clock_timestamp() THEN RETURN NULL; END IF;
    INSERT INTO google_events (appointment_id, connection_id, wanted_sequence)
      SELECT NEW.id, c.id, NEW.sequence FROM google_connections c
      WHERE c.doctor_id = NEW.doctor_id OR (c.patient_id = NEW.patient_id AND c.adds_later_since IS NOT NULL)
      FOR KEY SHARE OF c SKIP LOCKED
      ON CONFLICT DO NOTHING;
  ELSIF OLD.sequence <> NEW.sequence THEN
    PERFORM busy_until_read(OLD);
    UPDATE google_events SET wanted_sequence = NEW.sequence, state = 'waiting', trouble = NULL WHERE appointment_id = NEW.id;
  ELSE
    RETURN NULL;
  END IF;
  IF FOUND THEN
    PERFORM enqueue_google_events(array_agg(e)) FROM google_events e WHERE e.appointment_id = NEW.id;
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER appointments_in_calendars AFTER INSERT OR UPDATE OF status, during ON appointments
  FOR EACH ROW EXECUTE FUNCTION appointment_in_calendars();

-- A job for each that waits, unless its calendar is lost; which may not be had, and is had later (enqueue_forgotten_events):
-- nothing about calendars may slow or fail a booking. After 500 tries, about three and a half days, it is given up.
CREATE OR REPLACE FUNCTION enqueue_google_events(p_events google_events[]) RETURNS void LANGUAGE plpgsql SET lock_timeout = '500ms' AS $$
BEGIN
  IF EXISTS (SELECT FROM google_events_to_do(p_events)) THEN
    PERFORM graphile_worker.add_jobs(ARRAY(
      SELECT ('write_google_event', json_build_object('appointmentId', e.appointment_id, 'connectionId', e.connection_id),
              NULL, NULL, 500, google_job_key(e), NULL, NULL)::graphile_worker.job_spec
      FROM google_events_to_do(p_events) AS e));
  END IF;
EXCEPTION WHEN OTHERS THEN
  RAISE WARNING 'events have no job yet: %', SQLERRM;
END $$;

CREATE OR REPLACE FUNCTION google_events_to_do(p_events google_events[]) RETURNS SETOF google_events LANGUAGE sql STABLE AS $$
  SELECT e.* FROM unnest(p_events) AS e JOIN google_connections c ON c.id = e.connection_id WHERE e.state = 'waiting' AND c.lost_at IS NULL;
$$;

CREATE OR REPLACE FUNCTION google_job_key(event google_events) RETURNS text LANGUAGE sql IMMUTABLE
RETURN 'google event ' || event.appointment_id || ' ' || event.connection_id;

-- The verbs on a connection lock its patient before it, as a booking does: it writes down an event of the connection with the
-- patient locked.
CREATE OR REPLACE FUNCTION lock_patient_of(p_connection text) RETURNS void LANGUAGE sql AS $$
  SELECT FROM patients WHERE id = (SELECT patient_id FROM google_connections WHERE id = p_connection) FOR NO KEY UPDATE;
$$;

-- connect, a patient: this appointment goes into the calendar. Whether later ones do is decided when the account is known
-- (know_google_account).
--
-- connected
-- connected_before   by this consent, also for simultaneous duplicates
CREATE OR REPLACE FUNCTION connect_patient_calendar(
  p_id text, p_consent text, p_appointment_id bigint, p_access text, p_refresh text, p_access_until timestamptz
) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  appointment appointments;
BEGIN
  -- Before its patient, as in move; and as it is behind one.
  SELECT * INTO STRICT appointment FROM appointments WHERE id = p_appointment_id FOR KEY SHARE;
  PERFORM FROM patients WHERE id = appointment.patient_id FOR NO KEY UPDATE;
  INSERT INTO google_connections (id, consent, patient_id, appointment_id, google_access_token, google_refresh_token, access_until)
    VALUES (p_id, p_consent, appointment.patient_id, appointment.id, p_access, p_refresh, p_access_until)
    ON CONFLICT (consent) DO NOTHING;
  IF NOT FOUND THEN RETURN 'connected_before'; END IF;
  -- By the name that the patient's calendars know it by already, which another key of the clinic's may have given it: this may
  -- be one of them, and would have it twice.
  INSERT INTO google_events (appointment_id, connection_id, wanted_sequence, google_event_id, made)
    SELECT appointment.id, p_id, appointment.sequence, known.google_event_id, COALESCE(known.made, 0)
    FROM (SELECT) AS one LEFT JOIN LATERAL (
      SELECT e.google_event_id, e.made FROM google_events e JOIN google_connections c ON c.id = e.connection_id
      WHERE e.appointment_id = appointment.id AND c.patient_id IS NOT NULL AND e.google_event_id IS NOT NULL
      ORDER BY c.connected_at DESC LIMIT 1) AS known ON true;
  -- Of an earlier try that no account is known of yet, for the same appointment, nothing is left to come.
  DELETE FROM google_connections WHERE appointment_id = appointment.id AND account IS NULL AND id <> p_id;
  PERFORM enqueue_google_events(array_agg(e)) FROM google_events e WHERE e.connection_id = p_id;
  RETURN 'connected';
END $$;

-- connect, a doctor: all appointments to come go into the calendar (find_missing_events). One that was connected before is
-- replaced: what it has is written anew, as the calendar may be another.
CREATE OR REPLACE FUNCTION connect_doctor_calendar(
  p_id text, p_consent text, p_doctor_id bigint, p_access text, p_refresh text, p_access_until timestamptz
) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM doctors WHERE id = p_doctor_id FOR NO KEY UPDATE;
  IF EXISTS (SELECT FROM google_connections WHERE consent = p_consent) THEN RETURN 'connected_before'; END IF;
  INSERT INTO google_connections (id, consent, doctor_id, google_access_token, google_refresh_token, access_until)
    VALUES (p_id, p_consent, p_doctor_id, p_access, p_refresh, p_access_until)
    ON CONFLICT (doctor_id) DO UPDATE SET
      (id, consent, google_access_token, google_refresh_token, access_until, account, connected_at, lost_at, lost_why, busy_read_at, busy_trouble)
      = (excluded.id, excluded.consent, excluded.google_access_token, excluded.google_refresh_token, excluded.access_until,
         NULL, now(), NULL, NULL, NULL, NULL);
  -- What was cancelled while no calendar was connected may still stand in this one, from when it was connected before.
  INSERT INTO google_events (appointment_id, connection_id, wanted_sequence, written_sequence)
    SELECT a.id, p_id, a.sequence, a.sequence FROM appointments a
    WHERE a.doctor_id = p_doctor_id AND a.status = 'cancelled' AND a.ends_at > now() ORDER BY a.id
    ON CONFLICT DO NOTHING;
  PERFORM enqueue_google_events(array_agg(e)) FROM google_events e WHERE e.connection_id = p_id;
  PERFORM enqueue_readings(ARRAY[p_id]);
  RETURN 'connected';
END $$;

-- What comes to another connection than before, of appointments to come, is written again, whether it was or not: the calendar may
-- be another. In the very statement in which it comes there: for what a transaction writes a second time PostgreSQL locks the
-- appointment, and whoever cancels that has it locked and waits for its event, which would be a circle.
CREATE OR REPLACE FUNCTION event_is_written_anew() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM appointments WHERE id = NEW.appointment_id AND ends_at > now()) THEN
    NEW.state := 'waiting';
    NEW.trouble := NULL;
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER events_are_written_anew BEFORE UPDATE OF connection_id ON google_events
  FOR EACH ROW EXECUTE FUNCTION event_is_written_anew();

-- Google has said whose calendar it is. Another connection of the patient's with it is the same one, made before: what that has
-- is this one's from now on. Whoever reads what is mailed to the patient may have their later appointments too, without being
-- asked: the address is the same. Of such a one are also the appointments of a calendar that was lost.
CREATE OR REPLACE FUNCTION know_google_account(p_connection text, p_account text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  mine google_connections;
  before google_connections;
  v_is_patients boolean;
BEGIN
  PERFORM lock_patient_of(p_connection);
  SELECT * INTO mine FROM google_connections WHERE id = p_connection;
  IF NOT FOUND OR mine.account IS NOT DISTINCT FROM p_account THEN RETURN; END IF;
  IF mine.doctor_id IS NOT NULL THEN
    UPDATE google_connections SET account = p_account WHERE id = mine.id;
    -- It may turn out to be another doctor's, too: each was read as if what the other has there were their owner's.
    PERFORM enqueue_readings(ARRAY(SELECT one_calendar(mine.id))) WHERE (SELECT count(*) FROM one_calendar(mine.id)) > 1;
    RETURN;
  END IF;
  SELECT EXISTS (SELECT FROM patients WHERE id = mine.patient_id AND one_address(email) = one_address(p_account)) INTO v_is_patients;
  FOR before IN
    SELECT * FROM google_connections
    WHERE patient_id = mine.patient_id AND id <> mine.id
      AND (lower(account) = lower(p_account) OR (v_is_patients AND lost_at IS NOT NULL))
  LOOP
    UPDATE google_events e SET connection_id = mine.id WHERE e.connection_id = before.id
      AND NOT EXISTS (SELECT FROM google_events m WHERE m.connection_id = mine.id AND m.appointment_id = e.appointment_id);
    DELETE FROM google_connections WHERE id = before.id;
    mine.adds_later_since := COALESCE(mine.adds_later_since, before.adds_later_since);
    mine.stopped_at := COALESCE(mine.stopped_at, before.stopped_at);
  END LOOP;
  IF v_is_patients AND mine.stopped_at IS NULL
     AND NOT EXISTS (SELECT FROM google_connections WHERE patient_id = mine.patient_id AND adds_later_since IS NOT NULL) THEN
    mine.adds_later_since := COALESCE(mine.adds_later_since, mine.connected_at);
  END IF;
  UPDATE google_connections
    SET account = p_account, adds_later_since = CASE WHEN mine.stopped_at IS NULL THEN mine.adds_later_since END, stopped_at = mine.stopped_at
    WHERE id = mine.id;
  PERFORM enqueue_google_events(array_agg(e)) FROM google_events e WHERE e.connection_id = mine.id AND before.id IS NOT NULL;
END $$;

-- Google lets us in no more: nothing is kept that does not open. What is to be written waits for the owner to connect again. A
-- doctor sees no page of ours by themselves: they are mailed, once.
CREATE OR REPLACE FUNCTION lose_google_connection(p_connection text, p_why text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  gone google_connections;
BEGIN
  PERFORM lock_patient_of(p_connection);
  UPDATE google_connections
    SET lost_at = clock_timestamp(), lost_why = p_why, google_access_token = NULL, google_refresh_token = NULL, access_until = NULL
    WHERE id = p_connection AND lost_at IS NULL RETURNING * INTO gone;
  PERFORM queue_mail('doctor-calendar-lost', d.email, jsonb_build_object('connectionId', gone.id, 'doctorId', d.id),
                     'doctor-calendar-lost ' || gone.id)
    FROM doctors d WHERE d.id = gone.doctor_id;
END $$;

-- disconnect: the tokens are erased, and what was agreed to at Google is ended by a job, which has the token until then; not
-- where another connection is of the same account, as Google would end that too, be it one that is made before the job is done
-- (tasks.ts). What is in the calendar stays there.
CREATE OR REPLACE FUNCTION disconnect_google(p_connection text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  gone google_connections;
BEGIN
  PERFORM lock_patient_of(p_connection);
  DELETE FROM google_connections WHERE id = p_connection RETURNING * INTO gone;
  IF NOT FOUND THEN RETURN; END IF;
  IF gone.doctor_id IS NOT NULL THEN
    DELETE FROM busy_times WHERE doctor_id = gone.doctor_id;
    INSERT INTO refresh_due VALUES (gone.doctor_id);
  END IF;
  IF gone.lost_at IS NULL AND NOT EXISTS (
    SELECT FROM google_connections c WHERE c.lost_at IS NULL AND (lower(c.account) = lower(gone.account) OR (
      -- Not known yet: most likely that of the patient's family, who have one e-mail address.
      gone.account IS NULL AND c.patient_id IN (SELECT p.id FROM patients me JOIN patients p USING (email_folded) WHERE me.id = gone.patient_id)))
  ) THEN
    PERFORM graphile_worker.add_job('revoke_google', json_build_object('connectionId', gone.id, 'token', gone.google_refresh_token, 'account', gone.account),
                                    max_attempts => 30);
  END IF;
END $$;

-- The patient's switch: whether appointments that are booked from now on are added by themselves. Only one calendar gets them.
CREATE OR REPLACE FUNCTION add_later_ones(p_connection text, p_on boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM lock_patient_of(p_connection);
  IF p_on THEN
    UPDATE google_connections SET adds_later_since = NULL
      WHERE patient_id = (SELECT patient_id FROM google_connections WHERE id = p_connection) AND id <> p_connection;
  END IF;
  UPDATE google_connections
    SET adds_later_since = CASE WHEN p_on THEN COALESCE(adds_later_since, clock_timestamp()) END,
        stopped_at = CASE WHEN NOT p_on THEN COALESCE(stopped_at, clock_timestamp()) END
    WHERE id = p_connection AND patient_id IS NOT NULL;
END $$;

-- What keeps calendars going does at most 500 at a look, as with mail.

-- Appointments that belong in a calendar and that it does not know of: booked as it was being connected, by an older instance,
-- or before, of a doctor's. Only what was booked or connected within a day: to ask of every appointment there is takes too long
-- to be done every few seconds.
CREATE OR REPLACE FUNCTION find_missing_events() RETURNS void LANGUAGE sql AS $$
  WITH missing AS (
    SELECT a.id, a.sequence, c.id AS connection_id FROM google_connections c JOIN appointments a ON a.doctor_id = c.doctor_id
      WHERE c.lost_at IS NULL AND a.status = 'scheduled' AND a.starts_at > now()
        AND (a.created_at > now() - interval '1 day' OR c.connected_at > now() - interval '1 day')
    UNION ALL
    SELECT a.id, a.sequence, c.id FROM google_connections c JOIN appointments a ON a.patient_id = c.patient_id
      WHERE c.lost_at IS NULL AND a.status = 'scheduled' AND a.starts_at > now() AND a.created_at >= c.adds_later_since
        AND a.created_at > now() - interval '1 day'
  ), not_there AS MATERIALIZED (
    SELECT * FROM missing m
    WHERE NOT EXISTS (SELECT FROM google_events e WHERE e.appointment_id = m.id AND e.connection_id = m.connection_id) LIMIT 500
  ), found AS (
    INSERT INTO google_events (appointment_id, connection_id, wanted_sequence)
    -- In this order, as another process may find the same at the same moment: each would wait for what the other wrote.
    SELECT n.id, c.id, n.sequence FROM not_there n JOIN google_connections c ON c.id = n.connection_id
    ORDER BY n.id, c.id FOR KEY SHARE OF c SKIP LOCKED
    ON CONFLICT DO NOTHING RETURNING google_events
  )
  SELECT enqueue_google_events(array_agg(google_events)) FROM found;
$$;

-- What waits without a job.
CREATE OR REPLACE FUNCTION enqueue_forgotten_events() RETURNS void LANGUAGE sql AS $$
  SELECT enqueue_google_events(ARRAY(
    SELECT e FROM google_events e JOIN google_connections c ON c.id = e.connection_id
    WHERE e.state = 'waiting' AND c.lost_at IS NULL AND e.created_at < now() - interval '1 minute'
      AND NOT EXISTS (SELECT FROM graphile_worker.jobs j WHERE j.key = google_job_key(e))
    ORDER BY e.created_at LIMIT 500));
$$;

-- Three months later an appointment's events are nobody's business any more, and a token that could not be given back is not kept.
CREATE OR REPLACE FUNCTION forget_old_events() RETURNS void LANGUAGE sql AS $$
  DELETE FROM google_events WHERE (appointment_id, connection_id) IN (
    -- No event is made for what is over: those that are younger are left unread, and so is every appointment of years ago.
    SELECT e.appointment_id, e.connection_id FROM google_events e JOIN appointments a ON a.id = e.appointment_id
    WHERE e.created_at < now() - interval '90 days' AND a.ends_at < now() - interval '90 days' LIMIT 500);
  SELECT count(*) FROM graphile_worker.complete_jobs(ARRAY(
    SELECT id FROM graphile_worker.jobs
    WHERE task_identifier IN ('revoke_google', 'write_google_event', 'read_busy_times') AND locked_at IS NULL AND attempts >= max_attempts LIMIT 500));
$$;

-- Connections that nothing is to be written by any more: a patient's whose one appointment is over, where later ones are not
-- added, and a doctor's who is retired, once all is over that they had. Nobody's token is kept for longer.
CREATE OR REPLACE FUNCTION disconnect_idle() RETURNS void LANGUAGE sql AS $$
  SELECT count(disconnect_google(id)::text) FROM (
    SELECT c.id FROM google_connections c
    WHERE c.connected_at < now() - interval '1 day'
      AND CASE WHEN c.doctor_id IS NULL THEN c.adds_later_since IS NULL ELSE (SELECT NOT active FROM doctors WHERE id = c.doctor_id) END
      -- As one value for each: NOT EXISTS would read every event there is, the doctors' too.
      AND COALESCE((SELECT max(a.ends_at) FROM google_events e JOIN appointments a ON a.id = e.appointment_id
                    WHERE e.connection_id = c.id), '-infinity') <= now() - interval '1 day'
    ORDER BY c.patient_id, c.id LIMIT 50) AS idle;
$$;
