-- Which builds may use the schema. From here on replicas are replaced one by one: a migration runs beside the build before it,
-- and says in its head what that one does ("-- The build before it: ..."). One that it cannot run beside ends with
-- SELECT end_builds_before(N), N its own number. The build before it: does not know of the column, and sets no such number.
ALTER TABLE gate ADD COLUMN oldest integer NOT NULL DEFAULT 0; -- number of the newest migration that a build has to know

-- Nothing is written from its commit on, until replicas of older builds have had time to see that they are to end.
CREATE FUNCTION end_builds_before(number integer) RETURNS void LANGUAGE sql AS $$
  UPDATE gate SET oldest = number,
    since = CASE WHEN state = 'OPEN' THEN now() ELSE since END,
    reason = CASE WHEN state = 'OPEN' THEN 'MIGRATED' ELSE reason END,
    state = CASE WHEN state = 'OPEN' THEN 'SEALED' ELSE state END
$$;
