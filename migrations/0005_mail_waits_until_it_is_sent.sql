-- This and what follows changes tables that instances of the version before are booking in. Every lock that it needs is taken
-- here, before any work, in the order in which the verbs take theirs: most wait at their first step, with nothing locked that
-- this waits for. Where one is in the way, this gives up and is tried again (src/db/migrate.ts).
LOCK TABLE time_slots, slot_holds, appointments IN ACCESS EXCLUSIVE MODE;
--> statement-breakpoint
LOCK TABLE doctors IN SHARE ROW EXCLUSIVE MODE;
--> statement-breakpoint
-- Mail that is to be sent, written down in the transaction that is the reason for it: src/mail/mail.sql. Each row has a job
-- in graphile_worker, which sends it after the commit.
CREATE TABLE mails (
  id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  kind text NOT NULL,
  recipient text NOT NULL CHECK (btrim(recipient) <> ''),
  -- the ids of what it tells of: it is written when it is sent, from what is true then
  about jsonb NOT NULL,
  -- one reason, one mail, whoever finds the reason and however often
  key text NOT NULL UNIQUE,
  created_at timestamptz NOT NULL DEFAULT now(),
  -- needless: what it was to say was true no more; refused: reception is shown it, and may send it again
  ended text CHECK (ended IN ('sent', 'needless', 'refused')),
  ended_at timestamptz,
  -- what the last try met, in the mail server's words
  trouble text,
  tried_at timestamptz,
  -- the whole mail, where there is no mail server to give it to
  kept jsonb,
  CONSTRAINT an_ended_mail_says_when CHECK ((ended IS NULL) = (ended_at IS NULL))
);
--> statement-breakpoint
CREATE INDEX mails_not_sent ON mails (created_at) WHERE ended IS NULL OR ended = 'refused';
--> statement-breakpoint
CREATE INDEX mails_by_age ON mails (created_at);
--> statement-breakpoint
CREATE INDEX mails_of_an_appointment ON mails ((about->>'appointmentId'));
--> statement-breakpoint
CREATE INDEX appointments_to_come ON appointments (starts_at) WHERE status = 'scheduled';
--> statement-breakpoint
-- When the appointment came to be at its time, where it was booked for another: a reminder that was due before then is none.
-- Null for all that there are: to write them anew would keep everybody waiting.
ALTER TABLE appointments ADD COLUMN moved_at timestamptz;
