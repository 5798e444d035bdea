-- Whatever changes a slot, a verb, the import or a hand in psql, tells who listens: "doctor day day …", one message for each
-- doctor that a statement touched. PostgreSQL sends it with the commit or not at all, so that nothing can die in between.
-- A doctor without days means all of them: more than a message can hold, or the doctor themself has changed.
CREATE FUNCTION tell_of_days(doctor_id bigint, days text) RETURNS void LANGUAGE sql
RETURN pg_notify('slots', CASE WHEN length(days) > 7000 THEN doctor_id::text ELSE concat_ws(' ', doctor_id, days) END);
--> statement-breakpoint
CREATE FUNCTION slots_tell() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    PERFORM tell_of_days(doctor_id, string_agg(date::text, ' '))
      FROM (SELECT doctor_id, date FROM was UNION SELECT doctor_id, date FROM is_now) AS touched GROUP BY doctor_id;
  ELSE
    PERFORM tell_of_days(doctor_id, string_agg(DISTINCT date::text, ' ')) FROM touched GROUP BY doctor_id;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER slots_added AFTER INSERT ON time_slots REFERENCING NEW TABLE AS touched
  FOR EACH STATEMENT EXECUTE FUNCTION slots_tell();
--> statement-breakpoint
CREATE TRIGGER slots_changed AFTER UPDATE ON time_slots REFERENCING OLD TABLE AS was NEW TABLE AS is_now
  FOR EACH STATEMENT EXECUTE FUNCTION slots_tell();
--> statement-breakpoint
CREATE TRIGGER slots_removed AFTER DELETE ON time_slots REFERENCING OLD TABLE AS touched
  FOR EACH STATEMENT EXECUTE FUNCTION slots_tell();
--> statement-breakpoint
-- An import changes thousands at once: then one message means every doctor there is.
CREATE FUNCTION doctors_tell() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT count(*) FROM touched) > 100 THEN
    PERFORM pg_notify('slots', '*');
  ELSE
    PERFORM tell_of_days(id, NULL) FROM touched;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER doctors_added AFTER INSERT ON doctors REFERENCING NEW TABLE AS touched
  FOR EACH STATEMENT EXECUTE FUNCTION doctors_tell();
--> statement-breakpoint
CREATE TRIGGER doctors_changed AFTER UPDATE ON doctors REFERENCING NEW TABLE AS touched
  FOR EACH STATEMENT EXECUTE FUNCTION doctors_tell();
--> statement-breakpoint
CREATE TRIGGER doctors_removed AFTER DELETE ON doctors REFERENCING OLD TABLE AS touched
  FOR EACH STATEMENT EXECUTE FUNCTION doctors_tell();
