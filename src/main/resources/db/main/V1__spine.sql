-- The spine: policies, subjects, records, restraints, the journal, runs, acts and the ledger.
-- `bucket` (0..63, from the keyed hash of the subject) leads every key of the data path, so that the tables
-- can be spread by it; it is also inside every record id and subject id.

-- A build of the other kind refuses the database: a moved clock must never meet production data.
CREATE TABLE database_stamp (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  kind     text NOT NULL CHECK (kind IN ('LOCAL', 'PRODUCTION'))
);

CREATE TABLE policy_version (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  policy       text NOT NULL,
  version      integer NOT NULL CHECK (version > 0),
  hash         text NOT NULL,
  yaml         text NOT NULL,
  state        text NOT NULL CHECK (state IN ('DRAFT', 'ACTIVE', 'RETIRED')),
  author       text NOT NULL,
  created_at   timestamptz NOT NULL,
  approved_by  text,
  approved_at  timestamptz,
  activated_by text,
  activated_at timestamptz,
  UNIQUE (policy, version),
  UNIQUE (policy, hash),
  CHECK ((state = 'DRAFT') = (activated_at IS NULL))
);
CREATE UNIQUE INDEX policy_version_active ON policy_version (policy) WHERE state = 'ACTIVE';

-- One row per person under one policy. `activity_since` is when the first activity was received, later than every record
-- that was here then; an activity writes this row alone, unless it is the first and older than what was assumed.
CREATE TABLE subject (
  bucket         smallint NOT NULL CHECK (bucket BETWEEN 0 AND 63),
  id             uuid NOT NULL,
  policy         text NOT NULL,
  last_activity  timestamptz,
  activity_since timestamptz,
  PRIMARY KEY (bucket, id),
  CHECK ((last_activity IS NULL) = (activity_since IS NULL))
) WITH (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02);

CREATE TABLE subject_token (
  bucket     smallint NOT NULL,
  token      bytea NOT NULL,
  policy     text NOT NULL,
  version    integer NOT NULL,
  subject_id uuid NOT NULL,
  PRIMARY KEY (bucket, token, policy, version)
) WITH (autovacuum_vacuum_scale_factor = 0.02);
-- Destroying a subject finds its tokens by it.
CREATE INDEX subject_token_subject ON subject_token (bucket, subject_id);

-- What starts clocks, other than activity. An event counts for a record that is older than it, or, where nobody said when
-- the record was collected, that was here when it came.
CREATE TABLE subject_event (
  bucket      smallint NOT NULL,
  subject_id  uuid NOT NULL,
  type        text NOT NULL,
  purpose     text NOT NULL DEFAULT '',
  at          timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  PRIMARY KEY (bucket, subject_id, type, purpose, at)
);

-- The data key in use for a subject's category. The row goes when the key is ended; an insert that meets none makes a new key.
CREATE TABLE subject_category (
  bucket     smallint NOT NULL,
  subject_id uuid NOT NULL,
  category   text NOT NULL,
  key_id     uuid NOT NULL,
  PRIMARY KEY (bucket, subject_id, category)
) WITH (autovacuum_vacuum_scale_factor = 0.02);

-- `due_at` is never later than the truth, and the run that claims a record recomputes it; null waits for an event.
CREATE TABLE record (
  bucket         smallint NOT NULL,
  id             uuid NOT NULL,
  subject_id     uuid NOT NULL,
  policy         text NOT NULL,
  policy_version integer NOT NULL,
  category       text NOT NULL,
  collected_at   timestamptz NOT NULL,
  received_at    timestamptz NOT NULL,
  due_at         timestamptz,
  key_id         uuid,
  data           jsonb NOT NULL,
  sealed         bytea,
  PRIMARY KEY (bucket, id),
  CHECK ((sealed IS NULL) = (key_id IS NULL))
) WITH (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);
-- Claims, in order of due date, of one category in one bucket.
CREATE INDEX record_due ON record (bucket, policy, category, due_at, id) WHERE due_at IS NOT NULL;
-- A subject's records; whether a destroyed record was the last one of its subject and category.
CREATE INDEX record_subject ON record (bucket, subject_id, category);

CREATE TABLE blind_index (
  bucket    smallint NOT NULL,
  record_id uuid NOT NULL,
  field     text NOT NULL,
  version   integer NOT NULL,
  token     bytea NOT NULL,
  policy    text NOT NULL,
  PRIMARY KEY (bucket, record_id, field, version)
) WITH (autovacuum_vacuum_scale_factor = 0.02);
-- Search by value, a declared fan-out over the buckets.
CREATE INDEX blind_index_token ON blind_index (token, field, policy);

