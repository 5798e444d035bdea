-- An e-mail address in the letters that it is compared by: only A to Z are folded. Whoever has a mailbox whose name is the
-- same only by Unicode's rules (a dotted capital I is an i to some) is somebody else.
CREATE OR REPLACE FUNCTION one_address(p_email text) RETURNS text LANGUAGE sql IMMUTABLE RETURN lower(btrim(p_email) COLLATE "C");

-- The records of patients that have this e-mail address; email_folded is what there is an index on.
CREATE OR REPLACE FUNCTION patients_of(p_email text) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
  SELECT id FROM patients WHERE email_folded = lower(btrim(p_email)) AND one_address(email) = one_address(p_email);
$$;

-- The appointments that somebody with this e-mail address booked for another, by appointments_by_booker.
CREATE OR REPLACE FUNCTION booked_for_another_by(p_email text) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
  SELECT id FROM appointments WHERE lower(btrim(booked_by->>'email') COLLATE "C") = one_address(p_email);
$$;

-- ask: a link that is open for p_minutes, mailed to this address; silently none where p_most were asked for in the last hour,
-- or one a minute ago that nobody has used: somebody has pressed twice.
-- Whether anybody is known by the address is looked up when the mail is written, so that this takes as long for those who are
-- not.
CREATE OR REPLACE FUNCTION ask_to_sign_in(p_email text, p_minutes int, p_most int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_email text := one_address(p_email);
  v_link bigint;
BEGIN
  -- Those who ask at once must count each other.
  PERFORM pg_advisory_xact_lock(hashtextextended('sign-in ' || v_email, 0));
  IF (SELECT count(*) FROM sign_in_links WHERE email = v_email AND created_at > clock_timestamp() - interval '1 hour') >= p_most THEN
    RETURN;
  END IF;
  IF EXISTS (SELECT FROM sign_in_links WHERE email = v_email AND used_at IS NULL AND created_at > clock_timestamp() - interval '1 minute') THEN
    RETURN;
  END IF;
  INSERT INTO sign_in_links (email, created_at, expires_at)
    VALUES (v_email, clock_timestamp(), clock_timestamp() + make_interval(mins => p_minutes)) RETURNING id INTO v_link;
  PERFORM queue_mail('sign-in', v_email, jsonb_build_object('linkId', v_link), 'sign-in ' || v_link);
END $$;

-- use: the link is used up and a session begins, for whoever is first; the e-mail address, or null.
CREATE OR REPLACE FUNCTION use_sign_in_link(p_link bigint, p_token_hash text, p_hours int) RETURNS text LANGUAGE sql AS $$
  WITH used AS (
    -- One statement: the second of two waits for the first, and reads what it wrote.
    UPDATE sign_in_links SET used_at = clock_timestamp()
    WHERE id = p_link AND used_at IS NULL AND expires_at > clock_timestamp() RETURNING email
  )
  INSERT INTO patient_sessions (token_hash, email, expires_at)
    SELECT p_token_hash, email, clock_timestamp() + make_interval(hours => p_hours) FROM used RETURNING email;
$$;

-- Whose session it is, and that they are still there; null where it is over, or has been idle for too long.
CREATE OR REPLACE FUNCTION see_session(p_token_hash text, p_idle_minutes int) RETURNS text LANGUAGE sql AS $$
  UPDATE patient_sessions SET seen_at = clock_timestamp()
    WHERE token_hash = p_token_hash AND expires_at > clock_timestamp()
      AND seen_at > clock_timestamp() - make_interval(mins => p_idle_minutes)
    RETURNING email;
$$;

-- Links and sessions of which a day ago there was nothing left to use, with the mail that the links went by: it may be to
-- whatever somebody typed.
CREATE OR REPLACE FUNCTION forget_sign_ins() RETURNS void LANGUAGE sql AS $$
  DELETE FROM patient_sessions WHERE seen_at < now() - interval '1 day';
  WITH gone AS (DELETE FROM sign_in_links WHERE expires_at < now() - interval '1 day' RETURNING id)
  DELETE FROM mails WHERE key IN (SELECT 'sign-in ' || id FROM gone);
$$;
