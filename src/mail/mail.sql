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
CREATE OR REPLACE FUNCTION enqueue_mail(p_mail bigint) RETURNS void LANGUAGE plpgsql SET lock_timeout = '500ms' AS $$
BEGIN
  PERFORM graphile_worker.add_job('send_mail', json_build_object('mailId', p_mail), job_key := 'mail ' || p_mail, max_attempts := 500);
EXCEPTION WHEN OTHERS THEN
  RAISE WARNING 'mail % has no job yet: %', p_mail, SQLERRM;
END $$;

-- Gives a job to mail that has none: what could not be had in its transaction, or was lost with graphile_worker's tables.
CREATE OR REPLACE FUNCTION enqueue_forgotten_mail() RETURNS bigint LANGUAGE sql AS $$
  SELECT count(enqueue_mail(id)::text) FROM mails
  WHERE ended IS NULL AND created_at < now() - interval '1 minute'
    AND NOT EXISTS (SELECT FROM graphile_worker.jobs WHERE key = 'mail ' || mails.id);
$$;

-- The pauses between tries grow to hours: none is longer than ten minutes here, as a mail server that was away for an hour
-- is back for a patient who waits.
CREATE OR REPLACE FUNCTION hurry_waiting_mail() RETURNS bigint LANGUAGE sql AS $$
  SELECT count(*) FROM graphile_worker.reschedule_jobs(
    ARRAY(SELECT id FROM graphile_worker.jobs
          WHERE task_identifier = 'send_mail' AND locked_at IS NULL AND attempts BETWEEN 1 AND max_attempts - 1
            AND run_at > now() + interval '10 minutes'),
    now() + interval '10 minutes');
$$;

-- Three months later mail is nobody's business any more, whatever became of it: whom the practice wrote to, and what of. With
-- its job, where nothing ever sent it.
CREATE OR REPLACE FUNCTION forget_old_mail() RETURNS void LANGUAGE sql AS $$
  WITH gone AS (DELETE FROM mails WHERE created_at < now() - interval '90 days' RETURNING id)
  SELECT count(graphile_worker.remove_job('mail ' || id)::text) FROM gone;
$$;

-- A worker that was killed leaves its job locked: nothing is sent for longer than twelve minutes (src/mail/post.ts), so what
-- is locked since before then is nobody's.
CREATE OR REPLACE FUNCTION free_mail_of_dead_workers() RETURNS bigint LANGUAGE sql AS $$
  SELECT count(graphile_worker.force_unlock_workers(ARRAY[locked_by])::text) FROM graphile_worker.jobs
  WHERE task_identifier = 'send_mail' AND locked_at < now() - interval '15 minutes';
$$;
