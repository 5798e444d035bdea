-- What keeps jobs going, of whichever kinds; at most 500 at a look, so that no look takes too long, and there is another in a
-- moment.

-- The pauses between tries grow to hours: none is longer than ten minutes here, as a mail server or a Google that was away for
-- an hour is back for a patient who waits.
CREATE OR REPLACE FUNCTION hurry_jobs(p_kinds text[]) RETURNS bigint LANGUAGE sql AS $$
  SELECT count(*) FROM graphile_worker.reschedule_jobs(
    ARRAY(SELECT id FROM graphile_worker.jobs
          WHERE task_identifier = ANY (p_kinds) AND locked_at IS NULL AND attempts BETWEEN 1 AND max_attempts - 1
            AND run_at > now() + interval '10 minutes' LIMIT 500),
    now() + interval '10 minutes');
$$;

-- A worker that was killed leaves its job locked: what is locked for longer than any such job takes is nobody's. That job alone,
-- in the table itself: what graphile_worker has for this would free all that a worker has, and one of a living worker's is done
-- twice.
CREATE OR REPLACE FUNCTION free_jobs_of_dead_workers(p_kinds text[], p_minutes int) RETURNS bigint LANGUAGE sql AS $$
  WITH freed AS (
    UPDATE graphile_worker._private_jobs SET locked_at = NULL, locked_by = NULL
    WHERE locked_at < now() - make_interval(mins => p_minutes)
      AND task_id IN (SELECT id FROM graphile_worker._private_tasks WHERE identifier = ANY (p_kinds))
    RETURNING id)
  SELECT count(*) FROM freed;
$$;
