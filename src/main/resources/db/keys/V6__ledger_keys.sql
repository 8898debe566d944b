-- The keys that sign checkpoints of the ledger, wrapped by the key encryption key. The name is a part of what is signed.
CREATE TABLE ledger_key (
  version    integer PRIMARY KEY CHECK (version > 0),
  name       text NOT NULL,
  public_key bytea NOT NULL CHECK (length(public_key) = 32),
  wrapped    bytea NOT NULL,
  created_at timestamptz NOT NULL
);
