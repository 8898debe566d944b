-- Holds and blocks that end: each is noted in the transaction that releases it, or that places it until a day, and is forgotten when
-- it has ended and a run was asked for, or nothing was due of what it had kept. No clock decides whether one is seen: an entry
-- that commits late is found late, and not missed.
CREATE TABLE restraint_end (
  id         uuid PRIMARY KEY, -- of the hold or block
  at         timestamptz NOT NULL,
  policy     text NOT NULL,
  category   text,
  bucket     smallint,
  subject_id uuid
);
-- The first one that ends, looked for every second.
CREATE INDEX restraint_end_at ON restraint_end (at);
