-- The register of what was given to third parties (152-FZ 14(7), 19(2)(8)): a row per permitted transfer, written before the
-- product is told that it may send. It has no personal value and outlives its subject, of whom it keeps but the key that
-- Lethe drew: with the subject's tokens the way from a person to that key is gone. Kept three years, as the journal is.
-- `id` begins with the time, so that a subject's rows are in their order; the primary key serves their pages.
CREATE TABLE disclosure (
  bucket         smallint NOT NULL CHECK (bucket BETWEEN 0 AND 63),
  subject_id     uuid NOT NULL,
  id             uuid NOT NULL,
  at             timestamptz NOT NULL,
  policy         text NOT NULL,
  policy_version integer NOT NULL,
  category       text NOT NULL,
  recipient      text NOT NULL,
  country        text,
  action         text NOT NULL,
  purpose        text NOT NULL,
  clause         text NOT NULL,
  grounds        text[] NOT NULL,
  fields         text[] NOT NULL,
  basis          jsonb NOT NULL CHECK (jsonb_typeof(basis) = 'array'),
  by             text NOT NULL,
  PRIMARY KEY (bucket, subject_id, id)
);
-- What has had its three years. Rows come in the order of time: a few blocks per range tell them, and writing costs next to
-- nothing.
CREATE INDEX disclosure_at ON disclosure USING brin (at);
