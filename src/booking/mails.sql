-- Whoever changes an appointment, the patient hears of it: a mail to the address that was given for the patient and, where
-- another person booked, to theirs. What is past is no news.
CREATE OR REPLACE FUNCTION appointment_tells() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  v_kind text;
  v_about jsonb := jsonb_build_object('appointmentId', NEW.id, 'sequence', NEW.sequence);
BEGIN
  IF NEW.starts_at <= clock_timestamp() THEN RETURN NULL; END IF;
  IF TG_OP = 'INSERT' THEN
    v_kind := 'booked';
  ELSIF OLD.status = 'scheduled' AND NEW.status = 'cancelled' THEN
    v_kind := 'cancelled';
  ELSIF OLD.during <> NEW.during AND NEW.status = 'scheduled' THEN
    v_kind := 'moved';
    v_about := v_about || jsonb_build_object('from', OLD.starts_at);
  ELSE
    RETURN NULL;
  END IF;
  PERFORM queue_mail(v_kind, recipient, v_about, format('%s %s %s %s', v_kind, NEW.id, NEW.sequence, lower(recipient)))
    FROM mail_addresses_of(NEW) AS recipient;
  RETURN NULL;
END $$;

-- Each address once.
CREATE OR REPLACE FUNCTION mail_addresses_of(appointment appointments) RETURNS SETOF text LANGUAGE sql IMMUTABLE AS $$
  SELECT DISTINCT ON (lower(address)) address
  FROM (VALUES (appointment.intake->>'email'), (appointment.booked_by->>'email')) AS written (address) WHERE btrim(address) <> '';
$$;

CREATE OR REPLACE TRIGGER appointments_tell AFTER INSERT OR UPDATE OF status, during ON appointments
  FOR EACH ROW EXECUTE FUNCTION appointment_tells();

-- Reminders that are due: of those that were due since the appointment came to be at its time, only the last, once, however
-- many instances look and whatever their clocks say; so after an outage nobody gets two at a time. At most 500 at a look.
CREATE OR REPLACE FUNCTION queue_reminders(p_hours int[]) RETURNS bigint LANGUAGE sql AS $$
  WITH due AS (
    SELECT DISTINCT ON (a.id) a AS appointment, hours FROM appointments a, unnest(p_hours) AS hours
    WHERE a.status = 'scheduled' AND a.starts_at > now() AND a.starts_at <= now() + make_interval(hours => hours)
      AND greatest(a.created_at, a.moved_at) < a.starts_at - make_interval(hours => hours)
    ORDER BY a.id, hours
  ), told AS (
    SELECT (appointment).starts_at, recipient,
           jsonb_build_object('appointmentId', (appointment).id, 'sequence', (appointment).sequence, 'hours', hours) AS about,
           format('reminder %s %s %s %s', (appointment).id, (appointment).sequence, hours, lower(recipient)) AS key
    FROM due CROSS JOIN LATERAL mail_addresses_of(appointment) AS recipient
  ), queued AS (
    INSERT INTO mails (kind, recipient, about, key)
    SELECT 'reminder', recipient, about, key FROM told WHERE NOT EXISTS (SELECT FROM mails WHERE mails.key = told.key)
    ORDER BY starts_at LIMIT 500 ON CONFLICT (key) DO NOTHING RETURNING id
  )
  SELECT enqueue_mails(ARRAY(SELECT id FROM queued));
$$;
