-- Categories that a run did not touch because what it would have acted on was unusual. An open one waits for a second person, or was
-- approved and is being acted on; until it is closed, no other run touches its category.
CREATE TABLE retention_brake (
  run_id      uuid NOT NULL REFERENCES retention_run (id),
  policy      text NOT NULL,
  category    text NOT NULL,
  open        boolean NOT NULL, -- false of a dry run, and when the run has ended
  brakes      text NOT NULL,    -- which ones, what they measured, and their limits: JSON
  records     bigint NOT NULL,  -- that the run would have acted on
  epoch       integer NOT NULL, -- of the policy's versions and calendars, by which they were counted
  braked_at   timestamptz NOT NULL,
  approved_by text,
  approved_at timestamptz,
  PRIMARY KEY (run_id, policy, category),
  CHECK ((approved_by IS NULL) = (approved_at IS NULL))
);
-- One run at a time waits for a category, however many replicas and runs there are.
CREATE UNIQUE INDEX retention_brake_open ON retention_brake (policy, category) WHERE open;

-- The run that acts on the categories that no brake has stopped; and how many records had a due date that had come when the run
-- began, which is never less than it acts on.
ALTER TABLE retention_run ADD COLUMN rest uuid, ADD COLUMN due bigint;

-- How many records each run acted on: what is unusual is measured by it.
CREATE TABLE retention_history (
  policy   text NOT NULL,
  category text NOT NULL,
  run_id   uuid NOT NULL,
  acted    bigint NOT NULL CHECK (acted > 0),
  cutoff   timestamptz NOT NULL,
  PRIMARY KEY (policy, category, run_id)
);
-- The last ones of a category.
CREATE INDEX retention_history_last ON retention_history (policy, category, cutoff DESC);
