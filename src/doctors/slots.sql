-- The times a doctor's hours make, from p_first_day on for p_days days, in the clinic's zone p_zone; those gone by, too.
-- is_busy: the doctor's own calendar has something then, be it for a part of that time.
--
-- Clock changes: a slot exists where the wall clock of p_zone shows its start and runs without a jump to its end. So a
-- time that the clock skips is not there, one that it shows twice is there twice, and one across the jump is not offered.
CREATE OR REPLACE FUNCTION slots_of_hours(p_zone text, p_first_day date, p_days int, p_doctor_ids bigint[])
RETURNS TABLE (doctor_id bigint, date date, start_time time, end_time time, during tstzrange, is_busy boolean) LANGUAGE sql STABLE AS $$
  WITH days AS MATERIALIZED (
    SELECT day::date AS day, extract(isodow FROM day)::int AS weekday,
           -- what the clock may differ from UTC by on this day: before and after a change, else one value
           ARRAY(SELECT DISTINCT (u AT TIME ZONE p_zone) - (u AT TIME ZONE 'UTC')
                 FROM unnest(ARRAY[(day - interval '1 day') AT TIME ZONE 'UTC', (day + interval '2 days') AT TIME ZONE 'UTC']) u) AS offsets
    FROM generate_series(p_first_day::timestamp, p_first_day::timestamp + make_interval(days => p_days - 1), '1 day') day
  ), practising AS MATERIALIZED (
    -- Busy times as one value for each doctor: to look into their table for each slot takes longer than to make the slots.
    SELECT d.id, make_interval(mins => d.slot_duration) AS length,
           (SELECT range_agg(b.during) FROM busy_times b WHERE b.doctor_id = d.id) AS busy
    FROM doctors d WHERE d.active AND d.id = ANY (p_doctor_ids)
  )
  SELECT d.id, days.day, wall::time, (wall + length)::time, tstzrange(t, t + length), COALESCE(busy && tstzrange(t, t + length), false)
  FROM practising d
  JOIN working_hours hours ON hours.doctor_id = d.id
  JOIN days ON days.weekday = hours.weekday
  CROSS JOIN LATERAL generate_series(days.day + hours.starts, days.day + hours.ends - length, length) wall
  CROSS JOIN LATERAL unnest(days.offsets) utc_offset
  CROSS JOIN LATERAL (SELECT (wall - utc_offset) AT TIME ZONE 'UTC' AS t) AS instant
  WHERE t AT TIME ZONE p_zone = wall
    AND (t + length - interval '1 second') AT TIME ZONE p_zone = wall + length - interval '1 second'
    AND NOT EXISTS (SELECT FROM time_off off WHERE off.doctor_id = d.id AND days.day BETWEEN off.first_day AND off.last_day);
$$;

-- Those of them that are offered.
CREATE OR REPLACE FUNCTION wanted_slots(p_zone text, p_first_day date, p_days int, p_doctor_ids bigint[])
RETURNS TABLE (doctor_id bigint, date date, start_time time, end_time time, during tstzrange) LANGUAGE sql STABLE AS $$
  SELECT h.doctor_id, h.date, h.start_time, h.end_time, h.during
  FROM slots_of_hours(p_zone, p_first_day, p_days, p_doctor_ids) h WHERE NOT h.is_busy;
$$;

-- What the clock of p_zone shows at the beginning and at the end of this time. An end at a clock change is as the clock
-- would have gone on to.
CREATE OR REPLACE FUNCTION wall_times(during tstzrange, p_zone text)
RETURNS TABLE (date date, start_time time, end_time time) LANGUAGE sql STABLE AS $$
  SELECT starts::date, starts::time, ends::time
  FROM (SELECT lower(during) AT TIME ZONE p_zone AS starts,
               (upper(during) - interval '1 second') AT TIME ZONE p_zone + interval '1 second' AS ends) AS wall;
$$;

