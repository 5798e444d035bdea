-- When doctors' own calendars say that they are busy. slots.sql offers no time then; what is held or booked keeps its place.

-- What was read of a doctor's calendar from p_began on, [{from, until}], takes the place of what was known of that time, all of
-- it or nothing; of the day before is kept what was known. Nothing is noted where a reading that began later was noted before,
-- or where the calendar was disconnected, connected again or lost meanwhile: what was known counts.
CREATE OR REPLACE FUNCTION note_busy_times(p_connection text, p_began timestamptz, p_busy jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  connection google_connections;
  v_known tstzmultirange;
  v_busy tstzmultirange;
  v_to_come tstzmultirange := tstzmultirange(tstzrange(p_began, NULL));
BEGIN
  -- Whoever leaves a time waits for this, or this for them (busy_until_read).
  SELECT * INTO connection FROM google_connections WHERE id = p_connection FOR NO KEY UPDATE;
  IF NOT FOUND OR connection.lost_at IS NOT NULL OR connection.busy_read_at >= p_began THEN RETURN; END IF;
  SELECT COALESCE(range_agg(during), '{}') INTO v_known FROM busy_times WHERE doctor_id = connection.doctor_id;
  SELECT COALESCE(range_agg(tstzrange(b."from", b.until)), '{}') INTO v_busy
    FROM jsonb_to_recordset(p_busy) AS b ("from" timestamptz, until timestamptz) WHERE b."from" < b.until;
  v_busy := v_known * tstzmultirange(tstzrange(p_began - interval '1 day', p_began)) + v_busy * v_to_come - ours_in_calendar(p_connection);
  IF v_busy <> v_known THEN
    DELETE FROM busy_times WHERE doctor_id = connection.doctor_id;
    INSERT INTO busy_times SELECT connection.doctor_id, unnest(v_busy);
  END IF;
  IF v_busy * v_to_come <> v_known * v_to_come THEN INSERT INTO refresh_due VALUES (connection.doctor_id); END IF;
  UPDATE google_connections SET busy_read_at = p_began, busy_trouble = NULL WHERE id = p_connection;
END $$;

-- The connections of doctors by which this calendar is connected, as far as it is known whose it is.
CREATE OR REPLACE FUNCTION one_calendar(p_connection text) RETURNS SETOF text LANGUAGE sql STABLE AS $$
  SELECT p_connection
  UNION SELECT c.id FROM google_connections me JOIN google_connections c ON lower(c.account) = lower(me.account)
    WHERE me.id = p_connection AND c.doctor_id IS NOT NULL;
$$;

-- The times at which a calendar shows appointments of ours, or may: it says of those that its owner is busy, too. Doctors who
-- have connected one account, such as the practice's, have one calendar.
CREATE OR REPLACE FUNCTION ours_in_calendar(p_connection text) RETURNS tstzmultirange LANGUAGE sql STABLE AS $$
  SELECT COALESCE(range_agg(a.during), '{}') FROM google_events e JOIN appointments a ON a.id = e.appointment_id
  WHERE e.connection_id IN (SELECT one_calendar(p_connection)) AND e.google_event_id IS NOT NULL AND a.status = 'scheduled' AND a.ends_at > now();
$$;

-- The appointment, as it was, leaves its time, and the doctor's calendar shows it there for a while yet. Whether it shows
-- something else at that time as well, nobody can tell until the event is gone and the calendar was read again, which is due
-- then: until then the time counts as busy. Else who waits would be offered, one after another, the times of a day off for
-- which reception cancels. Where the calendar could not be read lately it is not waited for; nor is the connection, for longer
-- than a moment: whoever has it locked for so long fails no cancellation. The caller has the slot's lock; the connection is
-- locked before its events, as when it is disconnected.
CREATE OR REPLACE FUNCTION busy_until_read(appointment appointments) RETURNS void LANGUAGE plpgsql SET lock_timeout = '500ms' AS $$
BEGIN
  INSERT INTO busy_times (doctor_id, during)
    SELECT c.doctor_id, appointment.during FROM google_connections c
    WHERE c.doctor_id = appointment.doctor_id AND c.lost_at IS NULL AND c.busy_read_at > clock_timestamp() - interval '15 minutes'
      AND EXISTS (SELECT FROM google_events e
                  WHERE e.connection_id = c.id AND e.appointment_id = appointment.id AND e.google_event_id IS NOT NULL)
    FOR SHARE OF c
    ON CONFLICT DO NOTHING;
  UPDATE time_slots s SET withdrawn_at = clock_timestamp()
    WHERE s.id = appointment.time_slot_id AND s.withdrawn_at IS NULL
      AND EXISTS (SELECT FROM busy_times b WHERE b.doctor_id = s.doctor_id AND b.during && s.during);
EXCEPTION WHEN lock_not_available THEN
  RAISE WARNING 'a time is free before the calendar was read: %', SQLERRM;
END $$;

-- A job for each of these connections, which are doctors', at once, behind what is to be written; which may not be had, and is
-- had later. One that is being done at this moment began before what is the reason for this one.
CREATE OR REPLACE FUNCTION enqueue_readings(p_connections text[]) RETURNS void LANGUAGE plpgsql SET lock_timeout = '500ms' AS $$
BEGIN
  PERFORM graphile_worker.add_jobs(ARRAY(
    SELECT ('read_busy_times', json_build_object('connectionId', id), NULL, NULL, 500, reading_key(id), 1, NULL)::graphile_worker.job_spec
    FROM unnest(p_connections) AS id)) WHERE p_connections <> '{}';
EXCEPTION WHEN OTHERS THEN
  RAISE WARNING 'calendars are not read yet: %', SQLERRM;
END $$;

CREATE OR REPLACE FUNCTION reading_key(p_connection text) RETURNS text LANGUAGE sql IMMUTABLE
RETURN 'google busy ' || p_connection;

-- To be called again and again: what was not read for three minutes, and waits for no job, is due.
CREATE OR REPLACE FUNCTION enqueue_busy_readings() RETURNS void LANGUAGE sql AS $$
  SELECT enqueue_readings(ARRAY(
    SELECT c.id FROM google_connections c JOIN doctors d ON d.id = c.doctor_id
    WHERE d.active AND c.lost_at IS NULL AND (c.busy_read_at IS NULL OR c.busy_read_at < now() - interval '3 minutes')
      AND NOT EXISTS (SELECT FROM graphile_worker.jobs j WHERE j.key = reading_key(c.id))
    ORDER BY c.busy_read_at NULLS FIRST LIMIT 500));
$$;
