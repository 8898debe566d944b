-- A person of whom nothing more may be collected. The ban itself is the tombstone of the person's tokens, which stays when the
-- person is destroyed; here it is for those who write records, and look no further than this row under its lock.
ALTER TABLE subject ADD COLUMN banned boolean NOT NULL DEFAULT false;
