-- Writes down a mail that is to be sent, with its job, in the transaction of whoever asks; for a key that is there already,
-- nothing. What p_about must say is up to the kind: src/mail/letters.ts.
CREATE OR REPLACE FUNCTION queue_mail(p_kind text, p_recipient text, p_about jsonb, p_key text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_mail bigint;
BEGIN
  INSERT INTO mails (kind, recipient, about, key) VALUES (p_kind, p_recipient, p_about, p_key)
    ON CONFLICT (key) DO NOTHING RETURNING id INTO v_mail;
  IF FOUND THEN PERFORM enqueue_mail(v_mail); END IF;
END $$;

-- Nothing about mail may slow or fail a booking: where the job can't be had at once, the mail stays without, and the sweep
-- (enqueue_forgotten_mail) gives it one later. After 500 tries, about three and a half days, it is reception's to see.
CREATE OR REPLACE FUNCTION enqueue_mails(p_mails bigint[]) RETURNS bigint LANGUAGE plpgsql SET lock_timeout = '500ms' AS $$
BEGIN
  -- All at once: for each one by itself graphile_worker would read every job there is.
  PERFORM graphile_worker.add_jobs(ARRAY(
    SELECT ('send_mail', json_build_object('mailId', id), NULL, NULL, 500, 'mail ' || id, NULL, NULL)::graphile_worker.job_spec
    FROM unnest(p_mails) AS id)) WHERE p_mails <> '{}';
  RETURN cardinality(p_mails);
EXCEPTION WHEN OTHERS THEN
  RAISE WARNING 'mails % have no job yet: %', p_mails, SQLERRM;
  RETURN 0;
END $$;

CREATE OR REPLACE FUNCTION enqueue_mail(p_mail bigint) RETURNS void LANGUAGE sql AS $$
  SELECT enqueue_mails(ARRAY[p_mail]);
$$;

-- What keeps mail going does at most 500 at a look, so that no look takes too long, and there is another in a moment.

-- Gives a job to mail that has none: what could not be had in its transaction, or was lost with graphile_worker's tables.
CREATE OR REPLACE FUNCTION enqueue_forgotten_mail() RETURNS bigint LANGUAGE sql AS $$
  SELECT enqueue_mails(ARRAY(
    SELECT id FROM mails
    WHERE ended IS NULL AND created_at < now() - interval '1 minute'
      AND NOT EXISTS (SELECT FROM graphile_worker.jobs WHERE key = 'mail ' || mails.id)
    ORDER BY created_at LIMIT 500));
$$;

-- Three months later mail is nobody's business any more, whatever became of it: whom the practice wrote to, and what of. With
-- its job, where nothing ever sent it.
CREATE OR REPLACE FUNCTION forget_old_mail() RETURNS void LANGUAGE sql AS $$
  WITH gone AS (
    DELETE FROM mails WHERE id IN (
      SELECT id FROM mails WHERE created_at < now() - interval '90 days' ORDER BY created_at LIMIT 500)
    RETURNING id)
  SELECT count(graphile_worker.remove_job('mail ' || id)::text) FROM gone;
$$;

-- A mail that was given up and is sent again has a new job: graphile_worker leaves the one before without a key, and with what
-- the mail server said of the address, for ever.
CREATE OR REPLACE FUNCTION forget_jobs_given_up() RETURNS bigint LANGUAGE sql AS $$
  SELECT count(*) FROM graphile_worker.complete_jobs(ARRAY(
    SELECT id FROM graphile_worker.jobs WHERE task_identifier = 'send_mail' AND key IS NULL AND locked_at IS NULL LIMIT 500));
$$;
