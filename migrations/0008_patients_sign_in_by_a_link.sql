-- Links by which a patient signs in, mailed to whoever asks for one. The link itself is kept nowhere: it is made from the
-- row's id with the clinic's secret key.
CREATE TABLE sign_in_links (
  id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  -- where it is mailed to, in the letters of one_address()
  email text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);
--> statement-breakpoint
CREATE INDEX sign_in_links_of_an_address ON sign_in_links (email, created_at);
--> statement-breakpoint
CREATE INDEX sign_in_links_to_forget ON sign_in_links (expires_at);
--> statement-breakpoint
-- Who is signed in. Whoever reads this table can't be them: it has only the hash of what their cookie says.
CREATE TABLE patient_sessions (
  token_hash text PRIMARY KEY CONSTRAINT a_session_is_kept_as_its_hash CHECK (token_hash ~ '^[0-9a-f]{64}$'),
  email text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  seen_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL
);
--> statement-breakpoint
CREATE INDEX patient_sessions_to_forget ON patient_sessions (seen_at);
