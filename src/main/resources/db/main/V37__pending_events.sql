-- Events that came before their subject did, as from several senders whose queues drain in whatever order: each waits for a bounded time, and is
-- applied in the transaction that creates its subject.
-- The build before it: refuses events with a key of their sender, which alone wait, and creates subjects without a look at what waits: keys are sent when
-- its replicas have gone.
CREATE TABLE pending_event (
  bucket      smallint NOT NULL, -- of the tag
  policy      text NOT NULL,
  tag         bytea NOT NULL CHECK (length(tag) = 16), -- of the subject, under a key that no rotation changes
  type        text NOT NULL,
  purpose     text NOT NULL DEFAULT '',
  at          timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  until       timestamptz NOT NULL,
  PRIMARY KEY (bucket, policy, tag, type, purpose, at),
  CHECK (until > received_at)
);
CREATE INDEX pending_event_until ON pending_event (bucket, until);
CREATE TRIGGER gate BEFORE INSERT OR UPDATE OR DELETE ON pending_event FOR EACH STATEMENT EXECUTE FUNCTION gate_check();
-- Whoever has sent one was told that it is accepted, and does not send it again.
CREATE OR REPLACE VIEW export_relation AS
  SELECT * FROM (VALUES
    ('policy_version'), ('calendar_version'), ('policy_notice'), ('policy_recompute'), ('hold'), ('hold_record'),
    ('block'), ('restraint_end'), ('subject_event'), ('subject_request'), ('incident'), ('incident_notice'),
    ('retention_run'), ('act'), ('act_media'), ('act_signature'), ('act_destroyed'), ('statement'), ('method_assessment'),
    ('depersonalization'), ('task'), ('disclosure'), ('pending_event')) AS r(name);
CREATE TRIGGER export AFTER INSERT OR UPDATE OR DELETE ON pending_event FOR EACH ROW EXECUTE FUNCTION export_fact();
