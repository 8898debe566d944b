-- How much depersonalized data still says of people, by category: after a run that depersonalized, and as a dry run expects it, before
-- and after small groups have lost their quasi-identifiers. Numbers and names of fields, never a value; acts say it, and never change.
CREATE TABLE retention_groups (
  run_id     uuid NOT NULL,
  policy     text NOT NULL,
  category   text NOT NULL,
  stage      text NOT NULL CHECK (stage IN ('BEFORE', 'AFTER')),
  k_at_least integer NOT NULL,
  sampled    boolean NOT NULL,
  n          bigint NOT NULL CHECK (n > 0), -- rows
  people     bigint NOT NULL,
  suppressed bigint NOT NULL,               -- people without quasi-identifiers
  classes    bigint NOT NULL,               -- of equal quasi-identifiers
  k          bigint,                        -- people of the smallest class; null where there is none
  uniques    bigint NOT NULL,               -- classes of one person
  fields     text[] NOT NULL,               -- sensitive ones, the least diverse first
  ls         bigint[] NOT NULL,             -- the distinct l of each
  -- It serves both questions that are asked: what a run left, and what it left under a policy.
  PRIMARY KEY (run_id, policy, category, stage),
  CHECK ((k IS NULL) = (classes = 0)),
  CHECK (cardinality(fields) = cardinality(ls))
);
