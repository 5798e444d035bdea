-- The times a doctor's hours make, from p_first_day on for p_days days, in the clinic's zone: only those still to come.
--
-- Clock changes: a slot exists where the wall clock of p_zone shows its start and runs without a jump to its end. So a
-- time that the clock skips is not there, one that it shows twice is there twice, and one across the jump is not offered.
CREATE OR REPLACE FUNCTION wanted_slots(p_zone text, p_first_day date, p_days int, p_doctor_ids bigint[])
RETURNS TABLE (doctor_id bigint, date date, start_time time, end_time time, during tstzrange) LANGUAGE sql STABLE AS $$
  WITH days AS MATERIALIZED (
    SELECT day::date AS day, extract(isodow FROM day)::int AS weekday,
           -- what the clock may differ from UTC by on this day: before and after a change, else one value
           ARRAY(SELECT DISTINCT (u AT TIME ZONE p_zone) - (u AT TIME ZONE 'UTC')
                 FROM unnest(ARRAY[(day - interval '1 day') AT TIME ZONE 'UTC', (day + interval '2 days') AT TIME ZONE 'UTC']) u) AS offsets
    FROM generate_series(p_first_day::timestamp, p_first_day::timestamp + make_interval(days => p_days - 1), '1 day') day
  )
  SELECT d.id, days.day, wall::time, (wall + length)::time, tstzrange(t, t + length)
  FROM doctors d
  CROSS JOIN LATERAL (SELECT make_interval(mins => d.slot_duration) AS length) AS slot
  JOIN working_hours hours ON hours.doctor_id = d.id
  JOIN days ON days.weekday = hours.weekday
  CROSS JOIN LATERAL generate_series(days.day + hours.starts, days.day + hours.ends - length, length) wall
  CROSS JOIN LATERAL unnest(days.offsets) utc_offset
  CROSS JOIN LATERAL (SELECT (wall - utc_offset) AT TIME ZONE 'UTC' AS t) AS instant
  WHERE d.active AND d.id = ANY (p_doctor_ids)
    AND t AT TIME ZONE p_zone = wall
    AND (t + length - interval '1 second') AT TIME ZONE p_zone = wall + length - interval '1 second'
    AND t > now()
    AND NOT EXISTS (SELECT FROM time_off off WHERE off.doctor_id = d.id AND days.day BETWEEN off.first_day AND off.last_day);
$$;

-- Makes the slots of these doctors what their hours want, from today on for p_days days: withdraws free ones no longer
-- wanted, brings back withdrawn ones wanted again, makes the missing ones. Held and booked slots keep their status; those
-- outside the hours are marked withdrawn, so that they are not offered again after a release or a cancellation.
CREATE OR REPLACE FUNCTION refresh_slots(p_zone text, p_days int, p_doctor_ids bigint[])
RETURNS TABLE (created bigint, withdrawn bigint) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  v_today date;
  v_created bigint;
  v_withdrawn bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('refresh_slots', 0));
  v_today := (now() AT TIME ZONE p_zone)::date;
  CREATE TEMP TABLE wanted ON COMMIT DROP AS SELECT * FROM wanted_slots(p_zone, v_today, p_days, p_doctor_ids);
  CREATE INDEX ON wanted (doctor_id, during);
  ANALYZE wanted;
  -- Every slot that changes is locked first and in id order, like hold does, so that the two never wait in a circle.
  PERFORM FROM time_slots s
    WHERE s.doctor_id = ANY (p_doctor_ids) AND s.starts_at > now()
      AND (s.withdrawn_at IS NULL) <> EXISTS (SELECT FROM wanted w WHERE w.doctor_id = s.doctor_id AND w.during = s.during)
    ORDER BY id FOR UPDATE;

  UPDATE time_slots s SET withdrawn_at = now()
    WHERE s.doctor_id = ANY (p_doctor_ids) AND s.starts_at > now() AND s.withdrawn_at IS NULL
      AND NOT EXISTS (SELECT FROM wanted w WHERE w.doctor_id = s.doctor_id AND w.during = s.during);
  GET DIAGNOSTICS v_withdrawn = ROW_COUNT;

  UPDATE time_slots s SET withdrawn_at = NULL
    FROM wanted w
    WHERE w.doctor_id = s.doctor_id AND w.during = s.during AND s.withdrawn_at IS NOT NULL
      AND NOT EXISTS (SELECT FROM time_slots o WHERE o.doctor_id = s.doctor_id AND o.id <> s.id AND o.during && s.during
                      AND (o.withdrawn_at IS NULL OR o.status <> 'available'));

  -- A wanted time under a held or booked slot of other length stays away: the constraint decides.
  INSERT INTO time_slots (doctor_id, date, start_time, end_time, during)
    SELECT * FROM wanted w
    WHERE NOT EXISTS (SELECT FROM time_slots s WHERE s.doctor_id = w.doctor_id AND s.during = w.during AND s.starts_at > now())
    ON CONFLICT ON CONSTRAINT slots_of_a_doctor_never_overlap DO NOTHING;
  GET DIAGNOSTICS v_created = ROW_COUNT;
  DROP TABLE wanted;
  RETURN QUERY SELECT v_created, v_withdrawn;
END $$;
