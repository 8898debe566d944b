-- Backlogs that are acted on in parts: what was released of each category by the last run, by bucket, and what that run left for
-- those that follow. All rows up to a bucket's (due_at, record_id) are any run's to act on; the others wait for the next part.
CREATE TABLE retention_spread (
  policy     text NOT NULL,
  category   text NOT NULL,
  run_id     uuid NOT NULL REFERENCES retention_run (id), -- whose part is the last one
  begun_at   timestamptz NOT NULL,                        -- when the first part began
  epoch      integer NOT NULL,  -- of the policy's versions and calendars, under which brakes have let it go
  records    bigint NOT NULL,   -- that were due when the last part began, by the index
  postponed  bigint NOT NULL CHECK (postponed >= 0),      -- of them, left for the runs that follow
  until      timestamptz NOT NULL,                        -- by when these will have acted on them
  due_at     timestamptz[] NOT NULL CHECK (cardinality(due_at) = 64),
  record_id  uuid[] NOT NULL CHECK (cardinality(record_id) = 64),
  PRIMARY KEY (policy, category)
);

-- Whether a run may leave a part of a backlog for others; how many records it has left, and by when these will be acted on.
ALTER TABLE retention_run
  ADD COLUMN spread          boolean NOT NULL DEFAULT true,
  ADD COLUMN postponed       bigint NOT NULL DEFAULT 0 CHECK (postponed >= 0),
  ADD COLUMN postponed_until timestamptz,
  ADD CHECK ((postponed = 0) = (postponed_until IS NULL));
