-- The data keys that a batch has ended are one row. A row for each cost six index entries per key, and nobody asks for a
-- single one.
ALTER TABLE key_erasure RENAME TO key_erasure_each;
CREATE TABLE key_erasure (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  policy       text NOT NULL,
  run_id       uuid NOT NULL,
  key_ids      uuid[] NOT NULL CHECK (cardinality(key_ids) > 0),
  ended_at     timestamptz NOT NULL,
  destroyed_at timestamptz
);
ALTER TABLE key_erasure ALTER COLUMN key_ids SET STORAGE EXTERNAL; -- random: compressing it is in vain
INSERT INTO key_erasure (policy, run_id, key_ids, ended_at, destroyed_at)
  SELECT policy, run_id, array_agg(key_id), ended_at, destroyed_at FROM key_erasure_each
  GROUP BY policy, run_id, ended_at, destroyed_at;
DROP TABLE key_erasure_each;
-- What the sweeper takes up.
CREATE INDEX key_erasure_pending ON key_erasure (ended_at) WHERE destroyed_at IS NULL;
-- What an act counts.
CREATE INDEX key_erasure_run ON key_erasure (run_id, policy);
