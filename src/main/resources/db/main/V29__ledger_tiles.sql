-- What a transparency log needs of the ledger: commitments that outlive their contents, tiles, signed checkpoints.

-- A leaf is SHA-256(0x00 || commitment), a commitment SHA-256(salt || entry): salt and entry go after their own term, together.
ALTER TABLE ledger_entry
  ADD COLUMN commitment bytea,
  ADD COLUMN at timestamptz,
  ALTER COLUMN salt DROP NOT NULL,
  ALTER COLUMN entry DROP NOT NULL;
-- What was sealed without a signature is sealed anew: nobody can have kept a checkpoint to hold against it.
UPDATE ledger_entry
  SET commitment = sha256(salt || convert_to(entry, 'UTF8')), at = (entry::jsonb ->> 'at')::timestamptz, index = NULL;
DELETE FROM ledger_checkpoint;
ALTER TABLE ledger_entry
  ALTER COLUMN commitment SET NOT NULL,
  ALTER COLUMN at SET NOT NULL,
  DROP COLUMN leaf,
  ADD CHECK (length(commitment) = 32),
  ADD CHECK ((salt IS NULL) = (entry IS NULL));
CREATE INDEX ledger_entry_content ON ledger_entry (at) WHERE entry IS NOT NULL;

-- The commitments of 256 entries, from entry 256 * index on.
CREATE TABLE ledger_bundle (
  index       bigint PRIMARY KEY CHECK (index >= 0),
  commitments bytea NOT NULL CHECK (length(commitments) = 8192)
);

-- Hashes of the tree: of level n, the roots of perfect subtrees of 256^n leaves, 256 in a full tile (C2SP tlog-tiles). Those of
-- level 0 are the leaves, which the bundles give.
CREATE TABLE ledger_tile (
  level  smallint NOT NULL CHECK (level >= 1),
  index  bigint NOT NULL CHECK (index >= 0),
  hashes bytea NOT NULL CHECK (length(hashes) BETWEEN 32 AND 8192 AND length(hashes) % 32 = 0),
  PRIMARY KEY (level, index)
);

-- The checkpoint as it was published (C2SP tlog-checkpoint, signed-note).
ALTER TABLE ledger_checkpoint ADD COLUMN note text NOT NULL;

-- The entry that has the hash of an act.
ALTER TABLE act ADD COLUMN ledger_id bigint;
UPDATE act SET ledger_id = e.id
  FROM (SELECT id, entry::jsonb AS content FROM ledger_entry) e
  WHERE e.content ->> 'type' = 'act.written' AND (e.content #>> '{entry,act}')::uuid = act.id;
