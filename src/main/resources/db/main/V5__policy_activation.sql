-- Versions of a policy that follow each other with other terms.

-- The version that had protected the record, whose fields and methods it had; `policy_version` and `rule` are those of the
-- rule that was carried out, which may be of a later version. Null in rows from before there was a difference.
ALTER TABLE erasure ADD COLUMN protected_by integer;

-- The policy's epoch, which is the number of its activations. Whoever knows of `known` of them takes that epoch's lock until
-- its transaction ends. Volatile: the second statement must see what was committed while the first one waited.
CREATE FUNCTION policy_epoch_shared(of_policy text, known integer) RETURNS integer LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(4710, hashtext(of_policy || '/' || known));
  RETURN (SELECT count(*) FROM policy_version WHERE policy = of_policy AND state <> 'DRAFT');
END $$;

-- A text may come back: a rollback is the next version with the text of an earlier one.
ALTER TABLE policy_version DROP CONSTRAINT policy_version_policy_hash_key;

-- What was approved, and over which active version; another one in between makes another change of it. Rows from before had
-- no approvals.
ALTER TABLE policy_version
  ADD COLUMN approved_hash text,
  ADD COLUMN approved_over integer,
  ADD CHECK ((approved_by IS NULL) = (approved_at IS NULL)),
  ADD CHECK ((approved_by IS NULL) = (approved_hash IS NULL)),
  ADD CHECK (approved_by IS NULL OR approved_by <> author);

-- That subjects were notified of a version before it was activated.
CREATE TABLE policy_notice (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  policy      text NOT NULL,
  version     integer NOT NULL,
  at          timestamptz NOT NULL,
  how         text NOT NULL,
  recorded_by text NOT NULL,
  recorded_at timestamptz NOT NULL,
  CHECK (at <= recorded_at),
  FOREIGN KEY (policy, version) REFERENCES policy_version (policy, version)
);
-- The notices of a version, when it is activated or read.
CREATE INDEX policy_notice_version ON policy_notice (policy, version);

-- The job that follows an activation: due dates of existing records are lowered to what the version says, window by window in
-- the order of bucket and id; `cursor` is the last record looked at. `epoch` is the number of activations with this one.
CREATE TABLE policy_recompute (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  policy       text NOT NULL,
  version      integer NOT NULL,
  epoch        integer NOT NULL CHECK (epoch > 1),
  state        text NOT NULL CHECK (state IN ('QUEUED', 'RUNNING', 'COMPLETED', 'FAILED')),
  total        bigint NOT NULL DEFAULT 0,
  done         bigint NOT NULL DEFAULT 0,
  lowered      bigint NOT NULL DEFAULT 0,
  cursor       uuid,
  created_at   timestamptz NOT NULL,
  started_at   timestamptz,
  finished_at  timestamptz,
  owner        uuid, -- another each time it is taken up: who had it before cannot go on
  heartbeat_at timestamptz,
  error        text,
  UNIQUE (policy, version),
  CHECK ((state = 'COMPLETED') = (finished_at IS NOT NULL)),
  CHECK ((state = 'FAILED') = (error IS NOT NULL)),
  FOREIGN KEY (policy, version) REFERENCES policy_version (policy, version)
);
-- What is to be taken up, looked for every second by every replica.
CREATE INDEX policy_recompute_open ON policy_recompute (id) WHERE state <> 'COMPLETED';
