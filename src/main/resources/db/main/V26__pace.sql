-- How fast a run may be, where it is told otherwise than by the settings; it is told while it runs. `paced_until` is when the
-- rows and bytes so far are paid for, over all replicas.
ALTER TABLE retention_run
  ADD COLUMN rows_per_second  bigint CHECK (rows_per_second > 0),
  ADD COLUMN bytes_per_second bigint CHECK (bytes_per_second > 0),
  ADD COLUMN hours            text,
  ADD COLUMN paced_until      timestamptz;
