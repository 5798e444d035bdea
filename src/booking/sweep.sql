-- sweep: tidies up holds that have run out, at most p_most a call, and says how many. Every verb already treats them as
-- run out; whoever works on such a slot just now is left alone: SKIP LOCKED waits for nobody.
CREATE OR REPLACE FUNCTION sweep_holds(p_most int) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  v_swept int;
BEGIN
  WITH run_out AS (
    SELECT id, held_by FROM time_slots WHERE status = 'held' AND held_until <= clock_timestamp()
    LIMIT p_most FOR UPDATE SKIP LOCKED
  ), freed AS (
    UPDATE time_slots SET status = 'available', held_by = NULL, held_until = NULL FROM run_out WHERE time_slots.id = run_out.id
  )
  UPDATE slot_holds SET ended = 'expired' FROM run_out WHERE slot_holds.id = run_out.held_by;
  GET DIAGNOSTICS v_swept = ROW_COUNT;
  RETURN v_swept;
END $$;

-- Erases what was typed on holds that ran out more than p_minutes ago, unless it was typed since: a late patient finds it
-- again, and keeps it while they type.
CREATE OR REPLACE FUNCTION erase_old_drafts(p_minutes int) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  v_erased int;
BEGIN
  UPDATE slot_holds SET draft = NULL WHERE id IN (
    SELECT id FROM slot_holds WHERE draft IS NOT NULL AND greatest(expires_at, typed_at) < clock_timestamp() - make_interval(mins => p_minutes)
    ORDER BY id FOR UPDATE SKIP LOCKED);
  GET DIAGNOSTICS v_erased = ROW_COUNT;
  RETURN v_erased;
END $$;
