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
  created_at timestamptz NOT NULL DEFAULT now()
);
--> statement-breakpoint
CREATE INDEX messages_in_order ON messages (created_at);
--> statement-breakpoint
-- What the practice answered to it, one after the other. A message without any waits.
CREATE TABLE answers (
  id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  message_id bigint NOT NULL REFERENCES messages (id),
  nth smallint NOT NULL,
  -- null where it was answered otherwise, such as by phone
  answer text CHECK (answer ~ '\S'),
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT of_two_who_answer_at_once_one_does UNIQUE (message_id, nth)
);
--> statement-breakpoint
-- Somebody at the front desk has seen to a mail that did not arrive.
ALTER TABLE mails ADD COLUMN dealt_at timestamptz;
