-- Electronic signatures of acts. An act is never changed; this is added to it, and each row is in the ledger by its hash. The certificate
-- in a signature names who has signed: order 179 demands the name, and it lives as long as the act.
CREATE TABLE act_signature (
  id          uuid PRIMARY KEY,
  act_id      uuid NOT NULL REFERENCES act (id) ON DELETE CASCADE,
  format      text NOT NULL CHECK (format = 'CMS'),
  signature   bytea NOT NULL CHECK (length(signature) BETWEEN 1 AND 98304),
  hash        text NOT NULL, -- SHA-256 of the signature
  digests     text[] NOT NULL CHECK (cardinality(digests) > 0), -- by which each signer has signed the act
  verified    boolean[] NOT NULL CHECK (cardinality(verified) = cardinality(digests)),
  recorded_by text NOT NULL,
  recorded_at timestamptz NOT NULL,
  UNIQUE (act_id, hash)
);