-- How the slots to come of these doctors differ from what their hours and calendars want, from today on for p_days days:
--
-- withdraw         offered, held or booked, but no longer wanted, or beyond the horizon
-- restore          withdrawn, but wanted again
-- make             wanted, and not there
-- label            date and times of day are not those of p_zone; true of any of the above as well
CREATE OR REPLACE FUNCTION slot_changes(p_zone text, p_days int, p_doctor_ids bigint[])
RETURNS TABLE (change text, slot_id bigint, doctor_id bigint, date date, start_time time, end_time time, during tstzrange)
LANGUAGE sql STABLE AS $$
  SELECT differs.change, s.id, doctor_id, wall.date, wall.start_time, wall.end_time, during
  FROM (SELECT * FROM wanted_slots(p_zone, (now() AT TIME ZONE p_zone)::date, p_days, p_doctor_ids) all_day
        WHERE lower(all_day.during) > now()) AS w
  FULL JOIN (SELECT * FROM time_slots t WHERE t.doctor_id = ANY (p_doctor_ids) AND t.starts_at > now()) AS s USING (doctor_id, during)
  CROSS JOIN LATERAL wall_times(during, p_zone) AS wall
  CROSS JOIN LATERAL (SELECT CASE
    WHEN s.id IS NULL THEN 'make'
    WHEN w.doctor_id IS NULL AND s.withdrawn_at IS NULL THEN 'withdraw'
    WHEN w.doctor_id IS NOT NULL AND s.withdrawn_at IS NOT NULL THEN 'restore'
    WHEN (s.date, s.start_time, s.end_time) <> (wall.date, wall.start_time, wall.end_time) THEN 'label' END AS change) AS differs
  WHERE differs.change IS NOT NULL;
$$;

-- Makes the slots to come of these doctors what their hours and calendars want; says how many it made or brought back, and how
-- many it withdrew. Held and booked slots keep their status: those that are not wanted are only marked withdrawn, so that they
-- are not offered again after a release or a cancellation. What the clinic's clock shows is written anew where the
-- clinic has another time zone than before; the instants stay.
CREATE OR REPLACE FUNCTION refresh_slots(p_zone text, p_days int, p_doctor_ids bigint[])
RETURNS TABLE (created bigint, withdrawn bigint) LANGUAGE plpgsql AS $$
DECLARE
  t timestamptz;
  v_locked bigint[];
  v_made bigint;
  v_restored bigint;
  v_withdrawn bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('refresh_slots', 0));
  -- Before anything is read: a gap that opens from now on is due again.
  DELETE FROM refresh_due WHERE doctor_id = ANY (p_doctor_ids);
  t := clock_timestamp();
  CREATE TEMP TABLE changes ON COMMIT DROP AS SELECT * FROM slot_changes(p_zone, p_days, p_doctor_ids);
  CREATE INDEX ON changes (slot_id);
  ANALYZE changes;
  -- Every slot that changes is locked first and in id order, like hold does, so that the two never wait in a circle.
  SELECT array_agg(id) INTO v_locked FROM (
    SELECT id FROM time_slots WHERE id IN (
      SELECT slot_id FROM changes
      UNION ALL SELECT s.id FROM time_slots s WHERE s.doctor_id = ANY (p_doctor_ids) AND s.status = 'held' AND s.held_until <= t)
    ORDER BY id FOR UPDATE) AS locked;

  -- A hold that has run out keeps no time, whether or not the sweep has been there.
  WITH run_out AS (
    SELECT id, held_by FROM time_slots WHERE id = ANY (v_locked) AND status = 'held' AND held_until <= t
  ), freed AS (
    UPDATE time_slots SET status = 'available', held_by = NULL, held_until = NULL FROM run_out WHERE time_slots.id = run_out.id
  )
  UPDATE slot_holds SET ended = 'expired' FROM run_out WHERE slot_holds.id = run_out.held_by;

  UPDATE time_slots s SET date = c.date, start_time = c.start_time, end_time = c.end_time FROM changes c
    WHERE s.id = c.slot_id AND (s.date, s.start_time, s.end_time) <> (c.date, c.start_time, c.end_time);
  IF FOUND THEN
    UPDATE slot_holds h SET date = c.date, start_time = c.start_time, end_time = c.end_time FROM changes c
      WHERE h.slot_id = c.slot_id AND (h.ended IS NULL OR h.ended = 'expired');
  END IF;
  UPDATE appointments a SET date = wall.date, start_time = wall.start_time, end_time = wall.end_time
    FROM appointments b CROSS JOIN LATERAL wall_times(b.during, p_zone) AS wall
    WHERE a.id = b.id AND b.doctor_id = ANY (p_doctor_ids) AND b.status = 'scheduled' AND b.starts_at > now()
      AND (b.date, b.start_time, b.end_time) <> (wall.date, wall.start_time, wall.end_time);

  UPDATE time_slots s SET withdrawn_at = now() FROM changes c WHERE s.id = c.slot_id AND c.change = 'withdraw';
  GET DIAGNOSTICS v_withdrawn = ROW_COUNT;

  -- A wanted time under a slot of other length that is held or booked stays away, also if it was held only just now.
  UPDATE time_slots s SET withdrawn_at = NULL FROM changes c
    WHERE s.id = c.slot_id AND c.change = 'restore'
      AND NOT EXISTS (SELECT FROM time_slots o WHERE o.doctor_id = s.doctor_id AND o.id <> s.id AND o.during && s.during
                      AND (o.withdrawn_at IS NULL OR o.status <> 'available'));
  GET DIAGNOSTICS v_restored = ROW_COUNT;

  INSERT INTO time_slots (doctor_id, date, start_time, end_time, during)
    SELECT c.doctor_id, c.date, c.start_time, c.end_time, c.during FROM changes c
    WHERE c.change = 'make' ORDER BY c.doctor_id, c.during
    ON CONFLICT ON CONSTRAINT slots_of_a_doctor_never_overlap DO NOTHING;
  GET DIAGNOSTICS v_made = ROW_COUNT;
  DROP TABLE changes;
  RETURN QUERY SELECT v_made + v_restored, v_withdrawn;
