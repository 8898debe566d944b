-- What each hold and block kept of what was due, when a run's last batch had committed: acts say it, and never change.
CREATE TABLE retention_kept (
  run_id       uuid NOT NULL,
  policy       text NOT NULL,
  category     text NOT NULL,
  restraint    text NOT NULL CHECK (restraint IN ('HOLD', 'BLOCK')),
  restraint_id uuid NOT NULL,
  records      bigint NOT NULL CHECK (records > 0),
  -- It serves the one question that is asked: what was kept of a run under a policy.
  PRIMARY KEY (run_id, policy, category, restraint_id)
);
