-- Wrapped keys, in a database of their own in production. Nothing here opens without the key encryption key.

-- The root of a ring's first layer; it outlives the versions.
CREATE TABLE key_ring (
  name         text PRIMARY KEY,
  policy       text NOT NULL,
  purpose      text NOT NULL CHECK (purpose IN ('data', 'subject', 'pseudonym', 'index')),
  wrapped_root bytea NOT NULL,
  created_at   timestamptz NOT NULL,
  UNIQUE (policy, purpose)
);

CREATE TABLE key_ring_version (
  ring       text NOT NULL REFERENCES key_ring,
  version    integer NOT NULL CHECK (version > 0),
  state      text NOT NULL CHECK (state IN ('PENDING', 'ACTIVE', 'RETIRED', 'DESTROYED')),
  wrapped    bytea,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (ring, version),
  CHECK ((state = 'DESTROYED') = (wrapped IS NULL))
);
CREATE UNIQUE INDEX key_ring_version_active ON key_ring_version (ring) WHERE state = 'ACTIVE';

-- One random data key per subject, policy and category, wrapped by its policy's data ring.
CREATE TABLE subject_key (
  id           uuid PRIMARY KEY,
  ring         text NOT NULL,
  ring_version integer NOT NULL,
  wrapped      bytea NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0.02);

-- The key encryption key of a local build, which generates one. A production build never reads or writes it.
CREATE TABLE generated_key_encryption_key (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  key      bytea NOT NULL
);
