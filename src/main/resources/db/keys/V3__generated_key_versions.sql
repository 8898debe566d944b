-- Further versions of the key encryption key that a local build generates; the first is in generated_key_encryption_key.
CREATE TABLE generated_key_version (
  version integer PRIMARY KEY CHECK (version > 1),
  key     bytea NOT NULL
);
