-- Data keys that the data did not know when they were looked at: of writes that failed. They are looked at again before
-- they are destroyed.
CREATE TABLE orphan_key (
  id         uuid PRIMARY KEY,
  doubted_at timestamptz NOT NULL DEFAULT now()
);

-- How far keys have been looked at, in the order of their ids, which is that of their making.
CREATE TABLE orphan_sweep (
  only_row     boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  looked_until uuid NOT NULL
);
INSERT INTO orphan_sweep (looked_until) VALUES ('00000000-0000-0000-0000-000000000000');
