-- What was done under a policy in a month, written once; never changed, and in the ledger by its hash.
CREATE TABLE statement (
  id         uuid PRIMARY KEY, -- begins with the time
  policy     text NOT NULL,
  month      date NOT NULL CHECK (extract(day FROM month) = 1),
  created_at timestamptz NOT NULL,
  content    text NOT NULL,
  hash       text NOT NULL,
  -- Replicas write one together.
  UNIQUE (policy, month)
);
-- What a month of a policy asks of runs and of the register.
CREATE INDEX act_policy_created ON act (policy, created_at);
CREATE INDEX depersonalization_at ON depersonalization (policy, at);
