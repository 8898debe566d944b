-- Spreads the tables over the nodes of a Citus cluster, only where `lethe.database.citus` says so (docs/citus.md). Flyway runs
-- it after all versions, and again when its text has changed: what is spread already is left as it is.
--
-- DISTRIBUTED by `bucket`, all in one group: rows of one person are on one node, whatever table they are in.
-- REFERENCE: a copy on every node; small, and read beside distributed rows.
-- LOCAL: on the coordinator alone; few rows, an order of their own, or nothing that may say whose they are.
-- PARTITION: goes with its parent.
CREATE TEMP TABLE citus_layout (relation text PRIMARY KEY, layout text NOT NULL) ON COMMIT DROP;
INSERT INTO citus_layout (relation, layout) VALUES
  ('subject', 'DISTRIBUTED'),
  ('subject_token', 'DISTRIBUTED'),
  ('subject_event', 'DISTRIBUTED'),
  ('subject_category', 'DISTRIBUTED'),
  ('every_record', 'DISTRIBUTED'),
  ('record', 'PARTITION'),
  ('record_timed', 'PARTITION'),
  ('record_previous', 'DISTRIBUTED'),
  ('blind_index', 'DISTRIBUTED'),
  ('set_aside', 'DISTRIBUTED'),
  ('hold_record', 'DISTRIBUTED'),
  ('erasure', 'DISTRIBUTED'),
  ('erasure_table_subject', 'DISTRIBUTED'),
  ('tombstone', 'DISTRIBUTED'),
  ('disclosure', 'DISTRIBUTED'),
  ('awaited', 'DISTRIBUTED'),
  ('intake_key', 'DISTRIBUTED'),
  ('pending_event', 'DISTRIBUTED'),

  ('hold', 'REFERENCE'),
  ('block', 'REFERENCE'),
  ('act', 'REFERENCE'),
  ('act_destroyed', 'REFERENCE'),
  ('gate', 'REFERENCE'),
  ('key_epoch', 'REFERENCE'),

  ('database_stamp', 'LOCAL'),
  ('flyway_schema_history', 'LOCAL'),
  ('policy_version', 'LOCAL'),
  ('policy_notice', 'LOCAL'),
  ('policy_recompute', 'LOCAL'),
  ('method_assessment', 'LOCAL'),
  ('calendar_version', 'LOCAL'),
  ('restraint_end', 'LOCAL'),
  ('key_ring_check', 'LOCAL'),
  ('key_replica', 'LOCAL'),
  ('key_job', 'LOCAL'),
  ('key_erasure', 'LOCAL'),
  ('key_lease', 'LOCAL'),
  ('oracle_use', 'LOCAL'),
  ('subject_request', 'LOCAL'),
  ('incident', 'LOCAL'),
  ('incident_notice', 'LOCAL'),
  ('task', 'LOCAL'),
  ('retention_run', 'LOCAL'),
  ('retention_brake', 'LOCAL'),
  ('retention_history', 'LOCAL'),
  ('retention_groups', 'LOCAL'),
  ('retention_kept', 'LOCAL'),
  ('retention_spread', 'LOCAL'),
  ('retention_sweep', 'LOCAL'),
  ('time_series', 'LOCAL'),
  ('time_table', 'LOCAL'),
  ('erasure_table', 'LOCAL'),
  ('act_media', 'LOCAL'),
  ('act_signature', 'LOCAL'),
  ('statement', 'LOCAL'),
  ('depersonalization', 'LOCAL'),
  ('ledger_entry', 'LOCAL'),
  ('ledger_checkpoint', 'LOCAL'),
  ('ledger_bundle', 'LOCAL'),
  ('ledger_tile', 'LOCAL'),
  ('export_fact', 'LOCAL'),
  ('depersonalized.intake', 'LOCAL'),
  ('depersonalized.record', 'LOCAL');

-- What Citus would refuse is said before anything is moved.
DO $$
DECLARE
  refused text;
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_proc WHERE proname = 'create_distributed_table') THEN
    RAISE EXCEPTION 'lethe.database.citus is set, and this database has no extension citus';
  END IF;
  SELECT string_agg(w.what, '; ' ORDER BY w.what) INTO refused FROM (
    SELECT format('trigger %s on %s', t.tgname, l.relation) AS what
    FROM citus_layout l JOIN pg_trigger t ON t.tgrelid = l.relation::regclass AND NOT t.tgisinternal
    WHERE l.layout <> 'LOCAL'
    UNION ALL
    SELECT format('%s is cut into tables, and a part of %s', c.oid::regclass, i.inhparent::regclass)
    FROM citus_layout l JOIN pg_inherits i ON i.inhparent = l.relation::regclass
    JOIN pg_class c ON c.oid = i.inhrelid AND c.relkind = 'p'
    WHERE l.layout = 'DISTRIBUTED') w;
  IF refused IS NOT NULL THEN
    RAISE EXCEPTION 'Citus refuses this schema, see docs/citus.md: %', refused;
  END IF;
END $$;

SET LOCAL citus.shard_count = 64;
SET LOCAL citus.multi_shard_modify_mode = 'sequential';
SELECT create_distributed_table(l.relation::regclass, 'bucket',
    colocate_with => CASE WHEN l.relation = 'subject' THEN 'none' ELSE 'subject' END)
  FROM (SELECT * FROM citus_layout ORDER BY relation <> 'subject', relation) l
  WHERE l.layout = 'DISTRIBUTED'
    AND NOT EXISTS (SELECT 1 FROM pg_dist_partition p WHERE p.logicalrelid = l.relation::regclass);
SELECT create_reference_table(l.relation::regclass) FROM citus_layout l
  WHERE l.layout = 'REFERENCE'
    AND NOT EXISTS (SELECT 1 FROM pg_dist_partition p WHERE p.logicalrelid = l.relation::regclass);
