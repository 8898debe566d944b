-- The sweep that works out the due date of every record anew. There is one, and its cursor: it goes on where it was left. Its times are
-- the database's, so that every replica reads them alike.
CREATE TABLE retention_sweep (
  only_row    boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  cursor      uuid,             -- the last record that it has looked at; null while none is under way
  records     bigint NOT NULL,  -- that the last one, or the one under way, has looked at
  late        bigint NOT NULL,  -- whose due date was later than the truth, of these
  began_at    timestamptz,
  finished_at timestamptz,      -- of the last one that came to its end
  CHECK (cursor IS NULL OR began_at IS NOT NULL)
);
INSERT INTO retention_sweep (records, late) VALUES (0, 0);