-- A legal hold keeps from destruction, a block keeps from any use; of a subject, of a category, or of a policy.
CREATE TABLE hold (
  id          uuid PRIMARY KEY,
  policy      text NOT NULL,
  category    text,
  bucket      smallint,
  subject_id  uuid,
  authority   text,
  reason      text NOT NULL,
  ends_at     timestamptz,
  placed_at   timestamptz NOT NULL,
  placed_by   text NOT NULL,
  released_at timestamptz,
  released_by text,
  CHECK ((bucket IS NULL) = (subject_id IS NULL)),
  CHECK ((released_at IS NULL) = (released_by IS NULL))
);
CREATE INDEX hold_subject ON hold (bucket, subject_id) WHERE released_at IS NULL;
CREATE INDEX hold_policy ON hold (policy) WHERE released_at IS NULL AND subject_id IS NULL;
CREATE TABLE block (LIKE hold INCLUDING ALL);

-- The journal: exactly one terminal row per record, in the transaction that removed it. Rule is the index in the
-- category's retention list of that policy version. Kept three years, partitioned by month (order 179).
CREATE TABLE erasure (
  at             timestamptz NOT NULL,
  bucket         smallint NOT NULL,
  record_id      uuid NOT NULL,
  subject_id     uuid,
  policy         text NOT NULL,
  policy_version integer NOT NULL,
  category       text NOT NULL,
  rule           smallint NOT NULL,
  action         text NOT NULL CHECK (action IN ('DESTROY', 'DEPERSONALIZE')),
  run_id         uuid NOT NULL
) PARTITION BY RANGE (at);
CREATE INDEX erasure_record ON erasure (bucket, record_id);
CREATE INDEX erasure_run ON erasure (run_id);

