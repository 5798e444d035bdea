-- What somebody wrote to the practice, and what it answered.
CREATE TABLE messages (
  id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  reference text NOT NULL UNIQUE,
  -- random for each page with the form: sent twice, it is one message
  form_id text NOT NULL UNIQUE,
  name text NOT NULL CHECK (btrim(name) <> ''),
  email text NOT NULL,
  topic text NOT NULL CHECK (topic IN ('appointment', 'document', 'fees', 'website', 'other')),
  message text NOT NULL CHECK (message ~ '\S'),
  -- the box that people leave empty was filled: not mailed to the practice, but kept for it to see
  suspected boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  -- null where it was answered otherwise, such as by phone
  answer text,
  answered_at timestamptz,
  CONSTRAINT an_answer_says_when CHECK (answer IS NULL OR answered_at IS NOT NULL)
);
--> statement-breakpoint
CREATE INDEX messages_not_answered ON messages (created_at) WHERE answered_at IS NULL;
--> statement-breakpoint
-- Somebody at the front desk has seen to a mail that did not arrive.
ALTER TABLE mails ADD COLUMN dealt_at timestamptz;