END $$;

-- What refresh_slots would do, without doing it.
CREATE OR REPLACE FUNCTION preview_slots(p_zone text, p_days int, p_doctor_ids bigint[])
RETURNS TABLE (created bigint, withdrawn bigint) LANGUAGE sql STABLE AS $$
  SELECT count(*) FILTER (WHERE c.change IN ('make', 'restore') AND NOT EXISTS (
           SELECT FROM time_slots kept WHERE kept.doctor_id = c.doctor_id AND kept.during && c.during
             AND (kept.status = 'booked' OR kept.held_until > clock_timestamp()
                  OR (kept.withdrawn_at IS NULL AND kept.starts_at <= now()))
             AND kept.id IS DISTINCT FROM c.slot_id)),
         count(*) FILTER (WHERE c.change = 'withdraw')
  FROM slot_changes(p_zone, p_days, p_doctor_ids) c;
$$;

-- How many slots to come of these doctors are held at this moment and outside their hours, so that they may still be booked.
-- One at which the doctor's own calendar is busy is within them.
CREATE OR REPLACE FUNCTION held_outside_hours(p_zone text, p_days int, p_doctor_ids bigint[]) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT count(*) FROM time_slots s
  WHERE s.doctor_id = ANY (p_doctor_ids) AND s.status = 'held' AND s.held_until > clock_timestamp() AND s.starts_at > now()
    AND NOT EXISTS (SELECT FROM slots_of_hours(p_zone, (now() AT TIME ZONE p_zone)::date, p_days, p_doctor_ids) h
                    WHERE h.doctor_id = s.doctor_id AND h.during = s.during);
$$;

-- The booked appointments to come of these doctors that are not within their hours, whatever the length of their slots
-- is now. An overbooking is left out: it was made outside on purpose.
CREATE OR REPLACE FUNCTION appointments_outside_hours(p_zone text, p_doctor_ids bigint[])
RETURNS TABLE (reference text, doctor text, date date, start_time time) LANGUAGE sql STABLE AS $$
  SELECT a.reference, d.name, a.date, a.start_time
  FROM appointments a
  JOIN doctors d ON d.id = a.doctor_id
  CROSS JOIN LATERAL (SELECT a.starts_at AT TIME ZONE p_zone AS starts,
                             (a.ends_at - interval '1 second') AT TIME ZONE p_zone + interval '1 second' AS ends) AS wall
  WHERE a.doctor_id = ANY (p_doctor_ids) AND a.status = 'scheduled' AND a.starts_at > now() AND a.time_slot_id IS NOT NULL
    AND NOT (d.active
      AND EXISTS (SELECT FROM working_hours hours WHERE hours.doctor_id = d.id AND hours.weekday = extract(isodow FROM wall.starts)
                  AND wall.starts >= wall.starts::date + hours.starts AND wall.ends <= wall.starts::date + hours.ends)
      AND NOT EXISTS (SELECT FROM time_off off WHERE off.doctor_id = d.id AND wall.starts::date BETWEEN off.first_day AND off.last_day))
  ORDER BY a.starts_at, a.reference;
$$;