-- Creates the journal's partition of the month of `day` (UTC) if it is not there. Attaching waits for no reader of the
-- journal, and none waits for it; creating it as a partition would lock the whole journal.
CREATE FUNCTION erasure_month(day timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  first timestamp := date_trunc('month', day AT TIME ZONE 'UTC');
  name  text := 'erasure_' || to_char(first, 'YYYY_MM');
BEGIN
  IF to_regclass(name) IS NULL THEN
    PERFORM pg_advisory_xact_lock(4703, 1);
    IF to_regclass(name) IS NULL THEN
      EXECUTE format('CREATE TABLE %I (LIKE erasure INCLUDING ALL)', name);
      EXECUTE format('ALTER TABLE erasure ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
        name, first AT TIME ZONE 'UTC', (first + interval '1 month') AT TIME ZONE 'UTC');
    END IF;
  END IF;
END $$;

-- Keyed tokens of destroyed subjects: a record from before the destruction, or under a ban, is refused.
CREATE TABLE tombstone (
  bucket       smallint NOT NULL,
  token        bytea NOT NULL,
  policy       text NOT NULL,
  version      integer NOT NULL,
  destroyed_at timestamptz NOT NULL,
  banned       boolean NOT NULL DEFAULT false,
  PRIMARY KEY (bucket, token, policy, version)
);

-- Data keys that a batch has ended; the sweeper destroys them after the commit, as often as it likes.
CREATE TABLE key_erasure (
  key_id       uuid PRIMARY KEY,
  policy       text NOT NULL,
  run_id       uuid NOT NULL,
  ended_at     timestamptz NOT NULL,
  destroyed_at timestamptz
);
CREATE INDEX key_erasure_pending ON key_erasure (ended_at) WHERE destroyed_at IS NULL;
CREATE INDEX key_erasure_run ON key_erasure (run_id, policy);

-- The key rings that this data was written by: HMAC-SHA-256 of the ring's name under a key from its root. Keys that lack
-- one, or have another of its name, are refused: they would match no subject and no tombstone.
CREATE TABLE key_ring_check (
  ring        text PRIMARY KEY,
  check_value bytea NOT NULL CHECK (length(check_value) = 32)
);

CREATE TABLE retention_run (
  id             uuid PRIMARY KEY,
  state          text NOT NULL CHECK (state IN
                   ('QUEUED', 'RUNNING', 'PAUSED', 'AWAITING_APPROVAL', 'COMPLETED', 'FAILED', 'CANCELLED')),
  requested_by   text NOT NULL,
  scheduled      boolean NOT NULL,
  policy         text,
  category       text,
  dry_run        boolean NOT NULL,
  as_of          timestamptz,
  cutoff         timestamptz,
  created_at     timestamptz NOT NULL,
  started_at     timestamptz,
  finished_at    timestamptz,
  owner          uuid,
  heartbeat_at   timestamptz,
  destroyed      bigint NOT NULL DEFAULT 0,
  depersonalized bigint NOT NULL DEFAULT 0,
  held           bigint NOT NULL DEFAULT 0,
  blocked        bigint NOT NULL DEFAULT 0,
  failed         bigint NOT NULL DEFAULT 0,
  closing        boolean NOT NULL DEFAULT false, -- its last batch has committed; keys and acts are left
  broken         boolean NOT NULL DEFAULT false, -- some of its work failed again and again, and was left
  settled        boolean NOT NULL DEFAULT false, -- all that it did has its acts
  left_by_policy text,
  error          text,
  CHECK ((state IN ('COMPLETED', 'FAILED', 'CANCELLED')) = (finished_at IS NOT NULL)),
  CHECK (state IN ('QUEUED', 'PAUSED') OR started_at IS NOT NULL OR finished_at IS NOT NULL),
  CHECK ((state = 'FAILED') = (error IS NOT NULL)),
  CHECK (category IS NULL OR policy IS NOT NULL)
);
CREATE INDEX retention_run_open ON retention_run (created_at) WHERE finished_at IS NULL;
-- At most one scheduled run at a time, however many replicas tick; a paused one does not stop the others.
-- Acts that a failed or cancelled run still lacks.
CREATE INDEX retention_run_unsettled ON retention_run (created_at) WHERE finished_at IS NOT NULL AND NOT settled;
CREATE UNIQUE INDEX retention_run_scheduled ON retention_run (scheduled) WHERE scheduled AND state IN ('QUEUED', 'RUNNING');

CREATE TABLE act (
  id         uuid PRIMARY KEY,
  run_id     uuid NOT NULL,
  policy     text NOT NULL,
  created_at timestamptz NOT NULL,
  content    text NOT NULL,
  hash       text NOT NULL,
  UNIQUE (run_id, policy)
);
CREATE INDEX act_policy ON act (policy, id);

-- Entries are committed without an index by the transaction they speak of; the sealer alone gives indexes.
CREATE TABLE ledger_entry (
  id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  index bigint UNIQUE,
  salt  bytea NOT NULL CHECK (length(salt) = 32),
  entry text NOT NULL,
  leaf  bytea NOT NULL CHECK (length(leaf) = 32)
);
CREATE INDEX ledger_entry_unsealed ON ledger_entry (id) WHERE index IS NULL;

-- The tree after each sealing: its size, its root and the roots of its perfect subtrees, largest first (RFC 6962).
CREATE TABLE ledger_checkpoint (
  size     bigint PRIMARY KEY,
  root     bytea NOT NULL CHECK (length(root) = 32),
  frontier bytea NOT NULL,
  at       timestamptz NOT NULL
);

-- What depersonalization leaves. No subject, no source id, no time but the Monday on which it goes.
CREATE SCHEMA depersonalized;
-- `person` tells rows of one person from rows of several while they are mixed: a tag under a key that only the writing
-- process has, in memory, and has never stored.
CREATE TABLE depersonalized.intake (
  policy        text NOT NULL,
  category      text NOT NULL,
  k_at_least    integer NOT NULL,
  person        bytea NOT NULL,
  quasi         jsonb NOT NULL,
  data          jsonb NOT NULL,
  destroy_after date NOT NULL
);
-- `counts` is false for the second and later rows that one person brought into a group at once: a group is counted in
-- people.
CREATE TABLE depersonalized.record (
  id            uuid PRIMARY KEY,
  policy        text NOT NULL,
  category      text NOT NULL,
  quasi         jsonb NOT NULL,
  counts        boolean NOT NULL,
  data          jsonb NOT NULL,
  destroy_after date NOT NULL CHECK (extract(isodow FROM destroy_after) = 1)
);
CREATE INDEX depersonalized_record_list ON depersonalized.record (policy, category, id);
CREATE INDEX depersonalized_record_due ON depersonalized.record (policy, category, destroy_after);
-- Whether a group of quasi-identifiers is large enough.
CREATE INDEX depersonalized_record_group
  ON depersonalized.record (policy, category, jsonb_hash(quasi));
