-- Values that a rectification has replaced and that are kept for a while: the policy says so, or a hold does. They are protected
-- as they were in the record, whose data key seals them, and go with it at the latest. No blind index finds them.
CREATE TABLE record_previous (
  bucket            smallint NOT NULL,
  id                uuid NOT NULL,
  record_id         uuid NOT NULL,
  subject_id        uuid NOT NULL,
  policy            text NOT NULL,
  policy_version    integer NOT NULL, -- that had protected the values
  category          text NOT NULL,
  terms_version     integer NOT NULL, -- whose terms they have
  fields            text[] NOT NULL,
  replaced_at       timestamptz NOT NULL,
  due_at            timestamptz NOT NULL,
  deadline          date,
  key_id            uuid,
  data              jsonb NOT NULL,
  sealed            bytea,
  pseudonym_version integer,
  format_version    integer,
  PRIMARY KEY (bucket, id),
  CHECK ((sealed IS NULL) = (key_id IS NULL))
) WITH (autovacuum_vacuum_scale_factor = 0.02);
-- They go with their record, and are shown in its explanation.
CREATE INDEX record_previous_record ON record_previous (bucket, record_id);
-- What is due, of one category.
CREATE INDEX record_previous_due ON record_previous (policy, category, due_at, id);
