-- A record's labels, which are no personal data: whether its accuracy was verified, the reference of a guardian's consent.
-- They go with the row.
ALTER TABLE record ADD COLUMN attributes jsonb;
