-- Rotation of keys: which versions write, who knows them, and the jobs that move what is stored.

-- `epoch` grows when another version of one of the policy's rings becomes the one that writes; what writes under an
-- older one is refused. `generation` grows with every change of the rings, so that replicas read them again.
CREATE TABLE key_epoch (
  policy     text PRIMARY KEY,
  epoch      bigint NOT NULL DEFAULT 1,
  generation bigint NOT NULL DEFAULT 1
);
INSERT INTO key_epoch (policy) SELECT DISTINCT policy FROM policy_version;

-- The version that writes. Of the data ring the keys database alone decides.
ALTER TABLE key_ring_check ADD COLUMN active integer NOT NULL DEFAULT 1 CHECK (active > 0);

-- The policy's epoch, which cannot change until the transaction ends. Volatile: the second statement must see what was
-- committed while the first one waited.
CREATE FUNCTION key_epoch_shared(of_policy text) RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(4706, hashtext(of_policy));
  RETURN (SELECT epoch FROM key_epoch WHERE policy = of_policy);
END $$;

-- Which generation of each policy's rings a replica has in memory: {policy: generation}.
CREATE TABLE key_replica (
  replica     uuid PRIMARY KEY,
  generations jsonb NOT NULL,
  seen_at     timestamptz NOT NULL
) WITH (fillfactor = 50);

-- The version of the pseudonyms in `data`; null where there are none. No rule keeps a token when it depersonalizes.
ALTER TABLE record ADD COLUMN pseudonym_version integer;
UPDATE record SET pseudonym_version = 1 WHERE data::text ~ '"v1\.[A-Za-z0-9_-]{22}"';

CREATE TABLE key_job (
  id              uuid PRIMARY KEY,
  kind            text NOT NULL CHECK (kind IN ('ROTATE', 'REWRAP', 'DESTROY')),
  ring            text NOT NULL,
  version         integer, -- that a rotation makes, that a rewrap moves to, that is destroyed
  state           text NOT NULL CHECK (state IN
                    ('QUEUED', 'RUNNING', 'PAUSED', 'AWAITING_APPROVAL', 'COMPLETED', 'FAILED', 'CANCELLED')),
  requested_by    text NOT NULL,
  approved_by     text,
  reason          text,
  dry_run         boolean NOT NULL DEFAULT false,
  compromised     boolean NOT NULL DEFAULT false,
  then_rewrap     boolean NOT NULL DEFAULT false,
  rows_per_second integer CHECK (rows_per_second > 0),
  total           bigint NOT NULL DEFAULT 0,
  moved           bigint NOT NULL DEFAULT 0,
  census          text, -- rows by table, category and version when it began, JSON
  exposed         text, -- what a compromised version had protected, JSON
  source          text, -- the table that is being moved, and how far
  cursor          text,
  created_at      timestamptz NOT NULL,
  started_at      timestamptz,
  finished_at     timestamptz,
  owner           uuid, -- another each time it is taken up: who had it before cannot go on
  replica         uuid, -- that took it up
  heartbeat_at    timestamptz,
  error           text,
  CHECK ((state IN ('COMPLETED', 'FAILED', 'CANCELLED')) = (finished_at IS NOT NULL)),
  CHECK ((state = 'FAILED') = (error IS NOT NULL)),
  CHECK (approved_by IS NULL OR approved_by <> requested_by)
);
-- One unfinished job of a kind for each ring.
CREATE UNIQUE INDEX key_job_open ON key_job (ring, kind) WHERE finished_at IS NULL;
CREATE INDEX key_job_list ON key_job (created_at, id);

-- What a caller has asked of the oracles (tokens of values, upgrades, searches) on a day, UTC.
CREATE TABLE oracle_use (
  day    date NOT NULL,
  caller text NOT NULL,
  oracle text NOT NULL,
  used   bigint NOT NULL,
  PRIMARY KEY (day, caller, oracle)
);
